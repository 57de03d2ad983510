// Whole inferences whose times follow from a few additions.
#include "sim/simulate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/kernels/run_layer.h"
#include "models/maps/input.h"
#include "partition/plan/planner.h"
#include "process/fresh_process.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

Conv conv1x1() { return {.outputs = 1, .bias = false}; }
Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// 4 x 4 pixels through one 1x1 convolution: 16 MACs = 16 ms at 1000 MAC/s, 64 bytes of image and
/// of result.
Network tiny_network() { return test::chain({1, 4, 4}, {conv1x1()}); }

double value(const Json& result, const std::string& key) {
  return result["report"][key].get<double>();
}

TEST(Simulate, TheLonePhoneOnlyComputes) {
  const Network network = tiny_network();
  const Cluster cluster = test::cluster_of({});
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}), {});
  EXPECT_NEAR(value(result, "makespan_s"), 0.016, 1e-9);
  EXPECT_NEAR(value(result, "compute_s"), 0.016, 1e-9);
  EXPECT_EQ(value(result, "messages"), 0);
}

TEST(Simulate, SerialDeliveryOnTwoWorkers) {
  // Scatter 32 bytes at 1 byte/s to worker 1 (0-32 s), then to worker 2 (32-64 s); each computes 8
  // ms; worker 1 returns 32 bytes at once when the air is free (64-96 s), worker 2 after it (96-128
  // s).
  const Network network = tiny_network();
  const Cluster cluster = test::cluster_of({1, 1});
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                      {Transfers::serial, WakeupPolicy::none});
  EXPECT_NEAR(value(result, "makespan_s"), 128, 1e-6);
  EXPECT_NEAR(value(result, "transmission_s"), 128, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0,
              1e-9);  // hidden behind the messages of the other worker
  EXPECT_NEAR(value(result, "busy_s"), 0.008, 1e-9);
  EXPECT_NEAR(value(result, "delivery_serial_s"), 128, 1e-6);
  const Json& worker1 = result["devices"][1];
  EXPECT_NEAR(worker1["receive_s"].get<double>(), 32, 1e-6);
  EXPECT_NEAR(worker1["transmit_s"].get<double>(), 32, 1e-6);
  EXPECT_NEAR(worker1["compute_s"].get<double>(), 0.008, 1e-9);
  EXPECT_NEAR(worker1["idle_s"].get<double>(), 128 - 64 - 0.008, 1e-6);
}

TEST(Simulate, OneWorkerIsAChain) {
  // Image 64 s, compute 16 ms / 0.5, result 64 s; every message wakes both radios: 2 x (1 + 2) s.
  const Network network = tiny_network();
  Cluster cluster = test::cluster_of({0.5});
  for (Member& member : cluster.members) member.device.radio = {1, 2};
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                      {Transfers::serial, WakeupPolicy::per_message});
  EXPECT_NEAR(value(result, "makespan_s"), 64 + 0.032 + 64 + 6, 1e-6);
  EXPECT_NEAR(value(result, "wakeup_s"), 6, 1e-6);
  EXPECT_NEAR(value(result, "transmission_s"), 128, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0.032, 1e-9);
  EXPECT_NEAR(value(result, "delivery_serial_s"), 134, 1e-6);
  EXPECT_NEAR(value(result, "delivery_critical_s"), 134, 1e-6);
  // Group owner: wakes to send 1 s and to receive 2 s; worker: 2 s and 1 s.
  EXPECT_NEAR(result["devices"][0]["wakeup_s"].get<double>(), 3, 1e-6);
  EXPECT_NEAR(result["devices"][1]["wakeup_s"].get<double>(), 3, 1e-6);
  EXPECT_NEAR(result["layers"][0]["wakeup_serial_s"].get<double>(), 6, 1e-6);
}

TEST(Simulate, ConcurrentTransfersShareTheAir) {
  // Both halves of the image arrive at 64 s, both results at 64 + 0.008 + 64 s.
  const Network network = tiny_network();
  const Cluster cluster = test::cluster_of({1, 1});
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                      {Transfers::concurrent, WakeupPolicy::none});
  EXPECT_NEAR(value(result, "makespan_s"), 128.008, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0.008, 1e-9);
}

TEST(Simulate, APhoneThatOverflowsReadsItsWeightsFromFlash) {
  // 4 x 10 weights, 160 bytes; 100 of them do not fit and come at 1 byte/s; 40 MACs at 100 MAC/s.
  const Network network = test::chain({4, 1, 1}, {Dense{.outputs = 10, .bias = false}});
  Cluster cluster = test::cluster_of({});
  cluster.members[0].device.available_bytes = 16 + 40 + 60;
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}), {});
  EXPECT_NEAR(value(result, "page_in_s"), 100, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0.4, 1e-9);
  EXPECT_NEAR(value(result, "makespan_s"), 100.4, 1e-6);
  EXPECT_NEAR(result["devices"][0]["page_in_s"].get<double>(), 100, 1e-6);
}

TEST(Simulate, EnergyIsStateSecondsTimesWatts) {
  const Network network = tiny_network();
  Cluster cluster = test::cluster_of({0.5});
  for (Member& member : cluster.members) {
    member.device.radio = {1, 2};
    member.device.power = {1, 100, 10, 20, 30};
  }
  const Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                      {Transfers::serial, WakeupPolicy::per_message});
  // Group owner: 3 s wake-up, 64 s transmit, 64 s receive, idle for the worker's wake-ups (3 s) and
  // computing (0.032 s).
  EXPECT_NEAR(result["devices"][0]["energy_j"].get<double>(), 30 + 64 * 20 + 64 * 30 + 3.032, 1e-5);
  EXPECT_NEAR(result["devices"][1]["energy_j"].get<double>(), 30 + 64 * 20 + 64 * 30 + 3 + 3.2,
              1e-5);
}

TEST(Simulate, SecondsOfEveryDeviceSumToTheMakespan) {
  const Network network =
      test::chain({2, 16, 16}, {conv3x3(4), conv3x3(4), MaxPool{.window = {2, 2, 2, 2}}, Flatten{},
                                Dense{.outputs = 7}, Softmax{}});
  Cluster cluster = test::cluster_of({1, 0.5, 0.75});
  for (Member& member : cluster.members) {
    member.device.radio = {0.3, 0.7};
    member.device.available_bytes = 22000;
  }
  for (const Transfers transfers : {Transfers::serial, Transfers::concurrent}) {
    for (const DeliveryMode mode : {DeliveryMode::halo, DeliveryMode::map_reduce}) {
      for (const Via via : {Via::relay, Via::peer}) {
        PlanOptions options;
        options.mode = mode;
        options.via = via;
        const Json result = test::simulated(network, cluster, make_plan(network, cluster, options),
                                            {transfers, WakeupPolicy::per_message});
        const double makespan = value(result, "makespan_s");
        for (const Json& device : result["devices"])
          EXPECT_NEAR(test::accounted_s(device), makespan, 1e-9 * makespan);
        EXPECT_NEAR(value(result, "compute_s") + value(result, "page_in_s") +
                        value(result, "wakeup_s") + value(result, "transmission_s"),
                    makespan, 1e-9 * makespan);
        EXPECT_NEAR(value(result, "idle_s"), 0, 1e-9 * makespan);
      }
    }
  }
}

TEST(Simulate, TheTimelineSaysWhoDidWhatWhen) {
  // OneWorkerIsAChain again: image on the air from 3 to 67 s, computed until 67.032 s, result on
  // the air from 70.032 to 134.032 s.
  const Network network = tiny_network();
  Cluster cluster = test::cluster_of({0.5});
  for (Member& member : cluster.members) member.device.radio = {1, 2};
  const Json seen = test::in_child([&] {
    SimulationOptions options;
    options.timeline = true;
    const Timeline timeline =
        simulate(network, cluster, make_plan(network, cluster, {}), options, nullptr).timeline;
    Json text = Json::array();
    for (const Interval& i : timeline.intervals) {
      if (i.device != 1) continue;
      text.push_back(
          fmt::format("{} {:.3f} {:.3f}", activity_name(i.activity), i.begin_s, i.end_s));
    }
    for (const MessageInterval& m : timeline.messages) {
      text.push_back(fmt::format("{} to {}: {:.0f} bytes, {:.3f} {:.3f} {:.3f}", m.source,
                                 m.destination, m.bytes, m.begin_s, m.awake_s, m.end_s));
    }
    return text;
  });
  EXPECT_EQ(
      seen.get<std::vector<std::string>>(),
      (std::vector<std::string>{
          "idle 0.000 1.000", "wakeup 1.000 3.000", "receive 3.000 67.000", "compute 67.000 67.032",
          "wakeup 67.032 68.032", "idle 68.032 70.032", "transmit 70.032 134.032",
          "0 to 1: 64 bytes, 0.000 3.000 67.000", "1 to 0: 64 bytes, 67.032 70.032 134.032"}));
}

TEST(Simulate, WithoutTheOptionNothingIsRecorded) {
  const Network network = tiny_network();
  const Cluster cluster = test::cluster_of({1});
  const Json count = test::in_child([&] {
    const Report report = simulate(network, cluster, make_plan(network, cluster, {}), {}, nullptr);
    return Json(report.timeline.intervals.size() + report.timeline.messages.size());
  });
  EXPECT_EQ(count.get<int>(), 0);
}

/// What the second of two simulations of one process says: its makespan, or what it needs.
Json second_makespan(const std::function<double()>& first, const std::function<double()>& second) {
  return test::in_child([&] {
    first();
    try {
      return Json(second());
    } catch (const FreshProcessNeeded&) {
      return Json("fresh process needed");
    }
  });
}

/// The tiny network on one worker; 64 bytes at `rate_bps` there, and 64 back.
double tiny_makespan(double rate_bps, const std::vector<SpeedStep>& profile = {}) {
  const Network network = tiny_network();
  Cluster cluster = test::cluster_of({1});
  cluster.members[1].rate_bps = rate_bps;
  cluster.members[1].speed_profile = profile;
  const SimulationOptions options{Transfers::serial, WakeupPolicy::none};
  return simulate(network, cluster, make_plan(network, cluster, {}), options, nullptr).makespan_s;
}

TEST(Simulate, AProcessSimulatesAsOftenAsTheResultDoesNotDependOnIt) {
  const auto quick = [] { return tiny_makespan(8 * 64); };           // 2 s
  const auto days = [] { return tiny_makespan(8 * 64 / 40000.0); };  // the clock passes 2^17 s
  const auto throttled = [] { return tiny_makespan(8 * 64, {{1, 0.5}, {1000, 1}}); };
  EXPECT_NEAR(second_makespan(quick, quick).get<double>(), 2.016, 1e-9);
  EXPECT_NEAR(second_makespan(quick, throttled).get<double>(), 2.032, 1e-9);
  EXPECT_EQ(second_makespan(days, quick), "fresh process needed");
  EXPECT_EQ(second_makespan(quick, days), "fresh process needed");
  EXPECT_EQ(second_makespan(throttled, quick),
            "fresh process needed");  // a change is still to come
  EXPECT_NEAR(test::in_child([&] { return Json(days()); }).get<double>(), 80000.016, 1e-6);
}

/// max |distributed - lone| / max |lone| when `damage` has changed the plan.
double numeric_error(const std::function<void(Plan&)>& damage, int bytes_per_value = 4) {
  const Network network =
      test::chain({3, 20, 20}, {conv3x3(8), conv3x3(8), MaxPool{.window = {2, 2, 2, 2}}, conv3x3(4),
                                Flatten{}, Dense{.outputs = 10}});
  const Cluster cluster = test::cluster_of({1, 0.5, 0.75});
  Plan plan = make_plan(network, cluster, {});
  damage(plan);
  const Json result = test::in_child([&] {
    const Weights weights = generate_weights(network, 5);
    const Tensor image = generate_input(network.input_shape(), 5);
    const NumericInputs numeric{weights, image, bytes_per_value};
    const Report report = simulate(network, cluster, plan, {}, &numeric);
    return Json(max_relative_error(report.results.at(0), run_network(network, weights, image)));
  });
  return result.get<double>();
}

TEST(Simulate, DistributedResultIsTheLonePhones) {
  EXPECT_LE(numeric_error([](Plan&) {}), 1e-5);
}

TEST(Simulate, ValuesThatTravelInFewerBytesAreReallyRounded) {
  // Half precision keeps 11 bits, so a value is off by up to 2^-11 = 0.0005 of itself, an 8-bit
  // code by 1/510 of its message's range.
  const double half = numeric_error([](Plan&) {}, 2);
  EXPECT_GT(half, 1e-5);
  EXPECT_LE(half, 2e-3);
  const double code = numeric_error([](Plan&) {}, 1);
  EXPECT_GT(code, half);
  EXPECT_LE(code, 0.05);
}

TEST(Simulate, AHaloThatIsOneRowShortChangesTheResult) {
  EXPECT_GT(numeric_error([](Plan& plan) {
              for (Message& message : plan.stages[1].messages) {
                ASSERT_EQ(message.purpose, Purpose::halo);
                Box shorter = message.pieces[0].region.hull();
                shorter.rows.end -= 1;
                message.pieces[0].region = shorter;
              }
            }),
            1e-5);
}

}  // namespace
}  // namespace modnn
