// The model of time against hand calculation: every case prints the formula, what follows from it
// and what was simulated.
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <simgrid/plugins/energy.h>
#include <simgrid/s4u.hpp>

#include "partition/plan/cost.h"
#include "partition/plan/planner.h"
#include "platforms/kernel_cost.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"
#include "tests/sim/nexus5_radio.h"

namespace modnn {
namespace {

void expect_formula(const char* formula, double expected, double simulated) {
  std::printf("  %-76s %12.6f s, simulated %12.6f s\n", formula, expected, simulated);
  EXPECT_NEAR(simulated, expected, 1e-6 * std::max(1.0, expected)) << formula;
}

/// 4 x 4 pixels through 1x1 convolutions: 16 MACs = 16 ms each, 64 bytes = 64 s a map at 8 bit/s.
Network convolutions(int count) {
  return test::chain({1, 4, 4}, std::vector<LayerKind>(count, Conv{.outputs = 1, .bias = false}));
}

double makespan(const Network& network, const Cluster& cluster, const PlanOptions& plan,
                const SimulationOptions& options) {
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, plan), options);
  return result["report"]["makespan_s"].get<double>();
}

/// One worker at `speed` that gets the image, computes and returns the result; maps take 64 B /
/// rate.
Cluster one_worker(double speed, double rate_bps) {
  Cluster cluster = test::cluster_of({speed});
  for (Member& member : cluster.members) {
    member.rate_bps = rate_bps;
    member.device.radio = test::nexus5_radio();
  }
  return cluster;
}

constexpr SimulationOptions by_state{Transfers::serial, WakeupPolicy::state_machine};

TEST(WakeUpSequence, BothAsleepThenBothAwake) {
  // The worker is in power save at 0: its first message waits for the beacon at 0.1024 s (the
  // owner has woken at 0.01015 s). The result comes 16 ms later: both are awake.
  const double air = 64 * 8 / 1e6;
  expect_formula("0.1024 + 0.01275 + 64 B / 1 Mbit/s + 0.016 + 0.00032 + 0.00164 + 64 B / 1 Mbit/s",
                 0.1024 + 0.01275 + air + 0.016 + 0.00032 + 0.00164 + air,
                 makespan(convolutions(1), one_worker(1, 1e6), {}, by_state));
}

TEST(WakeUpSequence, TheBusSleepsWhileAWorkerComputes) {
  const double air = 64 * 8 / 1e6;
  expect_formula("0.1024 + 0.01275 + 64 B / 1 Mbit/s + 0.16 + 0.01015 + 0.01275 + 64 B / 1 Mbit/s",
                 0.1024 + 0.01275 + air + 0.16 + 0.01015 + 0.01275 + air,
                 makespan(convolutions(1), one_worker(0.1, 1e6), {}, by_state));
}

TEST(WakeUpSequence, AWorkerInPowerSaveSendsAtOnceAndReceivesAtABeacon) {
  // map_reduce: the first map goes out at a beacon, comes back 1.6 s later (both buses asleep, the
  // owner is never in power save), and goes out again at once: both are awake. The second result
  // returns 1.6 s after that.
  PlanOptions plan;
  plan.mode = DeliveryMode::map_reduce;
  const double air = 64 * 8 / 1e6;
  const double first = 0.1024 + 0.01275 + air;
  const double back = 1.6 + 0.01015 + 0.01275 + air;
  const double again = 0.00032 + 0.00164 + air;
  expect_formula("first + back + again + back", first + back + again + back,
                 makespan(convolutions(2), one_worker(0.01, 1e6), plan, by_state));
}

TEST(WakeUpSequence, OfARouterTheGroupOwnerMayBeInPowerSave) {
  // As above, but each message takes two hops. Of the result the worker's bus wakes up at 1.716174
  // s and is awake at 1.726324 s; the next beacon that the group owner listens to is the 17th.
  Cluster cluster = one_worker(0.01, 1e6);
  cluster.access_point = AccessPoint::router;
  const double air = 2 * 64 * 8 / 1e6;
  expect_formula("17 x 0.1024 + 0.01275 + 2 x 64 B / 1 Mbit/s", 17 * 0.1024 + 0.01275 + air,
                 makespan(convolutions(1), cluster, {}, by_state));
}

TEST(WakeUpSequence, TheBeaconIsTheNextMultipleOfTheInterval) {
  // The image waits until the owner is awake at 0.2 s; the next beacon is at 0.3 s.
  Cluster cluster = one_worker(1, 1e6);
  cluster.medium.beacon_interval_s = 0.15;
  cluster.members[0].device.radio.wake_to_send_s = 0.2;
  const double air = 64 * 8 / 1e6;
  expect_formula("2 x 0.15 + 0.01275 + air + 0.016 + 0.00032 + 0.00164 + air",
                 0.3 + 0.01275 + air + 0.016 + 0.00032 + 0.00164 + air,
                 makespan(convolutions(1), cluster, {}, by_state));
}

TEST(Compute, EveryKernelKindHasItsRate) {
  Cluster phone = test::cluster_of({});
  phone.members[0].device.depthwise_macs_per_s = 200;
  phone.members[0].device.sparse_dense_macs_per_s = 50;
  const Conv depthwise{.outputs = 2, .groups = 2, .bias = false};
  expect_formula("depthwise: 2 x 16 MAC / 200 MAC/s", 32.0 / 200,
                 makespan(test::chain({2, 4, 4}, {depthwise}), phone, {}, {}));
  expect_formula(
      "conv: 2 x 2 x 16 MAC / 1000 MAC/s", 64.0 / 1000,
      makespan(test::chain({2, 4, 4}, {Conv{.outputs = 2, .bias = false}}), phone, {}, {}));
  expect_formula(
      "dense: 10 x 20 MAC / 100 MAC/s", 2,
      makespan(test::chain({20, 1, 1}, {Dense{.outputs = 10, .bias = false}}), phone, {}, {}));
  expect_formula("sparse dense: 10 x 20 x 0.25 MAC / 50 MAC/s", 1,
                 makespan(test::chain({20, 1, 1},
                                      {SparseDense{.outputs = 10, .density = 0.25, .bias = false}}),
                          phone, {}, {}));
}

TEST(Compute, PoolingMayBeTheGroupOwners) {
  // 4 x 4 pixels: 32 bytes to each of two workers, 8 MACs each, and a 2x2 window that halves both
  // edges. The workers pool while others are on the air, and 8 bytes return from each; for the
  // group owner 32 bytes return from each before it pools.
  const Window halves{.kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};
  const Network network =
      test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}, MaxPool{.window = halves}});
  const SimulationOptions plain{Transfers::serial, WakeupPolicy::none};
  PlanOptions options;
  expect_formula("2 x 32 B + 2 x 8 B", 64 + 16,
                 makespan(network, test::cluster_of({1, 1}), options, plain));
  options.partition.kinds = {{"max_pool", "local"}};
  expect_formula("2 x 32 B + 2 x 32 B + 16 / 10 elements/s", 128 + 1.6,
                 makespan(network, test::cluster_of({1, 1}), options, plain));
}

TEST(Compute, ACostTakesThePlaceOfTheRates) {
  Cluster phone = test::cluster_of({});
  phone.members[0].speed_factor = 2;
  ComputeCost cost;
  cost.laws[Kernel::conv] = {.s_per_call = 0.5, .s_per_operation = 0.001};
  phone.members[0].device.cost = std::make_shared<const ComputeCost>(cost);
  const Conv conv{.outputs = 2, .bias = false};
  const Window halving{
      .kernel_height = 2, .kernel_width = 2, .stride_height = 2, .stride_width = 2};
  // The pool has no law: 32 elements at 10 elements/s.
  expect_formula("(0.5 + 2 x 2 x 16 MAC x 1 ms + 32 / 10) / 2", (0.5 + 0.064 + 3.2) / 2,
                 makespan(test::chain({2, 4, 4}, {conv, MaxPool{halving}}), phone, {}, {}));
  // By the law 1x1 on 2 x 2, half a strip of 16 pixels, takes 0.5 s + 2 x 2 x 8 ms, and on 4 x 4 as
  // above; measured were 3 s and 0.5 s.
  cost.profile = {{{.kernel = Kernel::conv,
                    .in_channels = 2,
                    .out_channels = 2,
                    .out_height = 2,
                    .out_width = 2},
                   3},
                  {{.kernel = Kernel::conv,
                    .in_channels = 2,
                    .out_channels = 2,
                    .out_height = 4,
                    .out_width = 4},
                   0.5}};
  phone.members[0].device.cost = std::make_shared<const ComputeCost>(cost);
  expect_formula("0.5 / 2, as measured", 0.25,
                 makespan(test::chain({2, 4, 4}, {conv}), phone, {}, {}));
  // 8 x 8 is one doubling of each side from the second row and two from the first: weights 1 and
  // 1/16 of the logarithms of 0.5 / 0.564 and 3 / 0.532. The law has the weight of two doublings of
  // one side, 1/4.
  const double factor =
      std::exp((std::log(0.5 / 0.564) + std::log(3 / 0.532) / 16) / (1 + 1.0 / 16 + 1.0 / 4));
  expect_formula("(0.5 + 2 x 2 x 64 MAC x 1 ms) x factor / 2", 0.756 * factor / 2,
                 makespan(test::chain({2, 8, 8}, {conv}), phone, {}, {}));
  // The planner goes by the same account.
  const Network network = test::chain({2, 8, 8}, {conv});
  EXPECT_DOUBLE_EQ(planned_makespan_s(network, phone, make_plan(network, phone, {}), false),
                   0.756 * factor / 2);
}

TEST(Compute, AThrottledPhoneFinishesTheRestSlower) {
  // 64 MACs at 1000 MAC/s: 40 ms at full speed leave 24 MACs for a quarter of it.
  Cluster phone = test::cluster_of({});
  phone.members[0].speed_profile = {{0.04, 0.25}};
  expect_formula("0.04 + 24 MAC / 250 MAC/s", 0.04 + 0.096,
                 makespan(convolutions(4), phone, {}, {}));
}

TEST(Paging, BothPoliciesByHand) {
  // 4 x 10 weights of 4 bytes in each of two layers, 320 bytes; room for 100; flash at 1 byte/s.
  const Dense dense{.outputs = 10, .bias = false};
  const Network network = test::chain({10, 1, 1}, {dense, dense});
  Cluster phone = test::cluster_of({});
  phone.members[0].device.available_bytes = 80 + 100;  // the maps take 80
  const double compute = 200.0 / 100;
  expect_formula("overflow: (800 - 100) B / 1 B/s + 200 MAC / 100 MAC/s", 700 + compute,
                 makespan(network, phone, {}, {}));
  phone.paging = Paging::lru;
  expect_formula("lru: 800 B / 1 B/s + 200 MAC / 100 MAC/s", 800 + compute,
                 makespan(network, phone, {}, {}));
  phone.paging = Paging::none;
  expect_formula("none: 200 MAC / 100 MAC/s", compute, makespan(network, phone, {}, {}));
}

TEST(Uplink, AnEdgeServerBehindTheAccessPoint) {
  // 64 bytes at 16 bit/s and 0.5 s each way; 16 MACs at 10 x 1000 MAC/s; a radio that is never
  // used.
  Cluster cluster = test::cluster_of({10});
  cluster.members[1].uplink = Uplink{16, 0.5, 0};
  for (Member& member : cluster.members) member.device.radio = test::nexus5_radio();
  expect_formula("2 x (0.5 + 64 B / 16 bit/s) + 16 MAC / 10000 MAC/s", 2 * 32.5 + 0.0016,
                 makespan(convolutions(1), cluster, {}, {}));
}

TEST(Uplink, OffloadComputesTheFirstLayerOnThePhone) {
  // 16 MACs at 1000 MAC/s, the map to the server, 2 x 16 MACs at 10 x 1000 MAC/s, the result back.
  Cluster cluster = test::cluster_of({10});
  cluster.members[1].uplink = Uplink{16, 0.5, 0};
  PlanOptions options;
  options.partition.conv = "offload:layer1";
  expect_formula("0.016 + 2 x (0.5 + 64 B / 16 bit/s) + 2 x 16 MAC / 10000 MAC/s",
                 0.016 + 2 * 32.5 + 0.0032, makespan(convolutions(3), cluster, options, {}));
}

TEST(Uplink, AStationReachesTheServerOverAirAndUplink) {
  // Worker 1 is a station (8 bit/s), worker 2 a server (16 bit/s); halo of one row straight over.
  Cluster cluster = test::cluster_of({1, 1});
  cluster.members[2].uplink = Uplink{16, 0.5, 0};
  Message message;
  message.source = 1;
  message.destination = 2;
  message.bytes = 64;
  message.pieces = {{{0}, whole(Shape{1, 4, 4})}};
  Plan plan;
  plan.devices = 3;
  plan.memory.resize(3);
  plan.stages.push_back({.layer = 1, .messages = {message}, .tasks = {}});
  const Json result =
      test::simulated(convolutions(1), cluster, plan, {Transfers::serial, WakeupPolicy::none});
  expect_formula("0.5 + 64 B / min(8, 16) bit/s", 64.5,
                 result["report"]["makespan_s"].get<double>());
  EXPECT_EQ(result["report"]["air_bytes"].get<double>(), 64);
}

TEST(Relays, MergedSaveAMessage) {
  // Three rows of 8 values each, 10 s and a second a byte for a message: the image in 4, 5 and 4
  // rows, four halos of a row that are relayed, three results. The air is never idle. Merged, the
  // second worker gets both of its rows in one message.
  const Conv conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, .bias = false};
  const Network network = test::chain({1, 9, 8}, {conv, conv});
  Cluster cluster = test::cluster_of({1, 1, 1});
  cluster.medium.message_overhead_s = 10;
  const SimulationOptions plain{Transfers::serial, WakeupPolicy::none};
  const double image = 13 * 32 + 3 * 10, halos = 8 * 32 + 8 * 10, results = 9 * 32 + 3 * 10;
  expect_formula("image + 8 x (32 B + 10 s) + results", image + halos + results,
                 makespan(network, cluster, {}, plain));
  PlanOptions merged;
  merged.relays = Relays::merged;
  expect_formula("image + 6 x (32 B + 10 s) + 64 B + 10 s + results", image + halos - 10 + results,
                 makespan(network, cluster, merged, plain));
}

TEST(Deployment, HandsEveryWorkerItsWeightsApartFromTheInference) {
  // Two workers hold the 10 x 4 weights of their rows: 5 rows of 16 bytes each, at 1 byte/s.
  const Network network = test::chain({4, 1, 1}, {Dense{.outputs = 10, .bias = false}});
  const Cluster cluster = test::cluster_of({1, 1});
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                      {Transfers::serial, WakeupPolicy::none});
  EXPECT_EQ(result["report"]["deployment_bytes"].get<double>(), 160);
  expect_formula("2 x 80 B / 1 B/s", 160, result["report"]["deployment_s"].get<double>());
  // The inference: 16 bytes to each, 20 MACs at 100 MAC/s, 20 bytes from each; serial.
  expect_formula("2 x 16 + 2 x 20 (worker 1 computes meanwhile)", 72,
                 result["report"]["makespan_s"].get<double>());
}

TEST(Energy, AgreesWithSimGridsPlugin) {
  // The plugin knows idle and computing; sending and receiving cost what idling does here.
  const Network network = convolutions(3);
  Cluster cluster = test::cluster_of({0.5, 1});
  for (Member& member : cluster.members) member.device.power = {2, 7, 2, 2, 2};
  const Json pairs = test::in_child([&] {
    sg_host_energy_plugin_init();
    const Plan plan = make_plan(network, cluster, {});
    std::map<std::string, double> plugin;  // at the end of the inference, before the deployment
    double end_s = 0;                      // on SimGrid's clock, which has idled before the start
    simgrid::s4u::Engine::on_simulation_end_cb([&plugin, &end_s] {
      if (end_s == 0) end_s = simgrid::s4u::Engine::get_clock();
      for (auto* host : simgrid::s4u::Engine::get_instance()->get_all_hosts()) {
        plugin.emplace(host->get_name(), sg_host_get_consumed_energy(host));
      }
    });
    const Report report =
        simulate(network, cluster, plan, {Transfers::serial, WakeupPolicy::none}, nullptr);
    Json result = Json::array();
    for (const DeviceReport& device : report.devices) {
      const double before_j = 2 * (end_s - report.makespan_s);
      result.push_back({plugin.at(device.name) - before_j, device.energy_j});
    }
    return result;
  });
  ASSERT_EQ(pairs.size(), 3U);
  for (const Json& pair : pairs) {
    expect_formula("joules of SimGrid's host-energy plugin", pair[0].get<double>(),
                   pair[1].get<double>());
  }
}

}  // namespace
}  // namespace modnn
