#include "partition/plan/balance.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "partition/plan/cost.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

// (f0 - 2)^2 + (f1 - 0)^2 from (1, 1): the second share is left out, the first grows to 2.
TEST(BalanceShares, FindsTheLeastCostInReachOfItsSteps) {
  const Balance found = balance_shares(
      2, [](const std::vector<double>& f) { return 1 + (f[0] - 2) * (f[0] - 2) + f[1] * f[1]; });
  EXPECT_EQ(found.factors, (std::vector<double>{2, 0}));
  EXPECT_EQ(found.cost, 1);
}

TEST(BalanceShares, PassesOverWhatDoesNotFit) {
  const Balance found = balance_shares(2, [](const std::vector<double>& f) {
    if (f[0] < 1) throw std::runtime_error("does not fit");
    return f[0] + f[1];
  });
  EXPECT_EQ(found.factors, (std::vector<double>{1, 0}));
}

// One conv layer of 8 x 8 without neighbours' rows (1 x 1 kernel), 64 MAC a row at 1000 MAC/s; a
// row of the map is 32 bytes, which take 32 s at 8 bit/s, in and out again.
TEST(PlannedMakespan, AddsMessagesAndTheSlowestDevice) {
  Network network;
  network.layers.push_back({"input", Input{}, {}, {1, 8, 8}});
  Conv conv{.outputs = 1};
  network.layers.push_back({"conv", conv, {0}, infer_shape(conv, {{1, 8, 8}})});
  const Cluster cluster = test::cluster_of({1, 3});
  const Plan plan = make_plan(network, cluster, {});
  // Rows 2 and 6; 8 rows out, 8 rows back; both compute 16 MAC in 0.016 s.
  EXPECT_NEAR(planned_makespan_s(network, cluster, plan, false), 16 * 32 + 0.016, 1e-9);
}

Network small_network() {
  const Window same{.kernel_height = 3,
                    .kernel_width = 3,
                    .pad_top = 1,
                    .pad_bottom = 1,
                    .pad_left = 1,
                    .pad_right = 1};
  const Conv conv{.outputs = 16, .window = same};
  return test::chain({3, 32, 32}, {conv, conv, conv});
}

double planned(const Cluster& cluster, const std::string& scheme) {
  const Network network = small_network();
  PlanOptions options;
  options.partition.conv = scheme;
  const Plan plan = make_plan(network, cluster, options);
  EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>{});
  return planned_makespan_s(network, cluster, plan, options.radios_sleep);
}

/// A cluster whose computing and sending take times of the same order.
Cluster cluster_of(const std::vector<double>& speeds, const std::vector<double>& rates) {
  Cluster cluster = test::cluster_of(speeds);
  for (std::size_t i = 0; i < speeds.size(); ++i) cluster.members[i + 1].rate_bps = rates[i];
  return cluster;
}

TEST(BodpBalanced, IsNeverWorseThanBodp) {
  for (const double speed : {0.05, 0.3, 1.0, 3.0}) {
    for (const double rate : {50.0, 500.0, 5000.0}) {
      for (const std::vector<double>& others : {std::vector<double>{1}, {1, 1}, {1, 2, 0.5}}) {
        std::vector<double> speeds{speed}, rates{rate};
        speeds.insert(speeds.end(), others.begin(), others.end());
        rates.resize(speeds.size(), 500.0);
        const Cluster cluster = cluster_of(speeds, rates);
        EXPECT_LE(planned(cluster, "bodp_balanced"), planned(cluster, "bodp"))
            << speed << " " << rate << " " << others.size();
      }
    }
  }
}

TEST(BodpBalanced, IsBetterWhereAPhoneOrItsLinkIsSlow) {
  const Cluster slow_phone = cluster_of({1, 1, 0.05}, {500, 500, 500});
  EXPECT_LT(planned(slow_phone, "bodp_balanced"), planned(slow_phone, "bodp"));
  const Cluster slow_link = cluster_of({1, 1, 1}, {500, 500, 25});
  EXPECT_LT(planned(slow_link, "bodp_balanced"), 0.9 * planned(slow_link, "bodp"));
}

}  // namespace
}  // namespace modnn
