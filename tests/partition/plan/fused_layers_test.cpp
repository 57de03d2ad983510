#include "partition/plan/fused_layers.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <random>

#include "partition/plan/cost.h"
#include "partition/plan/needed.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "platforms/kernel_cost.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv(Index kernel) {
  const Index pad = kernel / 2;
  return {.outputs = 1, .window = {kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad}};
}

Plan plan_of(const Network& network, const Cluster& cluster, const std::string& scheme) {
  PlanOptions options;
  options.partition.conv = scheme;
  options.mode = DeliveryMode::map_reduce;
  const Plan plan = make_plan(network, cluster, options);
  EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>());
  return plan;
}

/// Devices with a part of the layer.
std::vector<DeviceId> devices_of(const Plan& plan, LayerId layer) {
  std::vector<DeviceId> devices;
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks)
      if (stage.layer == layer) devices.push_back(task.device);
  return devices;
}

FusedBlocks blocks_of(const Network& network, const Cluster& cluster) {
  std::vector<DeviceId> computing;
  std::vector<double> shares;
  for (DeviceId id = 1; id < cluster.size(); ++id) {
    computing.push_back(id);
    shares.push_back(share_of(cluster.member(id), Locality::spatial));
  }
  const std::vector<Box> needed = needed_regions(network);
  const Placing placing{network, cluster, computing, needed, {1, network.size() - 1}};
  return best_blocks(placing, computing, shares);
}

// Four workers have a quarter each of the second layer, 4 x 4, and compute 5 x 5 of the first for
// it; the third is the group owner's.
TEST(EarlyFusedLayers, FuseTheFirstAndLeaveTheOthers) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3), conv(3)});
  const Plan plan = plan_of(network, test::cluster_of({1, 1, 1, 1}), "efl:2");
  ASSERT_EQ(plan.stages.size(), 3U);
  EXPECT_EQ(plan.stages[0].tasks[3].computes, Region(Box{{0, 1}, {3, 8}, {3, 8}}));
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_EQ(plan.stages[1].tasks[3].owns, Region(Box{{0, 1}, {4, 8}, {4, 8}}));
  EXPECT_EQ(devices_of(plan, 3), std::vector<DeviceId>{group_owner});
}

// 64 products take 0.064 s at the device's rate, 0.192 s by the law of its convolutions.
TEST(FusedBlocks, GoByMeasuredKernels) {
  const Network network = test::chain({1, 8, 8}, {conv(1)});
  Cluster cluster = test::cluster_of({1});
  const double by_rate = blocks_of(network, cluster).device_seconds.at(0);
  ComputeCost cost;
  cost.laws[Kernel::conv] = {.s_per_operation = 0.003};
  cluster.members[1].device.cost = std::make_shared<const ComputeCost>(cost);
  EXPECT_NEAR(blocks_of(network, cluster).device_seconds.at(0) - by_rate, 0.128, 1e-9);
}

TEST(EarlyFusedLayers, MoreThanThereAreIsAll) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  EXPECT_EQ(plan_of(network, test::cluster_of({1, 1}), "efl:9").stages.size(), 3U);
}

// After a layer with a scheme of its own the network does not begin again.
TEST(EarlyFusedLayers, AreTheFirstOfTheNetwork) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3), conv(3), conv(3)});
  PlanOptions options;
  options.partition.conv = "efl:2";
  options.partition.layers["layer3"] = "bodp";
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(devices_of(plan, 2), (std::vector<DeviceId>{1, 2}));
  EXPECT_EQ(devices_of(plan, 3), (std::vector<DeviceId>{1, 2}));
  EXPECT_EQ(devices_of(plan, 4), std::vector<DeviceId>{group_owner});
}

// Layer by layer 64 values of 4 bytes go out and return twice; fused once: 512 s, and each worker
// computes 32 values of each layer in 0.032 s.
TEST(OptimalFusedLayers, PointwiseLayersAreOneBlock) {
  const Network network = test::chain({1, 8, 8}, {conv(1), conv(1)});
  const FusedBlocks found = blocks_of(network, test::cluster_of({1, 1}));
  ASSERT_EQ(found.blocks.size(), 1U);
  EXPECT_EQ(found.blocks[0].first, 1);
  EXPECT_EQ(found.blocks[0].last, 2);
  EXPECT_NEAR(found.seconds, 512 + 2 * 0.032, 1e-9);
  EXPECT_NEAR(found.device_seconds[0], 256 + 2 * 0.032, 1e-9);
}

// On a medium that takes no time, what is computed twice costs more than what is sent: 8 columns of
// 3x3 windows for two workers, of which each needs one more in every layer before.
TEST(OptimalFusedLayers, OnAFastMediumEveryLayerIsABlock) {
  Cluster cluster = test::cluster_of({1, 1});
  for (Member& member : cluster.members) member.rate_bps = 1e15;
  const FusedBlocks found = blocks_of(test::chain({1, 8, 8}, {conv(3), conv(3), conv(3)}), cluster);
  EXPECT_EQ(found.blocks.size(), 3U);
  EXPECT_NEAR(found.seconds, 3 * 32 * 9 / 1000.0, 1e-9);
}

// It delays the two messages that go out side by side, and those that return: 512 s, 0.064 s and 2
// s for one block, but 4 s for two.
TEST(OptimalFusedLayers, LatencyCountsOnceEachWay) {
  Cluster cluster = test::cluster_of({1, 1});
  cluster.medium.message_latency_s = 1;
  EXPECT_NEAR(blocks_of(test::chain({1, 8, 8}, {conv(1), conv(1)}), cluster).seconds,
              512 + 2 * 0.032 + 2, 1e-9);
}

/// What a plan of these blocks takes: all messages one after the other, and of every block the
/// device that computes longest.
double price(const Network& network, const Cluster& cluster, const std::vector<Run>& blocks) {
  Placement placement;
  placement.runs = blocks;
  PlanOptions options;
  options.partition.conv = "grid_2d";
  options.mode = DeliveryMode::map_reduce;
  options.placement = std::make_shared<Placement>(placement);
  const Plan plan = make_plan(network, cluster, options);
  double seconds = 0;
  for (const Run& block : blocks) {
    std::vector<double> busy(cluster.members.size());
    for (const Stage& stage : plan.stages) {
      if (stage.layer < block.first || stage.layer > block.last) continue;
      for (const Message& message : stage.messages)
        seconds += lone_transfer_seconds(cluster, message);
      for (const Task& task : stage.tasks)
        busy[task.device] += compute_seconds(cluster.member(task.device).device, task.work) /
                             cluster.member(task.device).speed_factor;
    }
    seconds += *std::ranges::max_element(busy);
  }
  return seconds;
}

/// The least price of all ways to cut the layers into blocks.
double brute_force(const Network& network, const Cluster& cluster) {
  const int layers = network.size() - 1;
  double least = 1e300;
  for (int cuts = 0; cuts < 1 << (layers - 1); ++cuts) {
    std::vector<Run> blocks{{1, 1}};
    for (int i = 2; i <= layers; ++i) {
      if (cuts >> (i - 2) & 1)
        blocks.push_back({i, i});
      else
        blocks.back().last = i;
    }
    least = std::min(least, price(network, cluster, blocks));
  }
  return least;
}

TEST(OptimalFusedLayers, AreTheBestOfAllBlocks) {
  std::mt19937 random(5);
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  std::size_t several = 0;
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    std::vector<LayerKind> kinds;
    for (int layer = 1 + below(5); layer > 0; --layer) {
      if (below(4) == 0)
        kinds.emplace_back(MaxPool{.window = {2, 2, 2, 2}});
      else
        kinds.emplace_back(conv(1 + 2 * below(2)));
    }
    const Network network = test::chain({1, 64 + below(8), 64 + below(8)}, kinds);
    std::vector<double> speeds;
    for (int worker = 1 + below(4); worker > 0; --worker) speeds.push_back(1 + below(3));
    Cluster cluster = test::cluster_of(speeds);
    for (Member& member : cluster.members) member.rate_bps = 1e3 * (1 + below(200));
    cluster.medium.message_overhead_s = 0.1 * below(3);
    const FusedBlocks found = blocks_of(network, cluster);
    several += found.blocks.size() > 1;
    const double least = brute_force(network, cluster);
    EXPECT_NEAR(found.seconds, least, 1e-9 * least);
    EXPECT_NEAR(price(network, cluster, found.blocks), least, 1e-9 * least);
  }
  EXPECT_GT(several, 10U);
}

// A second cell costs two columns of 8 values more on the air, 64 s, and saves far less than a
// second. The fastest alone is best.
TEST(AdaptiveFusedLayers, LeaveDevicesOutThatCostMoreThanTheySave) {
  const Network network = test::chain({1, 8, 8}, {conv(3)});
  EXPECT_EQ(devices_of(plan_of(network, test::cluster_of({1, 3, 2}), "aofl"), 1),
            std::vector<DeviceId>{2});
}

TEST(AdaptiveFusedLayers, TakeAllWhereHalosCostNothing) {
  const Network network = test::chain({1, 8, 8}, {conv(1)});
  EXPECT_EQ(devices_of(plan_of(network, test::cluster_of({1, 3, 2}), "aofl"), 1),
            (std::vector<DeviceId>{1, 2, 3}));
}

// 4 columns each: 0.032 s and, with the second's overhead of 0.016 s, 0.048 s. The mean is 0.04 s,
// so that the cells' weights become 1.25 and 0.83: 5 and 3 columns, 0.040 s both.
TEST(AdaptiveFusedLayers, CellsTakeEquallyLong) {
  const Network network = test::chain({1, 8, 8}, {conv(1)});
  Cluster cluster = test::cluster_of({1, 1});
  for (Member& member : cluster.members) member.rate_bps = 1e15;
  cluster.members[2].device.layer_overhead_s = 0.016;
  const Plan plan = plan_of(network, cluster, "aofl");
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[0].owns, Region(Box{{0, 1}, {0, 8}, {0, 5}}));
  EXPECT_EQ(plan.stages[0].tasks[1].owns, Region(Box{{0, 1}, {0, 8}, {5, 8}}));
}

}  // namespace
}  // namespace modnn
