#include "search/bounds.h"

#include <gtest/gtest.h>
#include <random>

#include "partition/plan/planner.h"
#include "platforms/kernel_cost.h"
#include "process/pool.h"
#include "sim/simulate.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

Network one_conv() { return test::chain({1, 8, 8}, {Conv{.outputs = 1}}); }

// 64 MAC at 1000 MAC/s by a phone, and three times as fast and as fast by the others: 0.064 s / 5.
TEST(LowerBounds, ShareOutTheWork) {
  const LowerBounds bounds =
      lower_bounds(one_conv(), test::cluster_of({3, 1}), {}, Fidelity::fluid);
  EXPECT_NEAR(bounds.compute_s, 0.064 / 5, 1e-6);
}

// Each takes 64 s for one of the layers and 32 s for the other: by any weights w and 1 - w the
// bound is at most min(64 w, 32 (1 - w)) + min(32 w, 64 (1 - w)), which equal ones make 32 s, as
// long as each takes for what it is good at.
TEST(LowerBounds, GiveEverybodyWhatItIsGoodAt) {
  const Network network =
      test::chain({1, 8, 8}, {Conv{.outputs = 1}, Flatten{}, Dense{.outputs = 1}});
  Cluster cluster = test::cluster_of({1});
  cluster.members[0].device.conv_macs_per_s = 1;
  cluster.members[0].device.dense_macs_per_s = 2;
  cluster.members[1].device.conv_macs_per_s = 2;
  cluster.members[1].device.dense_macs_per_s = 1;
  EXPECT_NEAR(lower_bounds(network, cluster, {}, Fidelity::fluid).compute_s, 32, 0.01);
}

// The image has 64 values of 4 bytes, which take 256 s at 8 bit/s. The group owner takes 640 s for
// the convolution. In T seconds T / 256 of it reach the worker, and 640 (1 - T / 256) = T.
TEST(LowerBounds, LeaveTheGroupOwnerWhatCannotBeHandedOut) {
  Cluster cluster = test::cluster_of({1e6});
  cluster.members[0].device.conv_macs_per_s = 0.1;
  EXPECT_NEAR(lower_bounds(one_conv(), cluster, {}, Fidelity::fluid).delivery_s,
              640.0 * 256 / (640 + 256), 1e-6);
  // A quarter of the bytes.
  PlanOptions compressed;
  compressed.bytes_per_value = 1;
  EXPECT_NEAR(lower_bounds(one_conv(), cluster, compressed, Fidelity::fluid).delivery_s,
              640.0 * 64 / (640 + 64), 1e-6);
}

/// Kernels by laws that measurements correct by up to a half.
void give_law(Device& device, std::mt19937& random) {
  ComputeCost cost;
  cost.cache_bytes = 1000;
  const auto draw = [&random] { return 1e-4 * static_cast<double>(1 + random() % 20); };
  for (const auto& [kernel, name] : kernel_words) {
    if (random() % 4 == 0) continue;
    cost.laws[kernel] = {draw(), draw(), draw(), draw(), draw(), draw(), draw(), draw()};
    KernelCall call{.kernel = kernel,
                    .kernel_height = 3,
                    .kernel_width = 3,
                    .in_channels = 4,
                    .out_channels = 4,
                    .out_height = 9,
                    .out_width = 9};
    cost.profile.push_back({call, law_seconds(cost.laws[kernel], cost.cache_bytes, call) *
                                      (0.5 + 0.1 * static_cast<double>(random() % 8))});
  }
  device.cost = std::make_shared<ComputeCost>(std::move(cost));
}

struct Case {
  test::RandomCase planned;
  SimulationOptions options;
};

Case random_cell(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  Case c{test::random_case(random), {}};
  Cluster& cluster = c.planned.cluster;
  cluster.medium = {"random", 1e4, 0.001 * below(3), {1, 0.9, 1.5}, 0.1};
  if (below(3) == 0) cluster.access_point = AccessPoint::router;
  for (Member& member : cluster.members) {
    member.rate_bps = 1e3 * (1 + below(500));
    if (below(3) == 0) give_law(member.device, random);
    if (below(9) == 0) member.speed_profile = {{0.5, 0.5}, {3, 1.5}};
    if (&member != &cluster.members[0] && below(5) == 0)
      member.uplink = Uplink{5e4, 0.01, below(2)};
  }
  c.options.transfers = below(2) == 0 ? Transfers::serial : Transfers::concurrent;
  c.options.wakeup = WakeupPolicy::none;
  return c;
}

TEST(LowerBounds, AreBelowEverySimulatedMakespan) {
  std::mt19937 random(11);
  std::vector<Case> cases;
  for (int round = 0; round < 200; ++round) cases.push_back(random_cell(random));
  double nearest = 1e300;
  run_forked(
      cases.size(), {.jobs = 2, .jobs_per_child = 1000},
      [&](std::size_t i) {
        const Case& c = cases[i];
        const Report report =
            simulate(c.planned.network, c.planned.cluster, c.planned.plan(), c.options, nullptr);
        return std::to_string(report.makespan_s);
      },
      [&](std::size_t i, const JobResult& result) {
        ASSERT_TRUE(result.succeeded) << result.text;
        const Case& c = cases[i];
        const LowerBounds bounds =
            lower_bounds(c.planned.network, c.planned.cluster, c.planned.options, Fidelity::fluid);
        const double makespan_s = std::stod(result.text);
        EXPECT_LE(bounds.makespan_s(), makespan_s + 1e-6) << "round " << i;
        EXPECT_GT(bounds.makespan_s(), 0) << "round " << i;
        nearest = std::min(nearest, makespan_s / bounds.makespan_s());
      });
  EXPECT_LT(nearest, 1.5);  // or the bounds would say nothing
}

}  // namespace
}  // namespace modnn
