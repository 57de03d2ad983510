// What holds for every network, cluster, partition, delivery and medium.
#include <gtest/gtest.h>
#include <random>

#include "experiments/spec/experiment_keys.h"
#include "partition/plan/cost.h"
#include "platforms/platform_keys.h"
#include "tests/partition/random_case.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

struct Case {
  test::RandomCase planned;
  SimulationOptions options;
};

/// A random plan on phones with random radios, rates, throttling and uplinks, in a medium that
/// knows contention and overhead, with noise half of the time.
Case random_platform(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  Case c{test::random_case(random), {}};
  Cluster& cluster = c.planned.cluster;
  cluster.medium = {"random", 1e4, 0.001 * below(5), {1, 0.9, 0.7}, 0.05 * (1 + below(3))};
  if (below(3) == 0) cluster.medium.message_latency_s = 0.02;
  for (Member& member : cluster.members) {
    member.rate_bps = 1e3 * (1 + below(50));
    member.device.radio = {0.01 * below(3), 0.01 * below(3), 0.001, 0.002, 0.05, 0.2, 1 + below(3)};
    member.device.power = {0.1, 2, 0.3, 0.5, 0.4};
    member.device.available_bytes = below(3) == 0 ? 40000 : 1e9;
    member.device.page_in_bytes_per_s = 1e4;
    if (below(4) == 0) member.device.middleware_bytes_per_s = 1e4;
    if (below(4) == 0) member.speed_profile = {{1, 0.5}, {3, 1}};
    if (&member != &cluster.members[0] && below(5) == 0)
      member.uplink = Uplink{5e3, 0.01, below(2)};
  }
  if (below(3) == 0) cluster.access_point = AccessPoint::router;
  cluster.paging = paging_words[random() % paging_words.size()].first;
  c.options.transfers = below(2) == 0 ? Transfers::serial : Transfers::concurrent;
  c.options.wakeup = wakeup_words[random() % wakeup_words.size()].first;
  c.options.seed = random();
  if (below(2) == 0) c.options.noise = {0.2, 0.3, true};
  c.options.timeline = true;
  c.options.sync = below(2) == 0 ? Sync::none : Sync::layer;
  return c;
}

Json simulate_here(const Case& c, const Plan& plan) {
  const Report report = simulate(c.planned.network, c.planned.cluster, plan, c.options, nullptr);
  Json result{{"report", describe_report(report, 1, 0)}, {"devices", describe_devices(report)}};
  Json& intervals = result["intervals"];
  for (const Interval& i : report.timeline.intervals) {
    intervals.push_back({i.device, static_cast<int>(i.activity), i.begin_s, i.end_s});
  }
  result["messages_seen"] = report.timeline.messages.size();
  return result;
}

Json run(const Case& c, const Plan& plan) {
  return test::in_child([&] { return simulate_here(c, plan); });
}

constexpr const char* activities[]{"absent_s",   "compute_s", "page_in_s", "wakeup_s",
                                   "transmit_s", "receive_s", "idle_s"};

void check_accounts(const Json& result) {
  const double makespan = result["report"]["makespan_s"].get<double>();
  for (const Json& device : result["devices"]) {
    double sum = 0;
    for (const char* activity : activities) sum += device[activity].get<double>();
    EXPECT_NEAR(sum, makespan, 1e-9 * makespan);
  }
  EXPECT_NEAR(result["report"]["idle_s"].get<double>(), 0, 1e-9 * makespan);
}

/// The intervals of a device follow one another from 0 to the makespan and sum to its account.
void check_timeline(const Json& result) {
  const double makespan = result["report"]["makespan_s"].get<double>();
  const std::size_t devices = result["devices"].size();
  std::vector<double> end(devices, 0);
  std::vector<std::vector<double>> sums(devices, std::vector<double>(activity_count, 0));
  for (const Json& interval : result["intervals"]) {
    const auto device = interval[0].get<std::size_t>();
    EXPECT_NEAR(interval[2].get<double>(), end[device], 1e-9);
    end[device] = interval[3].get<double>();
    sums[device][interval[1].get<std::size_t>()] += end[device] - interval[2].get<double>();
  }
  for (std::size_t device = 0; device < devices; ++device) {
    EXPECT_NEAR(end[device], makespan, 1e-9);
    for (std::size_t activity = 0; activity < activity_count; ++activity) {
      EXPECT_NEAR(sums[device][activity],
                  result["devices"][device][activities[activity]].get<double>(), 1e-6);
    }
  }
}

/// Without noise and throttling nobody is faster than the arithmetic, nor the air than its bytes.
void check_bounds(const Case& c, const Plan& plan, const Json& result) {
  const Cluster& cluster = c.planned.cluster;
  const double makespan = result["report"]["makespan_s"].get<double>();
  double air_s = 0;
  double bytes = 0;
  double air_bytes = 0;
  std::vector<double> busy(plan.memory.size(), 0);
  for (const Stage& stage : plan.stages) {
    for (const Message& message : stage.messages) {
      bytes += message.bytes;
      air_bytes += message.bytes * air_hops(cluster, message);
      for (const DeviceId end : {message.source, message.destination}) {
        if (cluster.is_station(end)) air_s += message.bytes * 8 / cluster.member(end).rate_bps;
      }
    }
    for (const Task& task : stage.tasks) {
      const Member& member = cluster.member(task.device);
      busy[task.device] += compute_seconds(member.device, task.work) / member.speed_factor;
    }
  }
  EXPECT_NEAR(result["report"]["message_bytes"].get<double>(), bytes, 1e-9 * bytes);
  EXPECT_NEAR(result["report"]["air_bytes"].get<double>(), air_bytes, 1e-9 * air_bytes);
  if (c.options.noise.compute_sigma > 0) return;
  EXPECT_GE(makespan * (1 + 1e-6), air_s);
  for (std::size_t device = 0; device < busy.size(); ++device) {
    EXPECT_GE(makespan * (1 + 1e-9), busy[device]);
  }
}

TEST(Invariants, HoldForRandomPlansAndPlatforms) {
  std::mt19937 random(7);
  int checked = 0;
  for (int round = 0; round < 120; ++round) {
    const Case c = random_platform(random);
    Plan plan;
    try {
      plan = c.planned.plan();
    } catch (const std::runtime_error&) {
      continue;  // activations alone do not fit
    }
    SCOPED_TRACE(round);
    const Json result = run(c, plan);
    check_accounts(result);
    check_timeline(result);
    check_bounds(c, plan, result);
    EXPECT_EQ(result["messages_seen"].get<int>(), result["report"]["messages"].get<int>());
    EXPECT_EQ(run(c, plan).dump(), result.dump());  // to the last bit
    ++checked;
    if (testing::Test::HasFailure()) break;
  }
  EXPECT_GT(checked, 60);
}

// The clock goes on from one simulation of a process to the next, and no bit of a report shows it.
TEST(Invariants, AReportDoesNotDependOnWhatTheProcessSimulatedBefore) {
  std::mt19937 random(11);
  std::vector<std::pair<Case, Plan>> cases;
  std::vector<std::string> alone;
  while (cases.size() < 40) {
    Case c = random_platform(random);
    for (Member& member : c.planned.cluster.members) member.speed_profile.clear();
    try {
      const Plan plan = c.planned.plan();
      alone.push_back(run(c, plan).dump());
      cases.emplace_back(std::move(c), plan);
    } catch (const std::runtime_error&) {
      continue;  // activations alone do not fit
    }
  }
  const Json again = test::in_child([&] {
    Json reports = Json::array();
    for (const auto& [c, plan] : cases) reports.push_back(simulate_here(c, plan).dump());
    for (const auto& [c, plan] : cases) reports.push_back(simulate_here(c, plan).dump());
    return reports;
  });
  ASSERT_EQ(again.size(), 2 * cases.size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    EXPECT_EQ(again[i].get<std::string>(), alone[i % cases.size()]) << i;
  }
}

TEST(Invariants, RadiosThatNeverSleepAreAsGoodAsNone) {
  std::mt19937 random(13);
  int checked = 0;
  while (checked < 30) {
    Case c = random_platform(random);
    for (Member& member : c.planned.cluster.members) {
      Radio& radio = member.device.radio;
      radio.awake_to_send_s = radio.awake_to_receive_s = 0;
      radio.bus_sleep_timeout_s = radio.power_save_timeout_s = Radio::never;
    }
    Plan plan;
    try {
      plan = c.planned.plan();
    } catch (const std::runtime_error&) {
      continue;  // activations alone do not fit
    }
    c.options.wakeup = WakeupPolicy::none;
    const std::string without = run(c, plan).dump();
    c.options.wakeup = WakeupPolicy::state_machine;
    EXPECT_EQ(run(c, plan).dump(), without);
    ++checked;
  }
}

TEST(Invariants, TheOrderOfEqualWorkersDoesNotMatter) {
  // Groups of 1 + 2 or 2 + 1 or 3 equal phones are the same three phones.
  const Network network = test::chain({3, 20, 20}, {Conv{.outputs = 8}, Conv{.outputs = 8}});
  std::vector<std::string> reports;
  for (const int named : {0, 1, 2}) {
    Case c{{network, test::cluster_of({1, 1, 1}), {}}, {}};
    std::rotate(c.planned.cluster.members.begin() + 1,
                c.planned.cluster.members.begin() + 1 + named, c.planned.cluster.members.end());
    const Plan plan = make_plan(network, c.planned.cluster, {});
    reports.push_back(run(c, plan)["report"].dump());
  }
  EXPECT_EQ(reports[0], reports[1]);
  EXPECT_EQ(reports[0], reports[2]);
}

TEST(Invariants, SpeedsOfUnequalWorkersMayComeInAnyOrder) {
  // The same three speeds in another order: the strips are cut elsewhere, the work is the same.
  const Network network = test::chain({3, 24, 24}, {Conv{.outputs = 8}});
  const auto busy_s = [&](const std::vector<double>& speeds) {
    const Case c{{network, test::cluster_of(speeds), {}}, {}};
    return run(c, make_plan(network, c.planned.cluster, {}))["report"]["busy_s"].get<double>();
  };
  EXPECT_NEAR(busy_s({1, 2, 3}), busy_s({3, 1, 2}), 1e-9);
}

}  // namespace
}  // namespace modnn
