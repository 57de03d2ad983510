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
}

TEST_F(BrokenSums, TwoTasksOfOneDevice) {
  plan_.stages[0].tasks.push_back(product(0));
  expect("a device has two tasks");
}

TEST_F(BrokenSums, NonzerosOfAnotherLayer) {
  auto owners = std::make_shared<NonzeroOwners>(*plan_.stages[0].nonzeros);
  owners->row_starts.pop_back();
  plan_.stages[0].nonzeros = owners;
  expect("the nonzeros do not fit the layer");
}

TEST_F(BrokenSums, AProductOfADeviceWithoutATask) {
  auto owners = std::make_shared<NonzeroOwners>(*plan_.stages[0].nonzeros);
  owners->device[0] = group_owner;
  plan_.stages[0].nonzeros = owners;
  expect("a product is computed by a device that has no part in it");
}

TEST_F(BrokenSums, AProductThatIsLeftOut) {
  network_ = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  plan("input_split");
  // Inputs 0-19, without the last.
  product(0).reads[0].region = neurons(Range{0, 19});
  expect("not every product is computed exactly once");
}

TEST_F(BrokenSums, AnOutputThatTwoAddUp) {
  plan_.stages[1].tasks.push_back(sum(0));
  expect("an output is added up twice");
}

TEST_F(BrokenSums, SomethingElseIsAddedUp) {
  sum(0).reads.push_back({{0}, neurons(Range{0, 1})});
  expect("something else than partial sums is added up");
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

TEST_F(BrokenSums, AMessageOfSomethingElse) {
  plan_.stages[1].messages[0].pieces[0].map = {0};
  expect("a message between partial sums and their addition brings something else");
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

}  // namespace
}  // namespace modnn
