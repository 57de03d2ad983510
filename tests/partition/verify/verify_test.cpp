#include "partition/verify/verify.h"

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
  plan_.stages[0].layer = -1;
  EXPECT_EQ(found(), Sentences{"a stage names a layer that does not exist"});
  plan_.stages[0].layer = 7;
  EXPECT_EQ(found(), Sentences{"a stage names a layer that does not exist"});
}

TEST_F(BrokenPlan, ATaskOfNoDeviceOrRegion) {
  const Sentences expected{"a task of layer layer1 names a device or region that does not exist"};
  const Task right = task(0, 0);
  task(0, 0).device = 9;
  EXPECT_EQ(found(), expected);
  task(0, 0) = right;
  task(0, 0).computes = Box{{0, 4}, {0, 13}, {0, 12}};
  EXPECT_EQ(found(), expected);
  task(0, 0) = right;
  task(0, 0).reads[0].map.layer = 99;
  EXPECT_EQ(found(), expected);
  task(0, 0).reads[0] = {{0, 9}, right.reads[0].region};
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
  message(0, 0).source = 4;
  EXPECT_EQ(found(), expected);
  message(0, 0) = right;
  message(0, 0).pieces[0].map.layer = 99;
  EXPECT_EQ(found(), expected);
  message(0, 0) = right;
  message(0, 0).pieces[0].region = Box{{0, 2}, {11, 13}, {0, 12}};
  EXPECT_EQ(found(), expected);
}

TEST_F(BrokenPlan, TasksOfOneStageThatDoDifferentThings) {
  task(0, 1).operation = Operation::add_up;
  EXPECT_EQ(found(), Sentences{"layer layer1: tasks of one stage do different things"});
}

TEST_F(BrokenPlan, AMessageThatWaitsForItself) {
  message(1, 1).after.push_back(1);
  EXPECT_EQ(found(), Sentences{"layer layer2, device 0: a message waits for one that cannot come"});
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

TEST_F(BrokenPlan, ASenderThatHoldsNothing) {
  message(1, 0).source = 3;
  EXPECT_EQ(found(),
            Sentences{"layer layer2, device 3: sends a part of layer1 that it does not hold"});
}

TEST_F(BrokenPlan, WrongBytes) {
  message(0, 0).bytes += 4;
  EXPECT_EQ(found(),
            Sentences{"layer layer1, device 0: a message's bytes do not match its pieces"});
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
  task(0, 0).work.macs += 1;
  EXPECT_EQ(found(), Sentences{"layer layer1: the tasks' MACs do not add up"});
}

TEST_F(BrokenPlan, AResultThatDoesNotReturn) {
  network_ = test::chain({1, 8, 8}, {conv3x3(1)});
  plan_ = make_plan(network_, test::cluster_of({1, 1}), {});
  ASSERT_EQ(found(), Sentences{});
  plan_.stages.pop_back();
  EXPECT_EQ(found(), Sentences{"the result does not end at the group owner"});
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
