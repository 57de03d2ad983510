// Lock-step against hand calculation.
#include "sim/middleware/lock_step.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// 4 x 4 pixels through 1x1 convolutions.
Network two_convolutions() {
  return test::chain({1, 4, 4}, std::vector<LayerKind>(2, Conv{.outputs = 1, .bias = false}));
}

Stage stage(LayerId layer, std::vector<Message> messages, std::vector<Task> tasks) {
  Stage stage;
  stage.layer = layer;
  stage.messages = std::move(messages);
  stage.tasks = std::move(tasks);
  return stage;
}

/// 32 bytes.
Message message(DeviceId source, DeviceId destination) {
  Message message;
  message.source = source;
  message.destination = destination;
  message.bytes = 32;
  return message;
}

Task task(DeviceId device, double macs) {
  Task task;
  task.device = device;
  task.work.macs = macs;
  return task;
}

/// Two rows for each worker: 8 MACs are 8 ms for the first and 0.8 s for the second, 32 bytes
/// 0.1 s.
Cluster fast_and_slow() {
  Cluster cluster = test::cluster_of({1, 0.01});
  for (Member& member : cluster.members) member.rate_bps = 2560;
  return cluster;
}

Json simulated(DeliveryMode mode, Sync sync) {
  PlanOptions options;
  options.partition.conv = "uniform_1d";
  options.mode = mode;
  SimulationOptions simulation{Transfers::serial, WakeupPolicy::none};
  simulation.sync = sync;
  const Plan plan = make_plan(two_convolutions(), fast_and_slow(), options);
  return test::simulated(two_convolutions(), fast_and_slow(), plan, simulation);
}

TEST(LockStep, APhaseBeginsWhereMessagesAre) {
  const Stage silent = stage(1, {}, {task(0, 1)});
  const Stage sending = stage(2, {message(0, 1)}, {task(0, 1)});
  EXPECT_EQ(lock_step_phases({1, {silent, silent, sending, silent, sending}, {}}),
            (std::vector<int>{0, 0, 1, 1, 2}));
  EXPECT_EQ(lock_step_phases({1, {sending, sending}, {}}), (std::vector<int>{0, 1}));
}

TEST(LockStep, ResultsReturnWhenAllHaveComputed) {
  // The image is handed out until 0.2 s. The first worker's rows return at 0.2 - 0.3 s without
  // lock-step; the second's at 1.0 - 1.1. Both get theirs again until 1.3; the second computes
  // until 2.1 and returns its own.
  const Json free = simulated(DeliveryMode::map_reduce, Sync::none)["report"];
  EXPECT_NEAR(free["makespan_s"].get<double>(), 2.2, 1e-6);
  // In lock-step nothing is on the air while the second computes: 0.2 + 0.8, four messages, 0.8,
  // and two messages.
  const Json result = simulated(DeliveryMode::map_reduce, Sync::layer);
  const Json& steps = result["report"];
  EXPECT_NEAR(steps["makespan_s"].get<double>(), 0.2 + 0.8 + 0.4 + 0.8 + 0.2, 1e-6);
  EXPECT_NEAR(steps["compute_s"].get<double>(), 1.6, 1e-6);
  EXPECT_NEAR(steps["transmission_s"].get<double>(), 0.8, 1e-6);
  EXPECT_NEAR(steps["busy_s"].get<double>(), 1.6, 1e-6);
  // The first worker sends twice, receives twice and computes twice; then it waits.
  const Json& first = result["devices"][1];
  EXPECT_NEAR(first["idle_s"].get<double>(), 2.4 - 4 * 0.1 - 2 * 0.008, 1e-6);
  EXPECT_NEAR(test::accounted_s(first), 2.4, 1e-6);
}

TEST(LockStep, NobodyWaitsWhereNothingIsSent) {
  // Rows stay where they are between the layers: only the return of the result waits. Without
  // lock-step the first worker's rows return while the second computes until 1.8 s.
  EXPECT_NEAR(simulated(DeliveryMode::halo, Sync::none)["report"]["makespan_s"].get<double>(),
              0.2 + 1.6 + 0.1, 1e-6);
  EXPECT_NEAR(simulated(DeliveryMode::halo, Sync::layer)["report"]["makespan_s"].get<double>(),
              0.2 + 1.6 + 0.2, 1e-6);
}

TEST(LockStep, WhatItWaitedForIsOnTheCriticalPath) {
  // The second worker's 0.5 s do not depend on the first's 1 s, but in lock-step wait for them.
  Plan plan{3, {}, std::vector<Footprint>(3)};
  plan.stages = {stage(1, {}, {task(1, 1000)}), stage(2, {message(0, 2)}, {task(2, 5)}),
                 stage(2, {message(2, 0)}, {})};
  SimulationOptions options{Transfers::serial, WakeupPolicy::none};
  const auto report = [&](Sync sync) {
    options.sync = sync;
    return test::simulated(two_convolutions(), fast_and_slow(), plan, options)["report"];
  };
  EXPECT_NEAR(report(Sync::none)["busy_s"].get<double>(), 0.5, 1e-6);
  const Json steps = report(Sync::layer);
  EXPECT_NEAR(steps["busy_s"].get<double>(), 1 + 0.5, 1e-6);
  EXPECT_NEAR(steps["compute_s"].get<double>(), 1 + 0.5, 1e-6);
  EXPECT_NEAR(steps["makespan_s"].get<double>(), 1 + 0.1 + 0.5 + 0.1, 1e-6);
  EXPECT_NEAR(steps["idle_s"].get<double>(), 0, 1e-6);
}

TEST(LockStep, WhoeverHasNothingToDoInAPhaseWaitsForALaterOne) {
  // 1 s each, and 0.1 s for every message: the first worker computes in the first phase and again
  // in the fourth.
  Plan plan{3, {}, std::vector<Footprint>(3)};
  plan.stages = {stage(1, {}, {task(1, 1000)}), stage(2, {message(0, 2)}, {task(2, 10)}),
                 stage(2, {message(2, 0)}, {task(0, 1000)}),
                 stage(2, {message(0, 1)}, {task(1, 1000)}), stage(2, {message(1, 0)}, {})};
  SimulationOptions options{Transfers::serial, WakeupPolicy::none};
  options.sync = Sync::layer;
  const Json report = test::simulated(two_convolutions(), fast_and_slow(), plan, options)["report"];
  EXPECT_NEAR(report["makespan_s"].get<double>(), 4 * 1 + 4 * 0.1, 1e-6);
  EXPECT_NEAR(report["compute_s"].get<double>(), 4, 1e-6);
}

}  // namespace
}  // namespace modnn
