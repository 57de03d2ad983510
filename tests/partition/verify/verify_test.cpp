#include "partition/verify/verify.h"

#include <gtest/gtest.h>
#include <random>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

Network small_network() {
  return test::chain({2, 12, 12}, {conv3x3(4), conv3x3(4), MaxPool{.window = {2, 2, 2, 2}},
                                   Flatten{}, Dense{.outputs = 6}, Softmax{}});
}

Plan small_plan() { return make_plan(small_network(), test::cluster_of({1, 1, 1}), {}); }

bool accepted(const Plan& plan) { return verify(small_network(), plan, 4).empty(); }

TEST(Verify, AcceptsAPlan) {
  EXPECT_EQ(verify(small_network(), small_plan(), 4), std::vector<std::string>{});
}

TEST(Verify, NoticesAHaloThatIsOneRowShort) {
  Plan plan = small_plan();
  // Both hops lose the row, so that bytes and pieces stay consistent.
  for (const int index : {0, 1}) {
    Message& message = plan.stages[1].messages[index];
    ASSERT_EQ(message.purpose, Purpose::halo);
    ASSERT_EQ(message.pieces[0].box.rows.size(), 1);
    message.pieces[0].box.rows.end -= 1;
    message.bytes = 0;
  }
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAMissingMessage) {
  Plan plan = small_plan();
  plan.stages[0].messages.pop_back();
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesOverlappingAndMissingOutputs) {
  Plan overlapping = small_plan();
  overlapping.stages[0].tasks[0].output.rows.end += 1;
  EXPECT_FALSE(accepted(overlapping));
  Plan missing = small_plan();
  missing.stages[0].tasks[0].output.rows.end -= 1;
  EXPECT_FALSE(accepted(missing));
}

TEST(Verify, NoticesWrongBytes) {
  Plan plan = small_plan();
  plan.stages[0].messages[0].bytes += 4;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAMessageThatDoesNotWaitForWhatItForwards) {
  Plan plan = small_plan();
  plan.stages[1].messages[1].after.clear();
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesASenderThatHoldsNothing) {
  Plan plan = small_plan();
  plan.stages[1].messages[0].source = 3;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesWrongMacs) {
  Plan plan = small_plan();
  plan.stages[0].tasks[0].work.macs += 1;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAResultThatDoesNotReturn) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(1)});
  Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_TRUE(verify(network, plan, 4).empty());
  plan.stages.pop_back();
  EXPECT_FALSE(verify(network, plan, 4).empty());
}

TEST(Verify, NoticesImpossibleIndices) {
  Plan plan = small_plan();
  plan.stages[0].tasks[0].device = 9;
  EXPECT_FALSE(accepted(plan));
  plan = small_plan();
  plan.stages[0].messages[0].pieces[0].tensor = 99;
  EXPECT_FALSE(accepted(plan));
  plan = small_plan();
  plan.stages[0].layer = -1;
  EXPECT_FALSE(accepted(plan));
}

/// Random networks of up to 12 layers, clusters, schemes and deliveries: every plan must be right.
TEST(Verify, AcceptsEveryRandomPlan) {
  std::mt19937 random(2017);
  for (int round = 0; round < 300; ++round) {
    const test::RandomCase c = test::random_case(random);
    ASSERT_EQ(verify(c.network, make_plan(c.network, c.cluster, c.options), 4),
              std::vector<std::string>{})
        << "round " << round;
  }
}

}  // namespace
}  // namespace modnn
