#include "partition/plan/flexpie.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <random>

#include "partition/plan/cost.h"
#include "partition/plan/needed.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv(Index outputs, Index kernel) {
  const Index pad = kernel / 2;
  return {.outputs = outputs, .window = {kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad}};
}

/// What a network is planned for.
struct Case {
  Network network;
  Cluster cluster;
  PlanOptions options{};

  Plan plan() const {
    const Plan plan = make_plan(network, cluster, options);
    EXPECT_EQ(verify(network, plan, options.bytes_per_value), std::vector<std::string>());
    return plan;
  }
  double seconds(const Plan& plan) const {
    return planned_makespan_s(network, cluster, plan, options.radios_sleep);
  }
};

Case flexpie_of(Network network, const std::vector<double>& speeds) {
  Case c{std::move(network), test::cluster_of(speeds)};
  c.options.partition.conv = "flexpie";
  return c;
}

// A byte and a product take a thousandth of a second. By rows 32 values go to each worker, and a
// row of 8 on either side of the border to the other (0.320 s in all), and 64 return (0.256 s). The
// row that the second layer needs beyond its own is computed again: 5 rows of 8 products, then 4 of
// 72. To exchange it would take 4 x 0.032 s for 0.064 s less before and 0.008 s less computing, one
// worker alone 0.512 s and 0.640 s.
TEST(FlexPie, OnASlowMediumComputesAgain) {
  Case c = flexpie_of(test::chain({1, 8, 8}, {conv(1, 1), conv(1, 3)}), {1, 1});
  for (Member& member : c.cluster.members) member.rate_bps = 8000;
  const Plan plan = c.plan();
  ASSERT_EQ(plan.stages.size(), 3U);
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_NEAR(c.seconds(plan), 0.320 + 0.040 + 0.288 + 0.256, 1e-9);
}

// Where messages take no time, every layer is cut so that nothing is computed twice: 64 x 9
// products by two workers.
TEST(FlexPie, OnAFastMediumExchanges) {
  Case c = flexpie_of(test::chain({1, 8, 8}, {conv(1, 3), conv(1, 3), conv(1, 3)}), {1, 1});
  for (Member& member : c.cluster.members) member.rate_bps = 1e15;
  EXPECT_NEAR(c.seconds(c.plan()), 3 * 32 * 9 / 1000.0, 1e-9);
}

// 1 x 8 x 1 values become 64 channels: by rows a worker of two gets half of the input and returns
// half of the output; by channels it would get all of it. A map of 1 x 1 has only channels.
TEST(FlexPie, CutsByChannelsWhatHasNoRows) {
  Case c = flexpie_of(test::chain({8, 1, 1}, {conv(64, 1)}), {1, 1});
  for (Member& member : c.cluster.members) member.rate_bps = 1e15;
  const Plan plan = c.plan();
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[1].owns, Region(Box{{32, 64}, {0, 1}, {0, 1}}));
  EXPECT_NEAR(c.seconds(plan), 0.256, 1e-9);
}

/// The least planned time of all blocks and all cuts, of plans that were made.
double brute_force(const Case& c, const Placing& placing) {
  const int layers = c.network.size() - 1;
  double least = std::numeric_limits<double>::infinity();
  int choices = 1;
  for (int i = 0; i < layers; ++i) choices *= 4;
  for (int borders = 0; borders < 1 << (layers - 1); ++borders) {
    for (int cuts = 0; cuts < choices; ++cuts) {
      std::vector<FlexBlock> blocks;
      int left = cuts;
      for (LayerId id = 1; id <= layers; ++id, left /= 4) {
        if (id == 1 || (borders >> (id - 2) & 1) != 0)
          blocks.push_back({{id, id}, flex_cuts[left % 4]});
        else if (left % 4 == 0)
          blocks.back().layers.last = id;
        else
          break;  // the cut of a layer inside a block does not count: tried once
      }
      if (blocks.back().layers.last != layers) continue;
      Case other = c;
      other.options.placement = std::make_shared<Placement>(flex_placement(placing, blocks));
      const double seconds = other.seconds(make_plan(c.network, c.cluster, other.options));
      EXPECT_NEAR(flex_seconds(placing, blocks), seconds, 1e-9 * seconds);
      least = std::min(least, seconds);
    }
  }
  return least;
}

Case random_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  std::vector<LayerKind> kinds;
  for (int layer = 1 + below(4); layer > 0; --layer) {
    if (below(4) == 0)
      kinds.emplace_back(MaxPool{.window = {2, 2, 2, 2}});
    else
      kinds.emplace_back(conv(1 + below(12), 1 + 2 * below(2)));
  }
  std::vector<double> speeds;
  for (int worker = 1 + below(4); worker > 0; --worker) speeds.push_back(1 + below(3));
  Case c = flexpie_of(test::chain({1 + below(4), 32, 16 + 16 * below(3)}, kinds), speeds);
  for (Member& member : c.cluster.members) member.rate_bps = 1e3 * (1 + below(300));
  c.cluster.medium.message_overhead_s = 0.1 * below(3);
  c.options.group_owner_computes = below(2) == 0;
  c.options.via = below(2) == 0 ? Via::relay : Via::peer;
  c.options.mode = below(3) == 0 ? DeliveryMode::map_reduce : DeliveryMode::halo;
  return c;
}

TEST(FlexPie, IsTheBestOfAllBlocksAndCuts) {
  std::mt19937 random(11);
  std::size_t several = 0, again = 0;
  for (int i = 0; i < 30; ++i) {
    SCOPED_TRACE(i);
    const Case c = random_case(random);
    std::vector<DeviceId> computing;
    for (DeviceId id = c.options.group_owner_computes ? 0 : 1; id < c.cluster.size(); ++id)
      computing.push_back(id);
    const std::vector<Box> needed = needed_regions(c.network);
    Placing placing{c.network, c.cluster, computing, needed, {1, c.network.size() - 1}};
    placing.options = &c.options;
    const std::vector<FlexBlock> found = best_flex_blocks(placing);
    several += static_cast<std::size_t>(found.size() > 1);
    again += static_cast<std::size_t>(std::ssize(found) < c.network.size() - 1);
    const double least = brute_force(c, placing);
    EXPECT_NEAR(c.seconds(c.plan()), least, 1e-9 * least);
  }
  EXPECT_GT(several, 5U);
  EXPECT_GT(again, 5U);
}

}  // namespace
}  // namespace modnn
