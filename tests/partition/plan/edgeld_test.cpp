#include "partition/plan/edgeld.h"

#include <gtest/gtest.h>
#include <memory>

#include "partition/plan/needed.h"
#include "platforms/kernel_cost.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

/// Rows that ocbp gives the workers of a layer.
std::vector<Index> rows(const Network& network, const Cluster& cluster, DeliveryMode mode,
                        LayerId layer = 1) {
  std::vector<DeviceId> computing;
  for (DeviceId id = 1; id < cluster.size(); ++id) computing.push_back(id);
  const std::vector<Box> needed = needed_regions(network);
  Placing placing{network, cluster, computing, needed, {1, network.size() - 1}};
  placing.mode = mode;
  std::vector<Index> sizes;
  for (const DeviceId id : computing)
    sizes.push_back(ocbp(placing).owned.at(layer)[static_cast<std::size_t>(id)].hull().rows.size());
  return sizes;
}

Network pointwise() { return test::chain({1, 8, 8}, {Conv{.outputs = 1}}); }

Network three_by_three(Index height) {
  return test::chain({1, height, 8},
                     {Conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}});
}

// A row is 8 products, 0.008 s at speed 1; where it is sent and returned that takes 64 s. Shares of
// 1 and 3 are 2 and 6 rows: 128.016 and 384.016 s, then 192.024 and 320.013, 256.032 and 256.011 s.
TEST(Ocbp, MovesRowsUntilTheTimesAgree) {
  EXPECT_EQ(rows(pointwise(), test::cluster_of({1, 3}), DeliveryMode::map_reduce),
            (std::vector<Index>{4, 4}));
}

// A pointwise layer needs nothing of a neighbour: 2 and 6 rows take 0.016 s both.
TEST(Ocbp, KeepsSharesThatAgree) {
  EXPECT_EQ(rows(pointwise(), test::cluster_of({1, 3}), DeliveryMode::halo),
            (std::vector<Index>{2, 6}));
}

// A window needs a row of a neighbour, 32 s, in the middle two. A row less does not change that but
// its 0.072 s of computing: it goes to the neighbours in turn.
TEST(Ocbp, TheMiddleGivesToTheEdges) {
  EXPECT_EQ(rows(three_by_three(9), test::cluster_of({1, 1, 1}), DeliveryMode::halo),
            (std::vector<Index>{4, 1, 4}));
}

// By the law of its convolutions a row of the second takes 8 x 0.003 s, one of the first 8 x 0.001
// s.
TEST(Ocbp, GoesByMeasuredKernels) {
  Cluster cluster = test::cluster_of({1, 1});
  ComputeCost cost;
  cost.laws[Kernel::conv] = {.s_per_operation = 0.003};
  cluster.members[2].device.cost = std::make_shared<const ComputeCost>(cost);
  EXPECT_EQ(rows(pointwise(), cluster, DeliveryMode::halo), (std::vector<Index>{6, 2}));
}

TEST(Ocbp, LeavesTheSlowestOne) {
  Cluster cluster = test::cluster_of({1, 1});
  cluster.members[2].rate_bps = 0.001;
  EXPECT_EQ(rows(pointwise(), cluster, DeliveryMode::map_reduce), (std::vector<Index>{7, 1}));
}

TEST(Ocbp, ElementWiseLayersStay) {
  const Network network = test::chain({1, 9, 8}, {three_by_three(9).layer(1).kind, Activate{}});
  EXPECT_EQ(rows(network, test::cluster_of({1, 1, 1}), DeliveryMode::halo, 2),
            (std::vector<Index>{4, 1, 4}));
}

}  // namespace
}  // namespace modnn
