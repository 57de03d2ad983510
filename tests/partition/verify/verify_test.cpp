#include "partition/verify/verify.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

using Sentences = std::vector<std::string>;

Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// A plan that is right, to be broken in one place.
class BrokenPlan : public testing::Test {
 protected:
  BrokenPlan() : plan_(make_plan(network_, test::cluster_of({1, 1, 1}), {})) {}

  Sentences found() const { return verify(network_, plan_, 4); }
  Task& task(std::size_t stage, std::size_t index) { return plan_.stages[stage].tasks[index]; }
  Message& message(std::size_t stage, std::size_t index) {
    return plan_.stages[stage].messages[index];
  }

  /// Stages: layer1 (scattered), layer2 (halos), layer3, flatten and softmax at the group owner
  /// with a dense layer between them.
  Network network_ =
      test::chain({2, 12, 12}, {conv3x3(4), conv3x3(4), MaxPool{.window = {2, 2, 2, 2}}, Flatten{},
                                Dense{.outputs = 6}, Softmax{}});
  Plan plan_;
};

TEST_F(BrokenPlan, IsRightBefore) { EXPECT_EQ(found(), Sentences{}); }

TEST_F(BrokenPlan, AStageOfNoLayer) {
  for (const LayerId layer : {-1, 0, 7}) {  // nobody computes the image
    plan_.stages[0].layer = layer;
    EXPECT_EQ(found(), Sentences{"a stage names a layer that does not exist"}) << layer;
  }
}

TEST_F(BrokenPlan, ATaskOfNoDeviceOrRegion) {
  const Sentences expected{"a task of layer layer1 names a device or region that does not exist"};
  const Task right = task(0, 0);
  for (const DeviceId device : {-1, 4, 9}) {
    task(0, 0).device = device;
    EXPECT_EQ(found(), expected) << device;
  }
  task(0, 0) = right;
  task(0, 0).computes = Box{{0, 4}, {0, 13}, {0, 12}};
  EXPECT_EQ(found(), expected);
  // Two boxes, of which the first is in the map.
  task(0, 0).computes = Region({{{0, 4}, {0, 4}, {0, 12}}, {{0, 4}, {11, 13}, {0, 12}}});
  EXPECT_EQ(found(), expected);
  task(0, 0) = right;
  for (const LayerId layer : {-1, 7, 99}) {
    task(0, 0).reads[0] = {{layer}, right.reads[0].region};
    EXPECT_EQ(found(), expected) << layer;
    task(0, 0).reads[0].region = {};
    EXPECT_EQ(found(), expected) << layer;
  }
  task(0, 0).reads[0] = {{0, 9}, right.reads[0].region};
  EXPECT_EQ(found(), expected);
  task(0, 0).reads[0] = {{0}, Box{{0, 3}, {0, 5}, {0, 12}}};
  EXPECT_EQ(found(), expected);
}

TEST_F(BrokenPlan, AMessageOfNoDeviceOrRegion) {
  const Sentences expected{"a message names a device or region that does not exist"};
  const Message right = message(0, 0);
  for (const DeviceId device : {-1, 4, right.source}) {
    message(0, 0).destination = device;
    EXPECT_EQ(found(), expected) << device;
  }
  message(0, 0) = right;
  for (const DeviceId device : {-1, 4}) {
    message(0, 0).source = device;
    EXPECT_EQ(found(), expected) << device;
  }
  message(0, 0) = right;
  message(0, 0).pieces[0].map.layer = 99;
  EXPECT_EQ(found(), expected);
  message(0, 0) = right;
  message(0, 0).pieces[0].region = Box{{0, 2}, {11, 13}, {0, 12}};
  EXPECT_EQ(found(), expected);
}

TEST_F(BrokenPlan, TwentySentencesAreEnough) {
  Message wrong;
  wrong.source = 9;
  for (int i = 0; i < 30; ++i) plan_.stages[0].messages.push_back(wrong);
  EXPECT_EQ(found(), Sentences(20, "a message names a device or region that does not exist"));
}

TEST_F(BrokenPlan, TasksOfOneStageThatDoDifferentThings) {
  task(0, 1).operation = Operation::add_up;
  EXPECT_EQ(found(), Sentences{"layer layer1: tasks of one stage do different things"});
}

TEST_F(BrokenPlan, AMessageThatWaitsForItselfOrALaterOneOrNone) {
  ASSERT_EQ(message(1, 2).destination, message(1, 1).source);
  for (const int other : {1, 2, -1, 99}) {
    message(1, 1).after = {0, other};
    EXPECT_EQ(found(),
              Sentences{"layer layer2, device 0: a message waits for one that cannot come"})
        << other;
  }
}

TEST_F(BrokenPlan, AMessageThatWaitsForWhatSomebodyElseGets) {
  ASSERT_EQ(message(1, 1).destination, 1);
  ASSERT_EQ(message(1, 4).source, 3);
  message(1, 4).after.push_back(1);
  EXPECT_EQ(found(), Sentences{"layer layer2, device 3: a message waits for one that cannot come"});
}

TEST_F(BrokenPlan, AMessageThatDoesNotWaitForWhatItForwards) {
  message(1, 1).after.clear();
  EXPECT_EQ(found(),
            Sentences{"layer layer2, device 0: sends a part of layer1 that it does not hold"});
}

TEST_F(BrokenPlan, AMessageThatWaitsForAnotherMap) {
  // Row 4 of layer2, which nobody has yet, instead of layer1: to the group owner, who forwards it.
  ASSERT_EQ(message(1, 1).after, std::vector<int>{0});
  message(1, 0).pieces[0].map = {2};
  EXPECT_EQ(found(),
            (Sentences{"layer layer2, device 2: sends a part of layer2 that it does not hold",
                       "layer layer2, device 0: sends a part of layer1 that it does not hold"}));
}

TEST_F(BrokenPlan, ASenderThatHoldsNothing) {
  message(1, 0).source = 3;
  EXPECT_EQ(found(),
            Sentences{"layer layer2, device 3: sends a part of layer1 that it does not hold"});
}

TEST_F(BrokenPlan, WrongBytes) {
  const Sentences expected{"layer layer1, device 0: a message's bytes do not match its pieces"};
  message(0, 0).bytes += 4;
  EXPECT_EQ(found(), expected);
  message(0, 0).bytes -= 8;
  EXPECT_EQ(found(), expected);
}

TEST_F(BrokenPlan, BytesOfOtherValues) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1}), {.bytes_per_value = 2});
  EXPECT_EQ(verify(network_, plan_, 2), Sentences{});
  EXPECT_EQ(found(),
            (Sentences{"layer layer1, device 0: a message's bytes do not match its pieces",
                       "layer layer1, device 1: a message's bytes do not match its pieces"}));
}

TEST_F(BrokenPlan, AMessageThatBringsLess) {
  ASSERT_EQ(message(0, 0).pieces[0].region, (Box{{0, 2}, {0, 5}, {0, 12}}));
  for (const Box& less :
       {Box{{0, 2}, {0, 4}, {0, 12}}, Box{{0, 2}, {1, 5}, {0, 12}}, Box{{0, 2}, {0, 5}, {0, 11}},
        Box{{0, 2}, {0, 5}, {1, 12}}, Box{{0, 1}, {0, 5}, {0, 12}}, Box{{1, 2}, {0, 5}, {0, 12}}}) {
    message(0, 0).pieces[0].region = less;
    message(0, 0).bytes = 4 * static_cast<double>(less.elements());
    EXPECT_EQ(found(), Sentences{"layer layer1, device 1: lacks a part of input"});
  }
}

TEST_F(BrokenPlan, AHaloThatNobodySends) {
  // Both hops of the first halo, so that nothing else is wrong.
  for (const std::size_t hop : {0U, 1U}) {
    ASSERT_EQ(message(1, hop).purpose, Purpose::halo);
    message(1, hop).pieces.clear();
    message(1, hop).bytes = 0;
  }
  EXPECT_EQ(found(), Sentences{"layer layer2, device 1: lacks a part of layer1"});
}

TEST_F(BrokenPlan, ATaskThatDoesNotSayAllThatItReads) {
  // Rows 0-4 of the image, without the last.
  task(0, 0).reads[0].region = Box{{0, 2}, {0, 4}, {0, 12}};
  EXPECT_EQ(found(), Sentences{"layer layer1, device 1: does not say all that it reads"});
  task(0, 0).reads.clear();
  EXPECT_EQ(found(), Sentences{"layer layer1, device 1: does not say all that it reads"});
}

TEST_F(BrokenPlan, ATaskThatReadsWhatItNeedsAndMore) {
  const Piece right = task(0, 0).reads[0];
  task(0, 0).reads[0].region |= Box{{0, 2}, {10, 12}, {0, 12}};
  EXPECT_EQ(found(), Sentences{"layer layer1, device 1: lacks a part of input"});
  task(0, 0).reads = {right, right};
  EXPECT_EQ(found(), Sentences{"layer layer1, device 1: does not say all that it reads"});
}

TEST_F(BrokenPlan, ATaskThatReadsAnotherMap) {
  // The worker holds the same rows of layer1, too.
  ASSERT_EQ(task(2, 0).reads[0].region, (Box{{0, 4}, {0, 4}, {0, 12}}));
  task(2, 0).reads[0].map = {1};
  EXPECT_EQ(found(), Sentences{"layer layer3, device 1: does not say all that it reads"});
}

TEST_F(BrokenPlan, ATaskThatReadsLessOfItsSecondInput) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  test::append(network_, "sum", Add{}, {1, 0});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  ASSERT_EQ(found(), Sentences{});
  task(1, 0).reads[1].region = Box{{0, 1}, {0, 3}, {0, 8}};
  EXPECT_EQ(found(), Sentences{"layer sum, device 1: does not say all that it reads"});
}

// Rows 0-3 and half of row 4 at the first worker, the rest at the second.
TEST_F(BrokenPlan, ATaskOfTwoBoxesThatReadsWhatOneOfThemNeeds) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  const auto rows = [](Index begin, Index end) { return Box{{0, 1}, {begin, end}, {0, 8}}; };
  const Region first = rows(0, 4) | Region(Box{{0, 1}, {4, 5}, {0, 4}});
  const Region second = rows(0, 8) - first;
  task(0, 0).computes = task(0, 0).owns = message(1, 0).pieces[0].region = first;
  task(0, 1).computes = task(0, 1).owns = message(1, 1).pieces[0].region = second;
  message(1, 0).bytes = 4 * 36;
  message(1, 1).bytes = 4 * 28;
  task(0, 0).reads[0].region = message(0, 0).pieces[0].region = rows(0, 6);
  message(0, 0).bytes = 4 * 48;
  ASSERT_EQ(found(), Sentences{});
  for (const Box& needed : {rows(3, 6), rows(0, 5)}) {  // by row 4, and by the others
    task(0, 0).reads[0].region = needed;
    EXPECT_EQ(found(), Sentences{"layer layer1, device 1: does not say all that it reads"});
  }
}

// What a task depends on ends where nothing else does.
TEST_F(BrokenPlan, ATaskThatIsBroughtAndReadsARowLess) {
  ASSERT_EQ(message(0, 1).pieces[0].region, (Box{{0, 2}, {3, 9}, {0, 12}}));
  task(0, 1).reads[0].region = message(0, 1).pieces[0].region = Box{{0, 2}, {4, 9}, {0, 12}};
  message(0, 1).bytes = 4 * 2 * 5 * 12;
  EXPECT_EQ(found(), Sentences{"layer layer1, device 2: does not say all that it reads"});
}

TEST_F(BrokenPlan, ADeviceThatOwnsWhatAnotherComputes) {
  std::swap(task(0, 0).owns, task(0, 1).owns);
  EXPECT_EQ(found(), (Sentences{"layer layer1, device 1: owns what it does not compute",
                                "layer layer1, device 2: owns what it does not compute"}));
}

TEST_F(BrokenPlan, WorkThatNobodyNeeds) {
  task(2, 0).owns = {};
  EXPECT_EQ(found(), Sentences{"layer layer3, device 1: computes what nobody needs of it"});
}

TEST_F(BrokenPlan, TwoOwners) {
  // Of the dense layer, which reads everything anyway, device 1 computes one output more.
  task(4, 0).computes = task(4, 0).owns = neurons(Range{0, 3});
  task(4, 0).work.macs += 4 * 6 * 6;
  EXPECT_EQ(found(), Sentences{"layer layer5: two devices own the same outputs"});
}

TEST_F(BrokenPlan, OutputsThatNobodyComputes) {
  task(4, 0).computes = task(4, 0).owns = neurons(Range{0, 1});
  task(4, 0).work.macs -= 4 * 6 * 6;
  EXPECT_EQ(found(),
            (Sentences{"layer layer6, device 1: sends a part of layer5 that it does not hold",
                       "layer layer5: not every output is computed"}));
}

TEST_F(BrokenPlan, WrongMacs) {
  const Sentences expected{"layer layer1: the tasks' MACs do not add up"};
  task(0, 0).work.macs += 1;
  EXPECT_EQ(found(), expected);
  task(0, 0).work.macs -= 2;
  EXPECT_EQ(found(), expected);
}

TEST_F(BrokenPlan, AResultThatDoesNotReturn) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  ASSERT_EQ(found(), Sentences{});
  plan_.stages.pop_back();
  EXPECT_EQ(found(), Sentences{"the result does not end at the group owner"});
}

TEST_F(BrokenPlan, AResultThatIsNotWhole) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  const Region shorter = Box{{0, 1}, {4, 7}, {0, 8}};
  task(0, 1).computes = task(0, 1).owns = message(1, 1).pieces[0].region = shorter;
  task(0, 1).work.macs -= 9 * 8;
  message(1, 1).bytes -= 4 * 8;
  EXPECT_EQ(found(), (Sentences{"layer layer1: not every output is computed",
                                "the result does not end at the group owner"}));
}

// Nothing else begins at row 0 of layer1 than what is needed of it.
TEST_F(BrokenPlan, AResultWithoutItsFirstRow) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  const Region shorter = Box{{0, 1}, {1, 4}, {0, 8}};
  task(0, 0).computes = task(0, 0).owns = message(1, 0).pieces[0].region = shorter;
  task(0, 0).work.macs -= 9 * 8;
  message(1, 0).bytes -= 4 * 8;
  EXPECT_EQ(found(), (Sentences{"layer layer1: not every output is computed",
                                "the result does not end at the group owner"}));
}

// Tasks of one stage go on side by side, also those of one device.
TEST_F(BrokenPlan, ATaskThatReadsWhatAnotherOfItsStageComputes) {
  Task second = task(0, 0);
  second.reads.push_back({{1}, task(0, 0).computes});
  plan_.stages[0].tasks.push_back(second);
  const Sentences sentences = found();
  EXPECT_EQ(std::ranges::count(sentences, "layer layer1, device 1: lacks a part of layer1"), 1)
      << testing::PrintToString(sentences);
}

/// Random networks of up to 12 layers, clusters, schemes and deliveries: every plan must be right.
TEST(Verify, AcceptsEveryRandomPlan) {
  std::mt19937 random(2017);
  for (int round = 0; round < 400; ++round) {
    const test::RandomCase c = test::random_case(random);
    ASSERT_EQ(verify(c.network, c.plan(), c.options.bytes_per_value, c.patterns), Sentences{})
        << "round " << round << " " << c.options.partition.conv;
  }
}

}  // namespace
}  // namespace modnn
