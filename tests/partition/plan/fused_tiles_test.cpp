#include "partition/plan/fused_tiles.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <map>

#include "partition/plan/cost.h"
#include "partition/plan/plan_metrics.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv(Index kernel, Index outputs = 1) {
  const Index pad = kernel / 2;
  return {.outputs = outputs, .window = {kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad}};
}

/// The 16 layers of the paper's figures.
Network yolov2_16() {
  const MaxPool pool{{2, 2, 2, 2}};
  return test::chain({3, 608, 608},
                     {conv(3, 32), pool, conv(3, 64), pool, conv(3, 128), conv(1, 64), conv(3, 128),
                      pool, conv(3, 256), conv(1, 128), conv(3, 256), pool, conv(3, 512),
                      conv(1, 256), conv(3, 512), conv(1, 256)});
}

Plan plan_of(const Network& network, const Cluster& cluster, const std::string& scheme,
             DeliveryMode mode = DeliveryMode::map_reduce) {
  PlanOptions options;
  options.partition.conv = scheme;
  options.mode = mode;
  Plan plan = make_plan(network, cluster, options);
  EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>());
  return plan;
}

Cluster boards(int workers) {
  return test::cluster_of(std::vector<double>(static_cast<std::size_t>(workers), 1.0));
}

constexpr double mebibyte = 1048576;

// DeepThings, figure 14: 13.79, 16.23 and 18.99 MiB, however many boards there are; the message
// from the board that has the image to the gateway, which comes before, is 4.23 MiB of it.
TEST(FusedTiles, OfThePaperMoveJustItsTraffic) {
  const Network network = yolov2_16();
  const double image = 4.0 * 3 * 608 * 608 / mebibyte;
  const std::map<int, double> published{{3, 13.79}, {4, 16.23}, {5, 18.99}};
  for (const auto& [side, traffic] : published) {
    for (int devices = 1; devices <= 6; ++devices) {
      const Cluster cluster = boards(devices);
      const Plan plan = plan_of(network, cluster, "ftp:" + std::to_string(side));
      EXPECT_NEAR(image + measure(plan, cluster).bytes / mebibyte, traffic, 0.005)
          << side << " tiles, " << devices << " devices";
    }
  }
}

/// MiB of the largest task of every layer: what it reads, and what the kernel gives.
std::vector<double> layer_data(const Network& network, int side) {
  Cluster cluster = boards(6);
  for (Member& member : cluster.members) member.device.conv_computes_rim = true;
  const Plan plan = plan_of(network, cluster, "ftp:" + std::to_string(side));
  std::vector<double> largest(network.layers.size());
  for (const Stage& stage : plan.stages) {
    for (const Task& task : stage.tasks) {
      const Device& device = cluster.member(task.device).device;
      const auto values =
          static_cast<double>(task.reads[0].region.elements() + task.computes.elements()) +
          rim_elements(device, network, stage.layer, task);
      largest[stage.layer] = std::max(largest[stage.layer], 4 * values / mebibyte);
    }
  }
  return largest;
}

// DeepThings, figure 11: input and output of every layer on one device, read from the plot.
TEST(FusedTiles, OfThePaperHoldJustItsData) {
  constexpr double read_to = 0.0101;
  const Network network = yolov2_16();
  const std::map<int, std::array<double, 16>> published{
      {3,
       {14.19, 16.02, 9.61, 7.82, 4.69, 4.46, 4.46, 3.53, 2.12, 1.9, 1.9, 1.41, 0.85, 0.66, 0.66,
        0.5}},
      {5,
       {8.08, 9.09, 5.45, 4.4, 2.64, 2.47, 2.47, 1.92, 1.15, 0.99, 0.99, 0.71, 0.43, 0.3, 0.3,
        0.19}}};
  for (const auto& [side, table] : published) {
    const std::vector<double> largest = layer_data(network, side);
    for (std::size_t layer = 0; layer < table.size(); ++layer)
      EXPECT_NEAR(largest[layer + 1], table[layer], read_to) << side << ", layer " << layer + 1;
  }
}

// Four tiles of 4 x 4 on two workers, two rounds. For its tile of the second layer a worker
// computes 5 x 5 of the first, for which it gets 6 x 6 of the image.
TEST(FusedTiles, ComeOneAfterTheOtherEachWithAllThatItNeeds) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Plan plan = plan_of(network, test::cluster_of({1, 3}), "ftp:2");
  ASSERT_EQ(plan.stages.size(), 5U);  // two rounds of two layers, and what returns in the end
  const std::array<LayerId, 5> layers{1, 2, 1, 2, 2};
  for (std::size_t i = 0; i < layers.size(); ++i) EXPECT_EQ(plan.stages[i].layer, layers[i]);
  EXPECT_EQ(plan.stages[0].tasks[1].device, 2);
  EXPECT_EQ(plan.stages[0].tasks[1].computes, Region(Box{{0, 1}, {3, 8}, {0, 5}}));
  EXPECT_EQ(plan.stages[3].tasks[1].owns, Region(Box{{0, 1}, {4, 8}, {4, 8}}));
  // Worker 2 holds the first six columns of rows 2 to 7, and gets the last six whole.
  EXPECT_EQ(plan.stages[2].messages.back().bytes, 4 * 36);
  EXPECT_EQ(plan.stages[2].messages.back().destination, 2);
}

// Before the second round the tiles of the first return; the next tile is then there or on its way.
TEST(FusedTiles, ReturnWhenTheNextBegins) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Plan plan = plan_of(network, test::cluster_of({1, 1}), "ftp:2");
  const std::vector<Message>& second = plan.stages[2].messages;
  ASSERT_EQ(second.size(), 4U);
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(second[i].purpose, Purpose::gather);
    EXPECT_EQ(second[i].bytes, 4 * 16);
    EXPECT_EQ(second[i + 2].purpose, Purpose::scatter);
  }
  EXPECT_EQ(plan.stages[4].messages.size(), 2U);
}

// Where regions stay, a worker gets only what it lacks: columns 6 and 7 of six rows, and results
// return in the end.
TEST(FusedTiles, AskOnlyForWhatIsNotThereWhereRegionsStay) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Plan plan = plan_of(network, test::cluster_of({1, 1}), "ftp:2", DeliveryMode::halo);
  ASSERT_EQ(plan.stages[2].messages.size(), 2U);
  EXPECT_EQ(plan.stages[2].messages[0].bytes, 4 * 12);
  EXPECT_EQ(plan.stages[4].messages[0].bytes, 4 * 32);
}

// Of seven tiles along a side, two values each, a map of eight has four: numbers 0 to 3, 7 to 10,
// 14 to 17 and 21 to 24 of 49, which the first three devices have.
TEST(FusedTiles, MoreDevicesThanTilesAreIdle) {
  const Network network = test::chain({1, 8, 8}, {conv(3)});
  const Cluster cluster = boards(6);
  EXPECT_EQ(measure(plan_of(network, cluster, "ftp:2"), cluster).computing_devices, 4);
  EXPECT_EQ(measure(plan_of(network, cluster, "ftp:7"), cluster).computing_devices, 3);
}

// A lone worker computes four tiles: of the first layer 4 x 25 values where there are 64, each for
// nine products.
TEST(FusedTiles, CountWhatSeveralRoundsComputeTwice) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Cluster cluster = boards(1);
  EXPECT_EQ(measure(plan_of(network, cluster, "ftp:2"), cluster).redundant_macs, 36 * 9);
}

// The weights of all rounds are the same: 2 x (9 + 1) values. A tile needs 36 values of the image
// and 25 of the first layer, while the 16 of the tile before are sent.
TEST(FusedTiles, OfARoundTakeTheRoomOfThoseBefore) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Plan plan = plan_of(network, boards(1), "ftp:2");
  EXPECT_EQ(plan.memory[1].weights, 4 * 20);
  EXPECT_EQ(plan.memory[1].activations, 4 * (16 + 36 + 25));
  // Where regions stay, so do the 64 values of the image and three results.
  const Plan stays = plan_of(network, boards(1), "ftp:2", DeliveryMode::halo);
  EXPECT_EQ(stays.memory[1].activations, 4 * (48 + 64 + 25));
}

TEST(FusedTiles, ReadTheirWeightsFromFlashInEveryRound) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  Cluster cluster = boards(1);
  const Footprint needs = plan_of(network, cluster, "ftp:2").memory[1];
  cluster.paging = Paging::lru;
  cluster.members[1].device.available_bytes = needs.activations + needs.workspace + 79;
  const Plan plan = plan_of(network, cluster, "ftp:2");
  for (const std::size_t stage : {0U, 3U, 7U})
    EXPECT_EQ(plan.stages[stage].tasks[0].page_in_bytes, 40);
  EXPECT_EQ(plan.memory[1].paged, 4 * 80);
}

// Windows of the rim: cut out at one side a 3 x 3 convolution gives one line more there.
TEST(Rim, IsWhatPaddingAddsWhereAMapIsCut) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(1), MaxPool{{2, 2, 2, 2}}});
  const Box inner{{0, 1}, {2, 5}, {4, 8}};
  EXPECT_EQ(with_rim(network, 1, inner), (Box{{0, 1}, {2, 7}, {3, 8}}));
  EXPECT_EQ(with_rim(network, 1, whole({1, 8, 8})), whole({1, 8, 8}));
  EXPECT_EQ(with_rim(network, 2, inner), inner);
  EXPECT_EQ(with_rim(network, 3, Box{{0, 1}, {1, 3}, {0, 2}}), (Box{{0, 1}, {1, 3}, {0, 2}}));
}

// 12 outputs of 9 products, with the rim 25, at 1000 a second.
TEST(Rim, TakesTimeOnDevicesThatComputeIt) {
  const Network network = test::chain({1, 8, 8}, {conv(3)});
  const Box inner{{0, 1}, {2, 5}, {4, 8}};
  Device device = test::round_device();
  const double without = compute_seconds(device, network, 1, inner);
  EXPECT_DOUBLE_EQ(without, 12 * 9 / 1000.0);
  device.conv_computes_rim = true;
  EXPECT_DOUBLE_EQ(compute_seconds(device, network, 1, inner), 25 * 9 / 1000.0);
}

}  // namespace
}  // namespace modnn
