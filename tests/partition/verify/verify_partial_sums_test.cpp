#include <algorithm>
#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

/// A sparse layer in stages 0 (products) and 1 (adding up), to be broken in one place.
class BrokenSums : public testing::Test {
 protected:
  BrokenSums() { plan("mscc+fgcp"); }

  void plan(const std::string& scheme) {
    PlanOptions options;
    options.partition.dense = scheme;
    const Cluster cluster = test::cluster_of({1, 1, 1});
    plan_ = make_plan(network_, cluster, options,
                      weight_patterns(network_, options.partition, 1, cluster.workers()));
    ASSERT_TRUE(verify(network_, plan_, 4).empty());
  }
  void expect(const std::string& sentence) const {
    const std::vector<std::string> found = verify(network_, plan_, 4);
    EXPECT_NE(std::ranges::find(found, "layer layer1: " + sentence), found.end())
        << testing::PrintToString(found);
  }
  void expect_of_nonzeros(const NonzeroOwners& owners, const std::string& sentence) {
    plan_.stages[0].nonzeros = std::make_shared<NonzeroOwners>(owners);
    expect(sentence);
  }
  Task& product(std::size_t index) { return plan_.stages[0].tasks[index]; }
  Task& sum(std::size_t index) { return plan_.stages[1].tasks[index]; }
  /// A task that adds up what others computed, too.
  Task& sum_of_several() {
    return *std::ranges::find_if(plan_.stages[1].tasks,
                                 [](const Task& task) { return task.reads.size() > 1; });
  }

  Network network_ = test::chain({60, 1, 1}, {SparseDense{.outputs = 40, .density = 0.1}});
  Plan plan_;
};

TEST_F(BrokenSums, NoPartialSums) {
  plan_.stages.erase(plan_.stages.begin());
  expect("no partial sums to add up");
}

TEST_F(BrokenSums, NobodyAddsUp) {
  plan_.stages.erase(plan_.stages.begin() + 1);
  expect("nobody adds up");
  plan_.stages.resize(1);
  expect("nobody adds up");
}

/// Stages 0 and 1 of a sparse layer, 2 and 3 of the next.
class BrokenSumsOfTwo : public BrokenSums {
 protected:
  BrokenSumsOfTwo() {
    network_ = test::chain({60, 1, 1}, {SparseDense{.outputs = 40, .density = 0.1},
                                        SparseDense{.outputs = 30, .density = 0.1}});
    plan("mscc+fgcp");
  }
};

TEST_F(BrokenSumsOfTwo, SumsThatFollowSums) {
  plan_.stages.erase(plan_.stages.begin() + 2);
  const std::vector<std::string> found = verify(network_, plan_, 4);
  EXPECT_NE(std::ranges::find(found, "layer layer2: no partial sums to add up"), found.end())
      << testing::PrintToString(found);
}

TEST_F(BrokenSumsOfTwo, AnotherLayerIsAddedUp) {
  plan_.stages.erase(plan_.stages.begin() + 1, plan_.stages.begin() + 3);
  expect("nobody adds up");
}

TEST_F(BrokenSums, TwoTasksOfOneDevice) {
  plan_.stages[0].tasks.push_back(product(0));
  expect("a device has two tasks");
}

TEST_F(BrokenSums, NonzerosOfAnotherLayer) {
  const NonzeroOwners right = *plan_.stages[0].nonzeros;
  const std::string sentence = "the nonzeros do not fit the layer";
  NonzeroOwners rows = right;
  rows.row_starts.push_back(rows.row_starts.back());
  expect_of_nonzeros(rows, sentence);
  NonzeroOwners devices = right;
  devices.device.pop_back();
  expect_of_nonzeros(devices, sentence);
  NonzeroOwners fewer = devices;
  fewer.column_of.pop_back();
  expect_of_nonzeros(fewer, sentence);
}

TEST_F(BrokenSums, AProductOfADeviceWithoutATask) {
  NonzeroOwners owners = *plan_.stages[0].nonzeros;
  owners.device[0] = group_owner;
  expect_of_nonzeros(owners, "a product is computed by a device that has no part in it");
}

TEST_F(BrokenSums, AProductOfADeviceThatDoesNotReadTheInput) {
  Region& read = product(0).reads[0].region;
  const Index first = read.boxes()[0].channels.begin;
  read = read - neurons(Range{first, first + 1});
  expect("a product is computed by a device that has no part in it");
}

TEST_F(BrokenSums, AProductOfADeviceThatDoesNotNameTheOutput) {
  const Index first = product(0).computes.boxes()[0].channels.begin;
  product(0).computes = product(0).computes - neurons(Range{first, first + 1});
  expect("a product is computed by a device that has no part in it");
}

TEST_F(BrokenSums, InputsOfAnotherMap) {
  // The worker reads as many of another layer's outputs instead.
  network_ = test::chain({60, 1, 1}, {Activate{}});
  test::append(network_, "unread", Activate{}, {0});
  test::append(network_, "fc", SparseDense{.outputs = 40, .density = 0.1}, {1});
  test::append(network_, "sum", Concat{}, {2, 3});
  plan("mscc+fgcp");
  for (Stage& stage : plan_.stages)
    for (Task& task : stage.tasks)
      if (stage.layer == 3 && task.operation == Operation::sum_of_products) task.reads[0].map = {2};
  const std::vector<std::string> found = verify(network_, plan_, 4);
  EXPECT_NE(std::ranges::find(found,
                              "layer fc: a product is computed by a device that has no part "
                              "in it"),
            found.end())
      << testing::PrintToString(found);
}

TEST_F(BrokenSums, AProductThatIsLeftOut) {
  network_ = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  plan("input_split");
  // Inputs 0-19, without the last.
  product(0).reads[0].region = neurons(Range{0, 19});
  expect("not every product is computed exactly once");
}

TEST_F(BrokenSums, AProductThatIsComputedTwice) {
  network_ = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  plan("input_split");
  // Inputs 0-19, and the first of the next worker.
  product(0).reads[0].region = neurons(Range{0, 21});
  expect("not every product is computed exactly once");
}

TEST_F(BrokenSums, AnOutputOfWhichAProductIsLeftOut) {
  network_ = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  plan("input_split");
  product(1).computes = product(1).owns = neurons(Range{0, 7});
  expect("not every product is computed exactly once");
  // Of all workers: nobody computes a product of the last output.
  product(0).computes = product(0).owns = neurons(Range{0, 7});
  product(2).computes = product(2).owns = neurons(Range{0, 7});
  expect("not every product is computed exactly once");
}

TEST_F(BrokenSums, AnOutputThatTwoAddUp) {
  plan_.stages[1].tasks.push_back(sum(0));
  expect("an output is added up twice");
}

TEST_F(BrokenSums, SomethingElseIsAddedUp) {
  const Task right = sum(0);
  sum(0).reads.push_back({{0}, neurons(Range{0, 1})});
  expect("something else than partial sums is added up");
  // Outputs of the layer itself; what another layer has summed of its own.
  for (const MapId& map : {MapId{1}, MapId{0, 1}}) {
    sum(0) = right;
    sum(0).reads.push_back({map, neurons(Range{0, 1})});
    expect("something else than partial sums is added up");
  }
}

TEST_F(BrokenSums, APartialSumThatIsAddedToAnotherOutput) {
  // Each reads a sum of the other's output, in the place of its own.
  Task &a = sum(0), &b = sum(1);
  const Index i = a.computes.boxes()[0].channels.begin, j = b.computes.boxes()[0].channels.begin;
  const auto one = [](Index neuron) { return neurons(Range{neuron, neuron + 1}); };
  for (Piece& read : a.reads)
    if ((read.region & one(i)) == one(i)) read.region = (read.region - one(i)) | one(j);
  for (Piece& read : b.reads)
    if ((read.region & one(j)) == one(j)) read.region = (read.region - one(j)) | one(i);
  expect("a partial sum is added to another output");
}

TEST_F(BrokenSums, APartialSumThatIsAddedTwice) {
  sum(0).reads.push_back(sum(0).reads[0]);
  expect("a partial sum is added twice");
}

TEST_F(BrokenSums, AnOutputThatNobodyAddsUp) {
  plan_.stages[1].tasks.pop_back();
  expect("an output is not added up");
}

TEST_F(BrokenSums, APartialSumThatIsLeftOut) {
  sum_of_several().reads.pop_back();
  expect("a partial sum is left out");
}

TEST_F(BrokenSums, APartialSumOfWholeRowsThatIsLeftOut) {
  network_ = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  plan("input_split");
  sum(0).reads.pop_back();
  expect("a partial sum is left out");
}

TEST_F(BrokenSums, AMessageOfSomethingElse) {
  // An input; outputs of the layer itself; what another layer has summed of its own.
  for (const MapId& map : {MapId{0}, MapId{1}, MapId{0, 1}}) {
    plan_.stages[1].messages[0].pieces[0].map = map;
    expect("a message between partial sums and their addition brings something else");
  }
}

TEST_F(BrokenSums, APartialSumThatArrivesTwice) {
  plan_.stages[1].messages.push_back(plan_.stages[1].messages.back());
  expect("a partial sum arrives twice");
}

TEST_F(BrokenSums, APartialSumThatIsNotSent) {
  const Message lost = plan_.stages[1].messages.back();
  plan_.stages[1].messages.pop_back();
  const auto found = verify(network_, plan_, 4);
  const std::string sums =
      "device " + std::to_string(lost.pieces[0].map.summed_by) + "'s partial sums of layer1";
  EXPECT_EQ(found,
            std::vector<std::string>{"layer layer1, device " + std::to_string(lost.destination) +
                                     ": lacks a part of " + sums});
}

TEST_F(BrokenSums, AnInputThatIsNotSent) {
  plan_.stages[0].messages[0].pieces.clear();
  plan_.stages[0].messages[0].bytes = 0;
  EXPECT_EQ(verify(network_, plan_, 4),
            std::vector<std::string>{"layer layer1, device 1: lacks a part of input"});
}

/// A convolution of 6 channels, of which each of three workers multiplies two.
class BrokenChannelSums : public BrokenSums {
 protected:
  BrokenChannelSums() {
    network_ =
        test::chain({6, 5, 5}, {Conv{.outputs = 4, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}});
    PlanOptions options;
    options.partition.conv = "lip";
    plan_ = make_plan(network_, test::cluster_of({1, 1, 1}), options);
  }
};

TEST_F(BrokenChannelSums, AreRight) { EXPECT_TRUE(verify(network_, plan_, 4).empty()); }

TEST_F(BrokenChannelSums, APartOfAChannel) {
  product(1).reads[0].region = Box{{2, 4}, {0, 4}, {0, 5}};
  expect("not every product is computed exactly once");
}

TEST_F(BrokenChannelSums, AChannelThatTwoMultiply) {
  product(1).reads[0].region = Box{{2, 5}, {0, 5}, {0, 5}};
  expect("not every product is computed exactly once");
}

TEST_F(BrokenChannelSums, ARowThatNobodyMultiplies) {
  for (std::size_t i = 0; i < 3; ++i)
    product(i).computes = product(i).owns = Box{{0, 4}, {0, 4}, {0, 5}};
  expect("not every product is computed exactly once");
}

TEST_F(BrokenChannelSums, ASumThatIsLeftOut) {
  sum(0).reads[1].region = Box{{0, 4}, {0, 4}, {0, 5}};
  expect("a partial sum is left out");
}

TEST_F(BrokenChannelSums, OfGroups) {
  std::get<Conv>(network_.layers[1].kind).groups = 2;
  expect("a layer of this kind has no partial sums");
}

}  // namespace
}  // namespace modnn
