// Stations in power save and the beacon of their cell, against hand calculation: Nexus 5 radios
// (10.15 ms to send, 12.75 ms to receive; awake 0.32 and 1.64 ms), beacons at multiples of 102.4
// ms.
#include <algorithm>
#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "sim/world/noise.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"
#include "tests/sim/nexus5_radio.h"

namespace modnn {
namespace {

constexpr double beacon = 0.1024;
constexpr double to_send = 0.01015, to_receive = 0.01275;
constexpr double awake_to_send = 0.00032, awake_to_receive = 0.00164;
constexpr double air = 0.004;  ///< of 500 bytes at 1 Mbit/s

struct Transfer {
  DeviceId source = 0;
  DeviceId destination = 0;
  double bytes = 500;
  double macs = 0;  ///< what the source computes first, at 1000 a second
};

/// These transfers between a group owner and three stations.
Json simulated(const std::vector<Transfer>& transfers, Transfers mode,
               const std::function<void(Cluster&, SimulationOptions&)>& change = {}) {
  const Network network = test::chain({1, 500, 500}, {Activate{}});
  Cluster cluster = test::cluster_of({1, 1, 1});
  for (Member& member : cluster.members) {
    member.rate_bps = 1e6;
    member.device.radio = test::nexus5_radio();
  }
  SimulationOptions options{mode, WakeupPolicy::state_machine};
  if (change) change(cluster, options);
  std::vector<Stage> stages(2);
  stages[0].layer = stages[1].layer = 1;
  for (const Transfer& transfer : transfers) {
    Task task;
    task.device = transfer.source;
    task.work.macs = transfer.macs;
    if (transfer.macs > 0) stages[0].tasks.push_back(task);
    Message message;
    message.source = transfer.source;
    message.destination = transfer.destination;
    message.bytes = transfer.bytes;
    message.pieces = {{{0}, whole(network.input_shape())}};
    stages[1].messages.push_back(message);
  }
  Plan plan;
  plan.devices = cluster.size();
  plan.memory.resize(4);
  plan.stages = stages;
  return test::simulated(network, cluster, plan, options);
}

double makespan(const Json& result) { return result["report"]["makespan_s"].get<double>(); }

void expect_accounts(const Json& result) {
  for (const Json& device : result["devices"])
    EXPECT_NEAR(test::accounted_s(device), makespan(result), 1e-9);
}

/// Where the last message is the group owner's, the parts of its critical path are all there is.
void expect_critical_path(const Json& result) {
  double sum = 0;
  for (const char* part : {"compute_s", "wakeup_s", "transmission_s"})
    sum += result["report"][part].get<double>();
  EXPECT_NEAR(sum, makespan(result), 1e-9);
}

TEST(Beacon, OneServesAllWhoSleep) {
  // The group owner hands all three messages over before the beacon, at 10.15, 10.47 and 10.79 ms.
  const Json serial = simulated({{0, 1}, {0, 2}, {0, 3}}, Transfers::serial);
  EXPECT_NEAR(makespan(serial), beacon + 3 * (to_receive + air), 1e-9);
  expect_accounts(serial);
  // Together they wake, and share the air.
  const Json together = simulated({{0, 1}, {0, 2}, {0, 3}}, Transfers::concurrent);
  EXPECT_NEAR(makespan(together), beacon + to_receive + 3 * air, 1e-6);
  expect_accounts(together);
}

TEST(Beacon, WaitingForItIsIdleAndOnTheCriticalPathWakeUp) {
  const Json result = simulated({{0, 1}, {0, 2}}, Transfers::serial);
  const Json& owner = result["devices"][0];
  EXPECT_NEAR(owner["wakeup_s"].get<double>(), to_send + awake_to_send, 1e-9);
  EXPECT_NEAR(owner["transmit_s"].get<double>(), 2 * air, 1e-9);
  const Json& second = result["devices"][2];
  EXPECT_NEAR(second["wakeup_s"].get<double>(), to_receive, 1e-9);
  EXPECT_NEAR(second["idle_s"].get<double>(), beacon + to_receive + air, 1e-9);
  // There and back, 64 bytes each way, and 16 ms of computing between.
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}});
  Cluster cluster = test::cluster_of({1});
  for (Member& member : cluster.members) {
    member.rate_bps = 1e6;
    member.device.radio = test::nexus5_radio();
  }
  const Json answered = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                        {Transfers::serial, WakeupPolicy::state_machine});
  EXPECT_NEAR(answered["report"]["wakeup_s"].get<double>(),
              beacon + to_receive + awake_to_send + awake_to_receive, 1e-9);
  expect_critical_path(answered);
}

TEST(Beacon, WhoIsAwakeIsServedMeanwhile) {
  // Station 2 sends while the first message is held. The group owner is awake by then.
  const double sent = to_send + to_send + awake_to_receive;
  const Json before = simulated({{0, 1}, {2, 0, 500, 5}}, Transfers::serial);
  EXPECT_NEAR(makespan(before), beacon + to_receive + air, 1e-9);
  expect_accounts(before);
  // A tenth of a second on the air, from 22 to 122 ms: the beacon passes, station 1 knows and is
  // served as soon as the air is free, before a message that came later.
  const Json across = simulated({{0, 1}, {2, 0, 12500, 5}, {3, 0, 500, 6}}, Transfers::serial);
  const double first = sent + 0.1 + to_receive + air;
  EXPECT_NEAR(makespan(across), first + to_send + awake_to_receive + air, 1e-9);
  expect_accounts(across);
  expect_critical_path(across);
}

TEST(Beacon, WhoSendsIsHandedWhatIsHeld) {
  // Station 1 sends from 10.15 ms on: nobody waits until 102.4 ms for what is meant for it.
  const Json result = simulated({{0, 1}, {1, 0, 500, 5}}, Transfers::serial);
  const double sent = to_send + to_send + awake_to_receive + air;
  EXPECT_NEAR(makespan(result), sent + awake_to_receive + air, 1e-9);
  expect_accounts(result);
}

TEST(Beacon, OfARouterTheGroupOwnerIsServedLikeTheOthers) {
  // Between two stations each message crosses the air twice, after it has been held.
  const auto router = [](Cluster& cluster, SimulationOptions&) {
    cluster.access_point = AccessPoint::router;
  };
  const Json result = simulated({{1, 0}, {1, 2}}, Transfers::serial, router);
  EXPECT_NEAR(makespan(result), beacon + 2 * (to_receive + 2 * air), 1e-9);
  expect_accounts(result);
  // A group owner that sends is handed at once what is held for it.
  const Json sends = simulated({{1, 0}, {0, 2, 500, true}}, Transfers::serial, router);
  EXPECT_NEAR(makespan(sends), beacon + to_receive + 2 * air, 1e-9);
  const Json& owner = sends["devices"][0];
  EXPECT_NEAR(owner["wakeup_s"].get<double>(), to_send + awake_to_receive, 1e-9);
  expect_accounts(sends);
}

TEST(Beacon, StationsMayListenToOthers) {
  // Station 1 hears the second beacon only, station 2 the first: the later message goes first.
  const auto lazy = [](Cluster& cluster, SimulationOptions&) {
    cluster.members[1].device.radio.listen_interval_beacons = 2;
  };
  const Json result = simulated({{0, 1}, {0, 2}}, Transfers::serial, lazy);
  EXPECT_NEAR(makespan(result), 2 * beacon + to_receive + air, 1e-9);
  expect_accounts(result);
}

TEST(Beacon, TheSeedSaysWhereInAnIntervalARunBegins) {
  std::vector<double> makespans;
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    const auto phase = [seed](Cluster&, SimulationOptions& options) {
      options.noise.beacon_phase = true;
      options.seed = seed;
    };
    double first = beacon * Noise({.beacon_phase = true}, seed).first_beacon(1, 1);
    if (first < to_send) first += beacon;
    makespans.push_back(makespan(simulated({{0, 1}}, Transfers::serial, phase)));
    EXPECT_NEAR(makespans.back(), first + to_receive + air, 1e-9);
  }
  EXPECT_GT(*std::ranges::max_element(makespans) - *std::ranges::min_element(makespans), 0.01);
}

}  // namespace
}  // namespace modnn
