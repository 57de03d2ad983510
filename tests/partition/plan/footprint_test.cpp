#include "partition/plan/footprint.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

/// 4 inputs -> 10 neurons -> 5 neurons, no biases: 160 and 200 bytes of weights. Activations: 16
/// bytes of image, 40 and 20 bytes of outputs; alive at once at most 40 + 20 (56 with the image
/// before).
Network two_dense_layers() {
  return test::chain({4, 1, 1},
                     {Dense{.outputs = 10, .bias = false}, Dense{.outputs = 5, .bias = false}});
}

Plan lone_plan(double available_bytes, Paging paging) {
  Cluster cluster = test::cluster_of({});
  cluster.members[0].device.runtime_bytes = 100;
  cluster.members[0].device.available_bytes = available_bytes;
  cluster.paging = paging;
  return make_plan(two_dense_layers(), cluster, {});
}

TEST(Footprint, SumsWeightsAndThePeakOfActivations) {
  const Plan plan = lone_plan(1e9, Paging::overflow);
  EXPECT_EQ(plan.memory[0].weights, 360);
  EXPECT_EQ(plan.memory[0].activations, 60);
  EXPECT_EQ(plan.memory[0].workspace, 0);
  EXPECT_EQ(plan.memory[0].needed(), 100 + 360 + 60);
  EXPECT_EQ(plan.memory[0].paged, 0);
}

TEST(Footprint, OverflowPagesJustTheExcessOfTheLastWeights) {
  // 260 - 160 = 100 bytes are left for weights: all 200 of the second layer and 60 of the first do
  // not fit.
  const Plan plan = lone_plan(260, Paging::overflow);
  EXPECT_EQ(plan.stages[0].tasks[0].page_in_bytes, 60);
  EXPECT_EQ(plan.stages[1].tasks[0].page_in_bytes, 200);
  EXPECT_EQ(plan.memory[0].paged, 260);
}

TEST(Footprint, LruPagesEverythingOnceAnythingDoesNotFit) {
  EXPECT_EQ(lone_plan(519, Paging::lru).memory[0].paged, 360);
  EXPECT_EQ(lone_plan(520, Paging::lru).memory[0].paged, 0);
}

TEST(Footprint, WithoutPagingMemoryIsNoLimit) {
  EXPECT_EQ(lone_plan(1, Paging::none).memory[0].paged, 0);
}

TEST(Footprint, RefusesActivationsThatAloneDoNotFit) {
  EXPECT_NO_THROW(lone_plan(160, Paging::overflow));
  EXPECT_THROW(lone_plan(159, Paging::overflow), std::runtime_error);
}

TEST(Footprint, AWorkerHoldsItsShareOfTheWeights) {
  const Plan plan = make_plan(two_dense_layers(), test::cluster_of({1, 1}), {});
  EXPECT_EQ(plan.memory[0].weights, 0);
  EXPECT_EQ(plan.memory[1].weights, 5 * 4 * 4 + 3 * 10 * 4);
  EXPECT_EQ(plan.memory[2].weights, 5 * 4 * 4 + 2 * 10 * 4);
}

}  // namespace
}  // namespace modnn
