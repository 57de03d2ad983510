// Simulating 1,000 phones takes about as long per message as simulating 100.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// A 16-layer plan whose regions return after every layer.
struct Cell {
  Network network;
  Cluster cluster;
  Plan plan;

  explicit Cell(int phones)
      : network(test::chain({1, 2 * phones, 8},
                            std::vector<LayerKind>(
                                16, Conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}))),
        cluster(test::cluster_of(std::vector<double>(phones, 1))) {
    cluster.medium.efficiency = {1, 0.9, 0.8};
    for (Member& member : cluster.members) {
      member.rate_bps = 4e7;
      member.device.radio = {0.01, 0.012};
    }
    PlanOptions options;
    options.mode = DeliveryMode::map_reduce;
    plan = make_plan(network, cluster, options);
  }

  /// Processor seconds that a message takes.
  double seconds_per_message(Transfers transfers) const {
    return test::in_child([&] {
             const std::clock_t begin = std::clock();
             const Report report =
                 simulate(network, cluster, plan, {transfers, WakeupPolicy::per_message}, nullptr);
             const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
             return Json(seconds / report.messages);
           })
        .get<double>();
  }
};

/// The best of several runs in turn, as other programs only ever slow one down.
double growth(Transfers transfers) {
  const Cell small(100), large(1000);
  double hundred = 1e9, thousand = 1e9;
  for (int run = 0; run < 10; ++run) {
    hundred = std::min(hundred, small.seconds_per_message(transfers));
    thousand = std::min(thousand, large.seconds_per_message(transfers));
  }
  std::printf("%.1f us a message with 100 phones, %.1f us with 1000: x %.2f\n", 1e6 * hundred,
              1e6 * thousand, thousand / hundred);
  return thousand / hundred;
}

TEST(Scaling, SerialMessagesTakeAtMostThirtyPercentLonger) {
  EXPECT_LE(growth(Transfers::serial), 1.3);
}

// When a transfer ends SimGrid 3.32 looks for it in a list of all that are under way, and a
// thousand couriers' stacks are more than the processor's caches hold.
TEST(Scaling, ConcurrentMessagesTakeAtMostThirtyPercentLonger) {
  EXPECT_LE(growth(Transfers::concurrent), 1.3);
}

}  // namespace
}  // namespace modnn
