// Plans of images that a worker holds.
#include "partition/plan/source_plan.h"

#include <gtest/gtest.h>

#include "partition/verify/verify.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

/// An image of 4 x 4 through one 1x1 convolution, two rows for each of two workers.
Plan of_worker_1(const PlanOptions& options = {}) {
  return make_plan_from(1, test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}}),
                        test::cluster_of({1, 1}), options);
}

TEST(SourcePlan, TheSourceHandsOutAndGetsTheResult) {
  PlanOptions options;
  options.via = Via::peer;
  const Plan plan = of_worker_1(options);
  ASSERT_EQ(plan.stages.size(), 3U);  // computing, gathering, returning
  ASSERT_EQ(plan.stages[0].messages.size(), 1U);
  const Message& handed_out = plan.stages[0].messages[0];
  EXPECT_EQ(handed_out.source, 1);
  EXPECT_EQ(handed_out.destination, 2);
  EXPECT_EQ(handed_out.purpose, Purpose::scatter);
  EXPECT_EQ(handed_out.bytes, 32);
  ASSERT_EQ(plan.stages[2].messages.size(), 1U);
  const Message& returned = plan.stages[2].messages[0];
  EXPECT_EQ(returned.source, group_owner);
  EXPECT_EQ(returned.destination, 1);
  EXPECT_EQ(returned.bytes, 64);
}

TEST(SourcePlan, ThroughTheGroupOwnerItIsNoHaloEither) {
  for (const Relays relays : {Relays::each, Relays::merged}) {
    PlanOptions options;
    options.relays = relays;
    const Plan plan = of_worker_1(options);
    ASSERT_EQ(plan.stages[0].messages.size(), 2U);
    for (const Message& message : plan.stages[0].messages)
      EXPECT_EQ(message.purpose, Purpose::scatter);
    EXPECT_TRUE(plan.stages[0].messages[1].relay);
  }
}

TEST(SourcePlan, OfTheGroupOwnerIsTheUsualOne) {
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}});
  const Cluster cluster = test::cluster_of({1, 1});
  const Plan plan = make_plan_from(group_owner, network, cluster, {});
  EXPECT_EQ(plan.stages.size(), make_plan(network, cluster, {}).stages.size());
}

TEST(SourcePlan, IsRightForRandomNetworksAndSchemes) {
  std::mt19937 random(21);
  for (int round = 0; round < 150; ++round) {
    const test::RandomCase c = test::random_case(random);
    const auto source = static_cast<DeviceId>(random() % c.cluster.members.size());
    const Plan plan = make_plan_from(source, c.network, c.cluster, c.options, c.patterns);
    const auto wrong = verify_from(beginning(c.network, plan.devices, source), c.network, plan,
                                   c.options.bytes_per_value, c.patterns);
    ASSERT_TRUE(wrong.empty()) << "round " << round << ", source " << source << ": " << wrong[0];
    if (source == group_owner) continue;
    EXPECT_EQ(plan.stages.back().messages.back().destination, source);
  }
}

}  // namespace
}  // namespace modnn
