// What messages take beside the air, against hand calculation.
#include "sim/middleware/post.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// 4 x 4 pixels through a 1x1 convolution: 64 bytes there and back, a second each, and 16 MACs.
Json simulated(const Cluster& cluster) {
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}});
  Json result = test::simulated(network, cluster, make_plan(network, cluster, {}),
                                {Transfers::serial, WakeupPolicy::none});
  for (const Json& device : result["devices"])
    EXPECT_NEAR(test::accounted_s(device), result["report"]["makespan_s"].get<double>(), 1e-6);
  EXPECT_NEAR(result["report"]["idle_s"].get<double>(), 0, 1e-6);
  return result;
}

double seconds(const Json& of, const char* column) { return of[column].get<double>(); }

TEST(Post, ALatencyDelaysEveryMessage) {
  Cluster cluster = test::cluster_of({1});
  cluster.medium.message_latency_s = 5;
  const Json result = simulated(cluster);
  EXPECT_NEAR(seconds(result["report"], "makespan_s"), 64 + 5 + 0.016 + 64 + 5, 1e-6);
  EXPECT_NEAR(seconds(result["report"], "delivery_serial_s"), 2 * 69, 1e-6);
  EXPECT_NEAR(seconds(result["devices"][1], "idle_s"), 2 * 5, 1e-6);
}

TEST(Post, ALatencyDoesNotOccupyTheAir) {
  // Half of the pixels for each of two workers: four messages of 32 s follow one another, and the
  // last is delayed.
  Cluster cluster = test::cluster_of({1, 1});
  cluster.medium.message_latency_s = 5;
  const Json report = simulated(cluster)["report"];
  EXPECT_NEAR(seconds(report, "makespan_s"), 4 * 32 + 5, 1e-6);
  EXPECT_NEAR(seconds(report, "transmission_s"), 4 * 32 + 5, 1e-6);
}

TEST(Post, AMiddlewareCopiesWhatItsDeviceReceivesAndSends) {
  Cluster cluster = test::cluster_of({1});
  cluster.members[1].device.middleware_bytes_per_s = 2;
  const Json result = simulated(cluster);
  EXPECT_NEAR(seconds(result["report"], "makespan_s"), 64 + 32 + 0.016 + 32 + 64, 1e-6);
  EXPECT_NEAR(seconds(result["report"], "delivery_serial_s"), 2 * 96, 1e-6);
  const Json& worker = result["devices"][1];
  EXPECT_NEAR(seconds(worker, "receive_s"), 64 + 32, 1e-6);
  EXPECT_NEAR(seconds(worker, "transmit_s"), 32 + 64, 1e-6);
  EXPECT_NEAR(seconds(result["devices"][0], "idle_s"), 32 + 0.016 + 32, 1e-6);
}

TEST(Post, AMiddlewareTakesOneMessageAfterTheOther) {
  // 80 s for each of four messages of 32 bytes. The second goes out at 160 - 192 s; the first
  // result comes at 144 s and waits until 160, the second at 224 and waits until 240.
  Cluster cluster = test::cluster_of({1, 1});
  cluster.members[0].device.middleware_bytes_per_s = 0.4;
  const Json result = simulated(cluster);
  EXPECT_NEAR(seconds(result["report"], "makespan_s"), 4 * 80, 1e-6);
  EXPECT_NEAR(seconds(result["report"], "transmission_s"), 4 * 80, 1e-6);
  EXPECT_NEAR(seconds(result["devices"][0], "transmit_s"), 192, 1e-6);
  EXPECT_NEAR(seconds(result["devices"][0], "receive_s"), 320 - 192, 1e-6);
}

TEST(Post, DeploymentTakesTheSameWay) {
  // 4 bytes of weights for the only worker.
  Cluster cluster = test::cluster_of({1});
  cluster.medium.message_latency_s = 5;
  cluster.members[1].device.middleware_bytes_per_s = 2;
  EXPECT_NEAR(seconds(simulated(cluster)["report"], "deployment_s"), 4 + 5 + 2, 1e-6);
}

}  // namespace
}  // namespace modnn
