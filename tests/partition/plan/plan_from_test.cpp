// Plans of the rest of an inference: who is there may change between two layers.
#include <gtest/gtest.h>
#include <random>
#include <stdexcept>

#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

using Sentences = std::vector<std::string>;

Conv conv3x3() { return {.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}; }

/// Three 3x3 layers of one channel on an image of 8 x 8.
Network three_convs() { return test::chain({1, 8, 8}, {conv3x3(), conv3x3(), conv3x3()}); }

/// What everybody has when the stages before layer `first` are done.
Situation after(const Network& network, const Plan& plan, LayerId first) {
  Situation situation = beginning(network, plan.devices);
  for (const Stage& stage : plan.stages) {
    if (stage.layer >= first) break;
    for (const Message& message : stage.messages)
      for (const Piece& piece : message.pieces)
        situation.holdings.receives(message.destination, piece.map, piece.region);
    for (const Task& task : stage.tasks)
      situation.holdings.computes(task.device, computed_map(stage, task), task.computes, task.owns);
  }
  situation.layer = first;
  return situation;
}

TEST(PlanFrom, TheBeginningIsTheWholePlan) {
  const Network network = three_convs();
  const Cluster cluster = test::cluster_of({1, 1});
  const Plan plan = plan_from(beginning(network, 3), network, cluster, {});
  EXPECT_EQ(plan.stages.size(), make_plan(network, cluster, {}).stages.size());
}

// Layer 1 is computed by two workers, four rows each. Then the second one is gone, and with it rows
// 4-7; but nobody else holds them.
TEST(PlanFrom, WhatNobodyHasCannotBePlannedOn) {
  const Network network = three_convs();
  const Cluster cluster = test::cluster_of({1, 1});
  Situation situation = after(network, make_plan(network, cluster, {}), 2);
  situation.present = {0, 1};
  try {
    plan_from(situation, network, cluster, {});
    FAIL() << "expected an error";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "nobody has all that is needed of layer layer1");
  }
  situation.present = {1, 2};
  EXPECT_THROW(plan_from(situation, network, cluster, {}), std::invalid_argument);
}

// The ninth row of layer1, which the pool does not read, was never computed.
TEST(PlanFrom, WhatNobodyNeedsNeedNotBeThere) {
  const Network network = test::chain({1, 9, 8}, {conv3x3(), MaxPool{.window = {2, 2, 2, 2}}});
  const Cluster cluster = test::cluster_of({1, 1});
  const Situation situation = after(network, make_plan(network, cluster, {}), 2);
  EXPECT_EQ(situation.holdings.owned({1}).hull().rows, (Range{0, 8}));
  const Plan plan = plan_from(situation, network, cluster, {});
  EXPECT_EQ(verify_from(situation, network, plan, 4), Sentences{});
}

// With the group owner holding a copy of the lost rows, worker 1 computes the rest alone: it gets
// rows 4-7 from the group owner, and returns the result.
TEST(PlanFrom, AfterOneHasLeftTheOthersDoItsWork) {
  const Network network = three_convs();
  const Cluster cluster = test::cluster_of({1, 1});
  Situation situation = after(network, make_plan(network, cluster, {}), 2);
  situation.holdings.receives(group_owner, {1}, Box{{0, 1}, {4, 8}, {0, 8}});
  situation.present = {0, 1};
  const Plan plan = plan_from(situation, network, cluster, {});
  EXPECT_EQ(verify_from(situation, network, plan, 4), Sentences{});
  ASSERT_EQ(plan.stages.size(), 3U);
  ASSERT_EQ(plan.stages[0].messages.size(), 1U);
  EXPECT_EQ(plan.stages[0].messages[0].source, group_owner);
  EXPECT_EQ(plan.stages[0].messages[0].destination, 1);
  EXPECT_EQ(plan.stages[0].messages[0].bytes, 4 * 8 * 4);
  EXPECT_EQ(plan.stages[2].messages[0].bytes, 8 * 8 * 4);
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks) EXPECT_EQ(task.device, 1);
}

TEST(PlanFrom, AWorkerThatComesLaterTakesItsShare) {
  const Network network = three_convs();
  const Cluster cluster = test::cluster_of({1, 1});
  Situation early = beginning(network, 3);
  early.present = {0, 1};
  const Plan alone = plan_from(early, network, cluster, {});
  Situation situation = after(network, alone, 3);
  situation.present = {0, 1, 2};
  const Plan plan = plan_from(situation, network, cluster, {});
  EXPECT_EQ(verify_from(situation, network, plan, 4), Sentences{});
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[1].device, 2);
}

// The plan of the rest reckons with rows 4-7 of layer1 at the second worker, who has lost row 6.
TEST(PlanFrom, TheVerifierCountsOnNoMoreThanIsThere) {
  const Network network = three_convs();
  const Cluster cluster = test::cluster_of({1, 1});
  const Situation situation = after(network, make_plan(network, cluster, {}), 2);
  const Plan plan = plan_from(situation, network, cluster, {});
  ASSERT_EQ(verify_from(situation, network, plan, 4), Sentences{});
  Situation poorer = beginning(network, 3);
  poorer.layer = 2;
  const auto rows = [](Index begin, Index end) { return Box{{0, 1}, {begin, end}, {0, 8}}; };
  poorer.holdings.computes(1, {1}, rows(0, 4), rows(0, 4));
  poorer.holdings.computes(2, {1}, rows(4, 6), rows(4, 6));
  poorer.holdings.computes(2, {1}, rows(7, 8), rows(7, 8));
  EXPECT_EQ(verify_from(poorer, network, plan, 4),
            Sentences{"layer layer2, device 2: lacks a part of layer1"});
}

TEST(PlanFrom, AnyLayerOnIsRightWhateverTheScheme) {
  std::mt19937 random(99);
  for (int round = 0; round < 200; ++round) {
    test::RandomCase c = test::random_case(random);
    const Plan whole_plan = c.plan();
    const LayerId first = 1 + static_cast<LayerId>(random() % (c.network.layers.size() - 1));
    const Situation situation = after(c.network, whole_plan, first);
    Plan rest;
    try {
      rest = plan_from(situation, c.network, c.cluster, c.options, c.patterns);
    } catch (const std::invalid_argument&) {
      continue;  // in the middle of a fused run nobody owns what is between
    }
    EXPECT_EQ(verify_from(situation, c.network, rest, c.options.bytes_per_value, c.patterns),
              Sentences{})
        << "round " << round << " from layer " << first;
  }
}

}  // namespace
}  // namespace modnn
