// Cells that change, whose times follow from a few additions, and whose answers are the lone
// phone's whoever leaves.
#include "sim/service/recovery.h"

#include <array>
#include <cstdlib>
#include <gtest/gtest.h>
#include <numeric>

#include "models/kernels/run_layer.h"
#include "models/maps/input.h"
#include "partition/plan/source_plan.h"
#include "sim/service/checkpoints.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"
#include "tests/sim/in_child.h"
#include "tests/sim/service/streams.h"

namespace modnn {
namespace {

using test::at_once;
using test::convolutions;
using test::value;

Event leave(double at_s, DeviceId device) {
  return {.at_s = at_s, .change = Change::leave, .device = device};
}
Event join(double at_s, DeviceId device) {
  return {.at_s = at_s, .change = Change::join, .device = device};
}
Event stall(double at_s, DeviceId device, double for_s) {
  return {.at_s = at_s, .change = Change::stall, .device = device, .for_s = for_s};
}

Changes changes_of(std::vector<Event> events, Policy policy, const PlanOptions& plan = {}) {
  Changes changes;
  changes.events = std::move(events);
  int number = 0;
  for (Event& event : changes.events) event.number = number++;
  changes.recovery.policy = policy;
  changes.plan = plan;
  return changes;
}

Json described(const Report& report) {
  return Json{{"report", describe_report(report, 1.0, 0)},
              {"devices", describe_devices(report)},
              {"images", describe_images(report)}};
}

const SimulationOptions plain{Transfers::serial, WakeupPolicy::none};

Json served(const Network& network, const Cluster& cluster, const Changes& changes,
            const Workload& workload = {}, const SimulationOptions& options = plain) {
  return test::in_child([&] {
    std::vector<Plan> plans;
    for (const DeviceId source : workload.sources)
      plans.push_back(make_plan_from(source, network, cluster, changes.plan, changes.patterns));
    return described(simulate(network, cluster, workload, plans, options, nullptr, &changes));
  });
}

double image(const Json& result, int number, const char* key) {
  return result["images"][static_cast<std::size_t>(number)][key].get<double>();
}

void expect_accounts(const Json& result) {
  const double makespan_s = value(result, "makespan_s");
  for (const Json& device : result["devices"])
    EXPECT_NEAR(test::accounted_s(device), makespan_s, 1e-9 * makespan_s);
}

// 32 bytes to worker 1 until 32 s. Those to worker 2 end when it leaves, at 50 s, so that worker
// 1's half of the result, 32 bytes, is on the air when worker 2 is missed, at 51 s, until 82 s.
// Then the whole image, 64 s, two layers of 16 ms, and the result, 64 s.
TEST(Recovery, RestartDoesTheImageAgain) {
  for (const Policy policy : {Policy::restart, Policy::replan}) {
    const Json result =
        served(convolutions(2), test::cluster_of({1, 1}), changes_of({leave(50, 2)}, policy));
    EXPECT_NEAR(image(result, 0, "latency_s"), 210.032, 1e-6);
    EXPECT_EQ(image(result, 0, "attempts"), 2);
    EXPECT_EQ(value(result, "lost_images"), 0);
    EXPECT_NEAR(value(result, "resent_bytes"), 64, 1e-9);
    EXPECT_NEAR(value(result, "recomputed_macs"), 16, 1e-9);
    // Of a restart all from the beginning is lost, else what came after worker 1's half was there.
    EXPECT_NEAR(value(result, "added_s"), policy == Policy::restart ? 51 : 51 - 32, 1e-6);
    EXPECT_NEAR(result["devices"][2]["absent_s"].get<double>(), 210.032 - 50, 1e-6);
    expect_accounts(result);
  }
}

// The same, but nobody does it again.
TEST(Recovery, AbortLosesTheImage) {
  const Json result =
      served(convolutions(2), test::cluster_of({1, 1}), changes_of({leave(50, 2)}, Policy::abort));
  EXPECT_EQ(value(result, "lost_images"), 1);
  EXPECT_NEAR(value(result, "makespan_s"), 51, 1e-6);
  EXPECT_TRUE(result["report"]["latency_mean_s"].is_null());
  EXPECT_TRUE(result["report"]["speedup_total"].is_null());
  EXPECT_TRUE(result["images"][0]["latency_s"].is_null());
  expect_accounts(result);
}

// In map_reduce every layer returns: halves there until 64 s, back until 128 s, there until 192 s.
// At 150 s worker 2 leaves; the group owner has the first layer's output since 128 s. What is on
// the air to worker 1 ends at 160 s in vain, then that output goes there whole, 64 s, and the
// result returns, 64 s.
TEST(Recovery, ReplanGoesOnFromTheLastLayerThatIsThere) {
  PlanOptions options;
  options.mode = DeliveryMode::map_reduce;
  const Json result = served(convolutions(2), test::cluster_of({1, 1}),
                             changes_of({leave(150, 2)}, Policy::replan, options));
  EXPECT_NEAR(value(result, "makespan_s"), 288.016, 1e-6);
  EXPECT_NEAR(value(result, "recomputed_macs"), 0, 1e-9);
  EXPECT_NEAR(value(result, "resent_bytes"), 32, 1e-9);
  EXPECT_NEAR(value(result, "added_s"), 151 - 128, 1e-6);
  expect_accounts(result);
}

// Worker 1 is alone and leaves in the midst of 16 ms. The group owner has the image, misses the
// worker a second later and computes the layer itself: on the critical path is what came before the
// image was there, and then that. The rest is lost.
TEST(Recovery, WhatIsLostIsNotOnThePath) {
  const Json result = served(convolutions(1), test::cluster_of({1}),
                             changes_of({leave(64.004, 1)}, Policy::replan));
  EXPECT_NEAR(value(result, "makespan_s"), 65.02, 1e-6);
  EXPECT_NEAR(value(result, "compute_s"), 0.016, 1e-6);
  EXPECT_NEAR(value(result, "transmission_s"), 64, 1e-6);
  EXPECT_NEAR(value(result, "idle_s"), 1.004, 1e-6);
  EXPECT_NEAR(value(result, "added_s"), 1.004, 1e-6);
}

// Two images, one after the other: 128.016 s each with one worker, which leaves in the midst of the
// second and comes back before the third: then it still has its weights, and the third goes as the
// first. Meanwhile the group owner does the second one alone.
TEST(Recovery, WhoComesBackHasAPartInWhatFollows) {
  const Changes changes =
      changes_of({leave(128.016 + 10, 1), join(128.016 + 10.5, 1)}, Policy::restart);
  const Json result = served(convolutions(1), test::cluster_of({1}), changes, at_once(3, 1));
  EXPECT_NEAR(image(result, 0, "latency_s"), 128.016, 1e-6);
  // It says itself that it was away, half a second later.
  EXPECT_NEAR(image(result, 1, "end_s"), 128.016 + 10.5 + 0.016, 1e-6);
  EXPECT_NEAR(image(result, 2, "end_s") - image(result, 2, "begin_s"), 128.016, 1e-6);
  EXPECT_EQ(value(result, "handed_out_bytes"), 0);
  EXPECT_NEAR(result["devices"][1]["absent_s"].get<double>(), 0.5, 1e-6);
}

// A second worker comes at 10 s and needs the one weight, 4 bytes, which has the air when the first
// image's 64 bytes have crossed it, until 68 s. Then the result, until 132 s. The second image is
// shared by both: 32 and 32 s there, 32 and 32 s back.
TEST(Recovery, WhoComesFirstGetsItsWeights) {
  Changes changes = changes_of({join(10, 2)}, Policy::replan);
  changes.joining = {test::cluster_of({1, 1}).member(2)};
  const Json result = served(convolutions(1), test::cluster_of({1}), changes, at_once(2, 1));
  EXPECT_EQ(value(result, "handed_out_bytes"), 4);
  EXPECT_NEAR(image(result, 0, "end_s"), 64 + 4 + 64, 1e-6);
  EXPECT_NEAR(image(result, 1, "end_s") - image(result, 1, "begin_s"), 128, 1e-6);
  EXPECT_NEAR(result["devices"][2]["absent_s"].get<double>(), 10, 1e-6);
  expect_accounts(result);
}

// Worker 1 has its half at 32 s, worker 2 at 64 s. Then worker 1's checkpoint of the first layer,
// 32 bytes, and its half of the result, until 128 s, then worker 2's checkpoint, until 160 s, and
// its half of the result, which is on the air when it leaves at 170 s. At 171 s the group owner has
// all of the first layer: 64 s there, 16 ms, 64 s back.
TEST(Recovery, CheckpointsAreWhereReplanGoesOn) {
  const Network network = convolutions(2);
  const Cluster cluster = test::cluster_of({1, 1});
  Changes changes = changes_of({leave(170, 2)}, Policy::replan);
  changes.recovery.checkpoint_every = 1;
  const Json result = test::in_child([&] {
    const Plan plan = with_checkpoints(make_plan(network, cluster, {}), 1, 4);
    return described(simulate(network, cluster, {}, {plan}, plain, nullptr, &changes));
  });
  EXPECT_NEAR(value(result, "makespan_s"), 171 + 128.016, 1e-6);
  EXPECT_NEAR(value(result, "recomputed_macs"), 16, 1e-9);
  EXPECT_NEAR(value(result, "resent_bytes"), 32, 1e-9);
  EXPECT_NEAR(value(result, "added_s"), 171 - 160, 1e-6);
  expect_accounts(result);
}

// An image that was begun twice is not begun again.
TEST(Recovery, ThereIsAnEndToAttempts) {
  Changes changes = changes_of({leave(50, 2), leave(90, 1)}, Policy::restart);
  changes.recovery.most_attempts = 2;
  const Json result = served(convolutions(2), test::cluster_of({1, 1}), changes);
  EXPECT_EQ(value(result, "lost_images"), 1);
  EXPECT_NEAR(value(result, "makespan_s"), 91, 1e-6);
}

// Worker 1 is done for good when its half has returned, at 96 s: nobody misses it at 100 s.
TEST(Recovery, WhoHasDoneItsPartIsNotMissed) {
  const Json result =
      served(convolutions(2), test::cluster_of({1, 1}), changes_of({leave(100, 1)}, Policy::abort));
  EXPECT_NEAR(value(result, "makespan_s"), 128, 1e-6);
  EXPECT_EQ(value(result, "lost_images"), 0);
}

// The image is worker 1's own: 16 ms there, the result to the group owner until 64.016 s, and back,
// in the midst of which worker 1 leaves. Nobody else had a part in it any more, and still the image
// is missed, a second later.
TEST(Recovery, WhoLeavesWithTheLastPartIsMissed) {
  Workload own;
  own.sources = {1};
  for (const Policy policy : {Policy::abort, Policy::restart, Policy::replan}) {
    const Json result = served(convolutions(1), test::cluster_of({1}),
                               changes_of({leave(64.016 + 10, 1)}, policy), own);
    EXPECT_EQ(value(result, "lost_images"), 1);
    EXPECT_NEAR(value(result, "makespan_s"), 64.016 + 10 + 1, 1e-6);
    expect_accounts(result);
  }
}

// In lock-step, the group owner has done its rows of the first layer and is to send one of them
// when worker 1, which leaves at 10 s, is missed. It does not: it has its processor for the image
// that it begins anew and alone, two layers of 16 values by 2 MACs, 32 ms each.
TEST(Recovery, WhoIsStoppedInLockStepHoldsNoProcessor) {
  SimulationOptions options = plain;
  options.sync = Sync::layer;
  PlanOptions shared;
  shared.group_owner_computes = true;
  for (const bool looks_up : {false, true}) {
    Conv conv{.outputs = 1, .bias = false};
    conv.window.kernel_height = 2;
    (looks_up ? conv.window.pad_top : conv.window.pad_bottom) = 1;
    const Network network = test::chain({1, 4, 4}, {conv, conv});
    const Json result = served(network, test::cluster_of({1}),
                               changes_of({leave(10, 1)}, Policy::restart, shared), {}, options);
    EXPECT_NEAR(value(result, "makespan_s"), 11 + 2 * 0.032, 1e-6);
  }
}

// The processor stands still from 64.004 s on, in the midst of 16 ms, for 0.5 s.
TEST(Recovery, AStallDelaysTheTask) {
  const Json result = served(convolutions(1), test::cluster_of({1}),
                             changes_of({stall(64.004, 1, 0.5)}, Policy::abort));
  EXPECT_NEAR(value(result, "makespan_s"), 128.516, 1e-6);
  EXPECT_EQ(value(result, "lost_images"), 0);
}

// It stands still from 64.004 s on for 100 s: at 65.004 s it is taken for dead, and the group owner
// computes the layer itself, 16 ms.
TEST(Recovery, WhoStandsStillTooLongIsTakenForDead) {
  const Json result = served(convolutions(1), test::cluster_of({1}),
                             changes_of({stall(64.004, 1, 100)}, Policy::replan));
  EXPECT_NEAR(value(result, "makespan_s"), 65.02, 1e-6);
}

// The image's 64 bytes are on the air when the rate falls to 4 bit/s: the result takes twice as
// long.
TEST(Recovery, ARateIsThatOfWhatIsSentFromThenOn) {
  const Event slower{.at_s = 10, .change = Change::rate, .device = 1, .rate_bps = 4};
  const Json result =
      served(convolutions(1), test::cluster_of({1}), changes_of({slower}, Policy::abort));
  EXPECT_NEAR(value(result, "makespan_s"), 64 + 0.016 + 128, 1e-6);
}

TEST(Recovery, WithoutItsOwnerTheServiceEnds) {
  try {
    served(convolutions(1), test::cluster_of({1}), changes_of({leave(3.25, 0)}, Policy::replan));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "the group owner left at 3.25 s, which ends the service");
  }
}

TEST(Recovery, AnEventAfterTheEndIsToldFromOthers) {
  const Json told = test::in_child([] {
    const Network network = convolutions(1);
    const Cluster cluster = test::cluster_of({1});
    const Changes changes = changes_of({leave(500, 1)}, Policy::replan);
    try {
      simulate(network, cluster, {}, {make_plan(network, cluster, {})}, plain, nullptr, &changes);
    } catch (const EventTooLate& late) {
      return Json{{"number", late.number}, {"text", late.what()}};
    }
    return Json{};
  });
  EXPECT_EQ(told["number"], 0);
  EXPECT_EQ(told["text"], "expected a time before the service ends, at 128.016 s");
}

// Nothing changes: the same bits as without.
TEST(Recovery, WhereNothingChangesNothingDoes) {
  std::mt19937 random(5);
  for (int run = 0; run < 10; ++run) {
    const test::RandomCase c = test::random_case(random);
    SimulationOptions options;
    options.noise = {0.1, 0.1};
    options.transfers = run % 2 == 0 ? Transfers::serial : Transfers::concurrent;
    options.sync = run % 3 == 0 ? Sync::layer : Sync::none;
    const Json single = test::simulated(c.network, c.cluster, c.plan(), options);
    Changes changes = changes_of({}, run % 2 == 0 ? Policy::replan : Policy::abort, c.options);
    changes.patterns = c.patterns;
    const Json watched = served(c.network, c.cluster, changes, {}, options);
    for (const auto& [key, number] : single["report"].items()) {
      if (number.is_null()) continue;
      EXPECT_EQ(number, watched["report"][key]) << key;
    }
    EXPECT_EQ(single["devices"], watched["devices"]);
  }
}

// Of many random cells everybody ends: each image is answered or lost, and every second of every
// phone is accounted for. MODNN_THOROUGH takes ten thousand.
TEST(Recovery, NobodyWaitsForever) {
  const int runs = std::getenv("MODNN_THOROUGH") != nullptr ? 10000 : 200;
  std::mt19937 random(29);
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  int disturbed = 0;
  for (int run = 0; run < runs; ++run) {
    test::RandomCase c = test::random_case(random);
    PartitionSpec& spec = c.options.partition;
    // Those that search take long, every time that somebody leaves or comes.
    spec.layers.clear();
    spec.kinds.clear();
    spec.dense = "output_split";
    if (places_network(spec) || spec.conv == "bodp_balanced") spec.conv = "bodp";
    c.patterns = weight_patterns(c.network, spec, c.seed, c.cluster.workers());
    SimulationOptions options;
    options.seed = static_cast<std::uint64_t>(run);
    options.transfers = below(2) == 0 ? Transfers::serial : Transfers::concurrent;
    options.wakeup = below(3) == 0 ? WakeupPolicy::state_machine : WakeupPolicy::none;
    options.sync = below(3) == 0 ? Sync::layer : Sync::none;
    if (below(4) == 0) options.loss = {0.2, 1};
    const Json once = test::simulated(c.network, c.cluster, c.plan(), options);
    const double one_s = value(once, "makespan_s");
    Workload workload = at_once(1 + below(4), 1 + below(3));
    if (below(3) == 0) workload.sources.push_back(1 + below(c.cluster.size() - 1U));
    Changes changes = changes_of({}, static_cast<Policy>(below(3)), c.options);
    changes.patterns = c.patterns;
    changes.recovery.detect_timeout_s = one_s * (0.01 + 0.3 * below(3));
    changes.recovery.most_attempts = 20;
    const double until_s = one_s * workload.images;
    if (below(2) == 0) {
      changes.churn = Churn{until_s / (1 + below(4)), until_s / (1 + below(10))};
    } else {
      if (below(2) == 0) {
        changes.joining = {c.cluster.members.back()};
        changes.joining[0].name = "worker" + std::to_string(c.cluster.size());
      }
      const int devices = c.cluster.size() + static_cast<int>(changes.joining.size());
      for (int event = below(8); event > 0; --event) {
        Event one{.at_s = until_s * below(1000) / 1000.,
                  .change = std::array{Change::leave, Change::join, Change::stall}[below(3)],
                  .device = 1 + below(devices - 1U),
                  .for_s = one_s * 0.1 * (1 + below(9))};
        changes.events.push_back(one);
      }
      std::ranges::stable_sort(changes.events, {}, &Event::at_s);
      int number = 0;
      for (Event& event : changes.events) event.number = number++;
    }
    try {
      const Json result = served(c.network, c.cluster, changes, workload, options);
      EXPECT_EQ(result["images"].size(), static_cast<std::size_t>(workload.images));
      expect_accounts(result);
      if (value(result, "added_s") > 0 || value(result, "lost_images") > 0) ++disturbed;
    } catch (const std::runtime_error& error) {
      EXPECT_NE(std::string(error.what()).find("before the service ends"), std::string::npos)
          << run << ": " << error.what();
    }
  }
  EXPECT_GT(disturbed, runs / 5);
}

// Every try takes 64 s, and one that is lost a time-out of 10 s.
TEST(Recovery, WhatIsLostIsSentAgain) {
  SimulationOptions options = plain;
  options.loss = {0.5, 10};
  int losses = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    options.seed = seed;
    const Json result =
        test::simulated(convolutions(1), test::cluster_of({1}),
                        make_plan(convolutions(1), test::cluster_of({1}), {}), options);
    const double lost = value(result, "resent_bytes") / 64;
    EXPECT_NEAR(value(result, "makespan_s"), 128.016 + 74 * lost, 1e-6);
    EXPECT_NEAR(value(result, "transmission_s"), 128 + 74 * lost, 1e-6);
    losses += static_cast<int>(lost);
  }
  // Of 80 messages as many tries are lost on average; the standard deviation is sqrt(80 * 2).
  EXPECT_NEAR(losses, 80, 4 * std::sqrt(160));
}

/// Convolutions that need their neighbours, pooling, and a dense end.
Network small_vgg() {
  const Conv wide{.outputs = 4, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  const Conv wider{.outputs = 6, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  const MaxPool half{.window = {2, 2, 2, 2}};
  return test::chain({3, 16, 16}, {wide, wide, half, wider, wider, half, Flatten{},
                                   Dense{.outputs = 20}, Dense{.outputs = 10}, Softmax{}});
}

SimulationOptions transfers_of(std::uint64_t seed) {
  SimulationOptions options;
  options.transfers = seed % 2 == 0 ? Transfers::serial : Transfers::concurrent;
  return options;
}

/// The largest error of all images, and that all have an answer.
Json numeric(const Network& network, const Cluster& cluster, const Changes& changes,
             const Workload& workload, std::uint64_t seed) {
  return test::in_child([&] {
    const Weights weights = generate_weights(network, seed);
    const auto image_of = [&](int number) {
      return generate_input(network.input_shape(), seed_of_image(seed, number));
    };
    const Tensor first = image_of(0);
    NumericInputs inputs{weights, first};
    inputs.other_image = image_of;
    double largest = 0;
    inputs.error = [&](int number, const std::vector<Tensor>& answer) {
      const double error =
          max_relative_error(answer.back(), run_network(network, weights, image_of(number)));
      largest = std::max(largest, error);
      return error;
    };
    std::vector<Plan> plans;
    for (const DeviceId source : workload.sources)
      plans.push_back(make_plan_from(source, network, cluster, changes.plan, changes.patterns));
    Json result = described(
        simulate(network, cluster, workload, plans, transfers_of(seed), &inputs, &changes));
    result["error"] = largest;
    return result;
  });
}

/// How long the inference takes where nobody leaves.
double undisturbed_s(const Network& network, const Cluster& cluster, const PlanOptions& options,
                     std::uint64_t seed) {
  const Json result =
      test::simulated(network, cluster, make_plan(network, cluster, options), transfers_of(seed));
  return value(result, "makespan_s");
}

PlanOptions delivery(int number) {
  PlanOptions options;
  options.mode = number % 4 == 0 ? DeliveryMode::map_reduce : DeliveryMode::halo;
  options.via = number % 2 == 0 ? Via::relay : Via::peer;
  options.group_owner_computes = number % 3 == 0;
  if (number % 5 == 0) options.partition.conv = "grid_2d";
  return options;
}

// Until somebody leaves all is as if nobody did: every instant is before the end, or the simulator
// would say that the event is too late.
TEST(Recovery, TheAnswerIsRightWheneverOneOfFourLeaves) {
  const Network network = small_vgg();
  const Cluster cluster = test::cluster_of({1, 2, 1, 0.5});
  std::mt19937 random(17);
  for (int run = 0; run < 100; ++run) {
    const PlanOptions options = delivery(run);
    const std::uint64_t seed = 3 + run % 2;
    const double whole_s = undisturbed_s(network, cluster, options, seed);
    const double at_s = whole_s * std::uniform_real_distribution(0.0, 0.999)(random);
    const auto worker = static_cast<DeviceId>(1 + random() % 4);
    for (const Policy policy : {Policy::restart, Policy::replan}) {
      Changes changes = changes_of({leave(at_s, worker)}, policy, options);
      changes.recovery.detect_timeout_s = whole_s / 50;
      const Json result = numeric(network, cluster, changes, {}, seed);
      EXPECT_LE(result["error"].get<double>(), 1e-4) << run;
      EXPECT_EQ(value(result, "lost_images"), 0);
      expect_accounts(result);
    }
  }
}

TEST(Recovery, TheAnswerIsRightWhenThreeOfFourLeaveOneAfterTheOther) {
  const Network network = small_vgg();
  const Cluster cluster = test::cluster_of({1, 2, 1, 0.5});
  std::mt19937 random(23);
  for (int run = 0; run < 30; ++run) {
    const PlanOptions options = delivery(run);
    const std::uint64_t seed = 3 + run % 2;
    const double whole_s = undisturbed_s(network, cluster, options, seed);
    std::vector<DeviceId> workers{1, 2, 3, 4};
    std::shuffle(workers.begin(), workers.end(), random);
    std::vector<Event> events;
    for (const int which : {0, 1, 2})
      events.push_back(leave(whole_s * (0.1 + 0.25 * which), workers[which]));
    for (const Policy policy : {Policy::restart, Policy::replan}) {
      Changes changes = changes_of(events, policy, options);
      changes.recovery.detect_timeout_s = whole_s / (run % 2 == 0 ? 100 : 3);
      const Json result = numeric(network, cluster, changes, {}, seed);
      EXPECT_LE(result["error"].get<double>(), 1e-4) << run;
      EXPECT_EQ(value(result, "lost_images"), 0);
      expect_accounts(result);
    }
  }
}

}  // namespace
}  // namespace modnn
