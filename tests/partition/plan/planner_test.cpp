#include "partition/plan/planner.h"

#include <gtest/gtest.h>

#include "partition/plan/plan_metrics.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// Two 3x3 layers of one channel on an 8 x 8 image.
Network two_convs() { return test::chain({1, 8, 8}, {conv3x3(1), conv3x3(1)}); }

std::vector<std::string> describe(const Stage& stage) {
  std::vector<std::string> lines;
  for (const Message& m : stage.messages) {
    lines.push_back(purpose_name(m.purpose) + " " + std::to_string(m.source) + ">" +
                    std::to_string(m.destination) + " " + std::to_string(int(m.bytes)));
  }
  return lines;
}

TEST(Planner, HaloScattersExchangesAndGathers) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), {.via = Via::peer});
  ASSERT_EQ(plan.stages.size(), 3U);
  // Rows 0-4 and 3-7 of the image, 8 values of 4 bytes each; then one row each way; then 4 rows
  // each back.
  EXPECT_EQ(describe(plan.stages[0]),
            (std::vector<std::string>{"scatter 0>1 160", "scatter 0>2 160"}));
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"halo 2>1 32", "halo 1>2 32"}));
  EXPECT_EQ(describe(plan.stages[2]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
  EXPECT_EQ(plan.stages[1].messages[0].pieces[0].region, (Box{{0, 1}, {4, 5}, {0, 8}}));
  EXPECT_EQ(plan.stages[1].tasks[1].reads[0].region, (Box{{0, 1}, {3, 8}, {0, 8}}));
}

TEST(Planner, RelaysHalosThroughTheGroupOwner) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), {.via = Via::relay});
  const Stage& stage = plan.stages[1];
  EXPECT_EQ(describe(stage),
            (std::vector<std::string>{"halo 2>0 32", "halo 0>1 32", "halo 1>0 32", "halo 0>2 32"}));
  EXPECT_TRUE(stage.messages[1].relay);
  EXPECT_EQ(stage.messages[1].after, std::vector<int>{0});
  EXPECT_EQ(stage.messages[3].after, std::vector<int>{2});
}

TEST(Planner, MapReduceReturnsEveryRegionAndSendsEveryInput) {
  const Plan plan =
      make_plan(two_convs(), test::cluster_of({1, 1}), {.mode = DeliveryMode::map_reduce});
  EXPECT_EQ(describe(plan.stages[0]),
            (std::vector<std::string>{"scatter 0>1 160", "scatter 0>2 160"}));
  EXPECT_EQ(describe(plan.stages[1]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128", "scatter 0>1 160",
                                      "scatter 0>2 160"}));
  // Worker 1 needs rows 0-4: of both gathered halves.
  EXPECT_EQ(plan.stages[1].messages[2].after, (std::vector<int>{0, 1}));
}

TEST(Planner, AGroupOwnerThatComputesTakesTheFirstShare) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1}), {.group_owner_computes = true});
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[0].device, 0);
  EXPECT_EQ(plan.stages[0].tasks[0].computes.hull().rows, (Range{0, 4}));
  EXPECT_EQ(describe(plan.stages[0]), std::vector<std::string>{"scatter 0>1 160"});
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"halo 1>0 32", "halo 0>1 32"}));
}

TEST(Planner, TheLonePhoneSendsNothing) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({}), {});
  EXPECT_EQ(measure(plan, test::cluster_of({})).messages, 0);
  EXPECT_EQ(plan.stages.size(), 2U);
  EXPECT_EQ(measure(plan, test::cluster_of({})).macs, 2 * 9 * 64);
}

TEST(Planner, DenseLayersGetTheWholeInputFromTheGroupOwner) {
  const Network network = test::chain({1, 4, 4}, {conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"gather 1>0 32", "gather 2>0 32"}));
  EXPECT_EQ(describe(plan.stages[2]),
            (std::vector<std::string>{"scatter 0>1 64", "scatter 0>2 64"}));
  EXPECT_EQ(plan.stages[2].tasks[1].computes.hull().channels, (Range{2, 4}));
}

TEST(Planner, ElementWiseLayersMoveNothing) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(2), BatchNorm{}, Activate{}});
  const Plan plan = make_plan(network, test::cluster_of({1, 3}), {});
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_TRUE(plan.stages[2].messages.empty());
  EXPECT_EQ(plan.stages[2].tasks[0].computes, plan.stages[0].tasks[0].computes);
}

TEST(Planner, WorkersWithoutAShareStayIdle) {
  const Network network = test::chain({1, 2, 2}, {conv3x3(1)});
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1, 1}), {});
  EXPECT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_TRUE(verify(network, plan, 4).empty());
}

TEST(Planner, OneLayerCanBeLocal) {
  PlanOptions options;
  options.partition.layers["layer2"] = "local";
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), options);
  ASSERT_EQ(plan.stages[1].tasks.size(), 1U);
  EXPECT_EQ(plan.stages[1].tasks[0].device, group_owner);
  EXPECT_EQ(describe(plan.stages[1]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
}

TEST(Planner, OffloadSendsWhatALayerPutsOutToTheFastestWorker) {
  // Three layers of 8 x 8 values, 256 bytes each; the first stays with the group owner.
  const Network network =
      test::chain({1, 8, 8}, {conv3x3(1), Activate{}, conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  PlanOptions options;
  options.partition.conv = "offload:layer1";
  const Cluster cluster = test::cluster_of({1, 3, 3});
  const Plan plan = make_plan(network, cluster, options);
  EXPECT_TRUE(verify(network, plan, 4).empty());
  std::vector<DeviceId> devices;
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks) devices.push_back(task.device);
  EXPECT_EQ(devices, (std::vector<DeviceId>{0, 2, 2, 2, 2}));
  EXPECT_TRUE(plan.stages[0].messages.empty());
  EXPECT_EQ(describe(plan.stages[1]), std::vector<std::string>{"scatter 0>2 256"});
  EXPECT_EQ(describe(plan.stages[5]), std::vector<std::string>{"gather 2>0 16"});
  EXPECT_EQ(measure(plan, cluster).messages, 2);
}

TEST(Planner, OffloadOfTheInputSendsTheImageAndWithoutAServerNothing) {
  PlanOptions options;
  options.partition.conv = "offload:" + two_convs().layers[0].name;
  const Plan plan = make_plan(two_convs(), test::cluster_of({1}), options);
  EXPECT_EQ(describe(plan.stages[0]), std::vector<std::string>{"scatter 0>1 256"});
  EXPECT_EQ(describe(plan.stages[2]), std::vector<std::string>{"gather 1>0 256"});
  EXPECT_EQ(
      measure(make_plan(two_convs(), test::cluster_of({}), options), test::cluster_of({})).messages,
      0);
  options.partition.conv = "offload:no such layer";
  EXPECT_THROW(make_plan(two_convs(), test::cluster_of({1}), options), std::invalid_argument);
}

TEST(Measure, ReportsTheImbalanceOfMacs) {
  // 9 rows on 2 equal workers: 5 and 4 rows, mean 4.5.
  const Network network = test::chain({1, 9, 9}, {Conv{.outputs = 1}});
  const PlanMetrics metrics =
      measure(make_plan(network, test::cluster_of({1, 1}), {}), test::cluster_of({1, 1}));
  EXPECT_DOUBLE_EQ(metrics.mac_imbalance, 5 / 4.5 - 1);
  EXPECT_EQ(metrics.macs, 81);
}

TEST(Measure, WeighsTheLoadByTheSpeed) {
  // 8 rows on a worker that is thrice as fast as the other: 6 and 2 rows, balanced.
  const Network network = test::chain({1, 8, 8}, {Conv{.outputs = 1}});
  const Cluster cluster = test::cluster_of({3, 1});
  EXPECT_DOUBLE_EQ(measure(make_plan(network, cluster, {}), cluster).mac_imbalance, 0);
  // Equal strips: the slow one takes 4 / 1 s where all together would take 8 / 4 s.
  PlanOptions equal;
  equal.partition.conv = "uniform_1d";
  EXPECT_DOUBLE_EQ(measure(make_plan(network, cluster, equal), cluster).mac_imbalance, 1);
}

}  // namespace
}  // namespace modnn
