// Simulating 1,000 phones takes about as long per message as simulating 100.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <gtest/gtest.h>

#include "partition/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// Processor seconds per message of a 16-layer plan whose regions return after every layer; the
/// best of three runs, as other programs only ever slow one down.
double seconds_per_message(int phones, Transfers transfers) {
  const std::vector<LayerKind> layers(16,
                                      Conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}});
  const Network network = test::chain({1, 2 * phones, 8}, layers);
  Cluster cluster = test::cluster_of(std::vector<double>(phones, 1));
  cluster.medium.efficiency = {1, 0.9, 0.8};
  for (Member& member : cluster.members) {
    member.rate_bps = 4e7;
    member.device.radio = {0.01, 0.012};
  }
  PlanOptions options;
  options.mode = DeliveryMode::map_reduce;
  const Plan plan = make_plan(network, cluster, options);
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    const Json result = test::in_child([&] {
      const std::clock_t begin = std::clock();
      const Report report =
          simulate(network, cluster, plan, {transfers, WakeupPolicy::per_message}, nullptr);
      const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
      return Json(seconds / report.messages);
    });
    best = std::min(best, result.get<double>());
  }
  return best;
}

double growth(Transfers transfers) {
  const double hundred = seconds_per_message(100, transfers);
  const double thousand = seconds_per_message(1000, transfers);
  std::printf("%.1f us a message with 100 phones, %.1f us with 1000: x %.2f\n", 1e6 * hundred,
              1e6 * thousand, thousand / hundred);
  return thousand / hundred;
}

TEST(Scaling, SerialMessagesTakeAtMostThirtyPercentLonger) {
  EXPECT_LE(growth(Transfers::serial), 1.3);
}

// With every message a thousand shares of the air change, which SimGrid works out anew.
TEST(Scaling, ConcurrentMessagesTakeAtMostThirtyPercentLonger) {
  EXPECT_LE(growth(Transfers::concurrent), 1.3);
}

}  // namespace
}  // namespace modnn
