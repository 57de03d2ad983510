// The halo traffic of VGG-16 on four phones, from first principles: every worker's pixels are
// listed, and what a window touches outside of them is counted. No code is shared with the planner.
#include <array>
#include <gtest/gtest.h>
#include <map>
#include <vector>

#include "config/catalog.h"
#include "models/json/network_json.h"
#include "partition/plan/plan_metrics.h"
#include "partition/plan/planner.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

constexpr int workers = 4;

struct SquareLayer {
  int inputs;        ///< channels of the input map
  int input_extent;  ///< height and width of the input map
  int extent;        ///< of the output map
  bool pool;         ///< 2x2 stride 2; else 3x3 stride 1 padding 1
};

/// The layers after conv1_1 (Simonyan and Zisserman, ICLR 2015, table 1, column D).
std::vector<SquareLayer> layers_after_the_first() {
  return {{64, 224, 224, false},  {64, 224, 112, true}, {64, 112, 112, false},
          {128, 112, 112, false}, {128, 112, 56, true}, {128, 56, 56, false},
          {256, 56, 56, false},   {256, 56, 56, false}, {256, 56, 28, true},
          {256, 28, 28, false},   {512, 28, 28, false}, {512, 28, 28, false},
          {512, 28, 14, true},    {512, 14, 14, false}, {512, 14, 14, false},
          {512, 14, 14, false},   {512, 14, 7, true}};
}

/// First rows of equal strips by the largest remainder: 14 = 4 + 4 + 3 + 3 and 7 = 2 + 2 + 2 + 1.
std::array<int, workers + 1> strip_borders(int extent) {
  if (extent == 14) return {0, 4, 8, 11, 14};
  if (extent == 7) return {0, 2, 4, 6, 7};
  return {0, extent / 4, extent / 2, 3 * extent / 4, extent};
}

using Owner = int (*)(int extent, int row, int col);

int strip_owner(int extent, int row, int /*col*/) {
  const auto borders = strip_borders(extent);
  int owner = 0;
  while (row >= borders[owner + 1]) ++owner;
  return owner;
}

/// 2 x 2 cells; of 7 rows or columns the first half gets 4.
int grid_owner(int extent, int row, int col) {
  const int half = (extent + 1) / 2;
  return (row >= half ? 2 : 0) + (col >= half ? 1 : 0);
}

struct Traffic {
  int messages = 0;
  double bytes = 0;
};

/// Counts pixels that worker w needs and worker v has, for every pair, one message a pair.
Traffic halo_traffic(Owner owner, bool with_pools) {
  Traffic traffic;
  for (const SquareLayer& layer : layers_after_the_first()) {
    if (layer.pool && !with_pools) continue;
    std::map<std::pair<int, int>, std::map<std::pair<int, int>, bool>> needed;
    for (int row = 0; row < layer.extent; ++row) {
      for (int col = 0; col < layer.extent; ++col) {
        const int w = owner(layer.extent, row, col);
        const int first = layer.pool ? 0 : -1, last = 1, scale = layer.pool ? 2 : 1;
        for (int i = first; i <= last; ++i) {
          for (int j = first; j <= last; ++j) {
            const int y = scale * row + i, x = scale * col + j;
            if (y < 0 || x < 0 || y >= layer.input_extent || x >= layer.input_extent) continue;
            const int v = owner(layer.input_extent, y, x);
            if (v != w) needed[{v, w}][{y, x}] = true;
          }
        }
      }
    }
    for (const auto& [pair, pixels] : needed) {
      ++traffic.messages;
      traffic.bytes += 4.0 * layer.inputs * static_cast<double>(pixels.size());
    }
  }
  return traffic;
}

Network vgg16() {
  const Document document = load_document(collection_folder(Collection::models) / "vgg16.json");
  Problems problems;
  auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  return std::move(*network);
}

Traffic planned(const std::string& scheme, Via via, bool with_pools) {
  const Network network = vgg16();
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1, 1}),
                              {.partition = {.conv = scheme}, .via = via});
  Traffic traffic;
  for (const Stage& stage : plan.stages) {
    if (!with_pools && !std::holds_alternative<Conv>(network.layer(stage.layer).kind)) continue;
    for (const Message& message : stage.messages) {
      if (message.purpose != Purpose::halo) continue;
      ++traffic.messages;
      traffic.bytes += message.bytes;
    }
  }
  return traffic;
}

TEST(Vgg16Delivery, BodpHalosOfTheConvLayersAre3100Kilobytes) {
  const Traffic expected = halo_traffic(strip_owner, false);
  // By hand: 6 rows a layer, sum over 12 layers of 6 x width x channels x 4 bytes.
  EXPECT_EQ(expected.messages, 72);
  EXPECT_EQ(expected.bytes, 3096576);
  const Traffic direct = planned("bodp", Via::peer, false);
  EXPECT_EQ(direct.messages, 72);
  EXPECT_EQ(direct.bytes, expected.bytes);
  const Traffic relayed = planned("bodp", Via::relay, false);
  EXPECT_EQ(relayed.messages, 2 * 72);
  EXPECT_EQ(relayed.bytes, 2 * expected.bytes);
}

TEST(Vgg16Delivery, AGridSendsTwiceTheMessagesAndTwoThirdsOfTheBytes) {
  const Traffic expected = halo_traffic(grid_owner, false);
  EXPECT_EQ(expected.messages, 144);
  EXPECT_NEAR(expected.bytes / halo_traffic(strip_owner, false).bytes, 0.69, 0.005);
  const Traffic direct = planned("grid_2d", Via::peer, false);
  EXPECT_EQ(direct.messages, 144);
  EXPECT_EQ(direct.bytes, expected.bytes);
}

TEST(Vgg16Delivery, PoolLayersCrossBordersAtTheSmallMaps) {
  const Traffic strips = halo_traffic(strip_owner, true);
  EXPECT_EQ(strips.messages, 76);
  EXPECT_EQ(strips.bytes, 3354624);
  const Traffic cells = halo_traffic(grid_owner, true);
  EXPECT_EQ(cells.messages, 149);
  EXPECT_NEAR(cells.bytes, 2.179e6, 0.0005e6);
  EXPECT_EQ(planned("bodp", Via::peer, true).messages, strips.messages);
  EXPECT_EQ(planned("bodp", Via::peer, true).bytes, strips.bytes);
  EXPECT_EQ(planned("grid_2d", Via::peer, true).messages, cells.messages);
  EXPECT_EQ(planned("grid_2d", Via::peer, true).bytes, cells.bytes);
}

/// Serial delivery with a wake-up of 10.15 + 12.75 ms a message and two air hops at 40 Mbit/s.
double serial_seconds(const Traffic& traffic) {
  return traffic.messages * (0.01015 + 0.01275) + traffic.bytes * 2 * 8 / 40e6;
}

TEST(Vgg16Delivery, BodpDeliversInThirtyPercentLessTime) {
  EXPECT_NEAR(serial_seconds(halo_traffic(strip_owner, false)), 2.89, 0.005);
  EXPECT_NEAR(serial_seconds(halo_traffic(grid_owner, false)), 4.15, 0.005);
  const auto saved = [](bool with_pools) {
    return 1 - serial_seconds(halo_traffic(strip_owner, with_pools)) /
                   serial_seconds(halo_traffic(grid_owner, with_pools));
  };
  EXPECT_NEAR(saved(false), 0.304, 0.0005);
  EXPECT_NEAR(saved(true), 0.280, 0.001);
}

}  // namespace
}  // namespace modnn
