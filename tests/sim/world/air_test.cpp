// The medium against hand calculation: one megabyte between the group owner and stations at 54 and
// 6 Mbit/s.
#include <gtest/gtest.h>

#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

constexpr double bits = 8e6;  ///< one megabyte
constexpr double fast = 54e6, slow = 6e6;

/// Stations 1 and 3 are fast, station 2 is slow.
Cluster probe_cluster() {
  Cluster cluster = test::cluster_of({1, 1, 1});
  cluster.members[0].rate_bps = cluster.members[1].rate_bps = cluster.members[3].rate_bps = fast;
  cluster.members[2].rate_bps = slow;
  return cluster;
}

/// A network whose image has 250,000 values, so that its transfer is a megabyte.
Network megabyte_network() { return test::chain({1, 500, 500}, {Activate{}}); }

using Ends = std::vector<std::pair<DeviceId, DeviceId>>;

/// The simulation of these transfers at once; nothing is computed.
Json simulated(const Ends& transfers, Transfers mode, const Cluster& cluster) {
  const Network network = megabyte_network();
  Plan plan;
  plan.devices = cluster.size();
  plan.memory.resize(4);
  Stage stage;
  stage.layer = 1;
  for (const auto& [source, destination] : transfers) {
    Message message;
    message.source = source;
    message.destination = destination;
    message.bytes = 1e6;
    message.pieces = {{{0}, whole(network.input_shape())}};
    stage.messages.push_back(message);
  }
  plan.stages.push_back(stage);
  return test::simulated(network, cluster, plan, {mode, WakeupPolicy::none});
}

double makespan(const Ends& transfers, Transfers mode, const Medium& medium = {"test", fast, 0},
                AccessPoint access_point = AccessPoint::owner) {
  Cluster cluster = probe_cluster();
  cluster.medium = medium;
  cluster.access_point = access_point;
  return simulated(transfers, mode, cluster)["report"]["makespan_s"].get<double>();
}

TEST(Air, FromTheGroupOwnerTheStationsOwnRateCounts) {
  EXPECT_NEAR(makespan({{0, 1}}, Transfers::concurrent), bits / fast, 1e-6);  // 0.148 s
  EXPECT_NEAR(makespan({{0, 2}}, Transfers::concurrent), bits / slow, 1e-6);  // 1.333 s
}

TEST(Air, TowardsTheGroupOwnerToo) {
  EXPECT_NEAR(makespan({{1, 0}}, Transfers::concurrent), bits / fast, 1e-6);
  EXPECT_NEAR(makespan({{2, 0}}, Transfers::concurrent), bits / slow, 1e-6);
}

TEST(Air, ASlowStationSlowsAll) {
  // Airtime is shared: both end when the air has carried both, 1.4815 s (the 802.11 rate anomaly).
  EXPECT_NEAR(makespan({{1, 0}, {2, 0}}, Transfers::concurrent), bits / fast + bits / slow, 1e-6);
}

TEST(Air, BetweenStationsTheAirIsCrossedTwice) {
  EXPECT_NEAR(makespan({{1, 3}}, Transfers::concurrent), 2 * bits / fast, 1e-6);  // 0.296 s
  EXPECT_NEAR(makespan({{1, 2}}, Transfers::concurrent), bits / fast + bits / slow, 1e-6);
}

TEST(Air, SerialTransfersFollowOneAnother) {
  // In either order the sum is the same, but a serial fast message that is first is done first.
  EXPECT_NEAR(makespan({{1, 0}, {2, 0}}, Transfers::serial), bits / fast + bits / slow, 1e-6);
  EXPECT_NEAR(makespan({{1, 0}, {3, 0}, {0, 1}}, Transfers::serial), 3 * bits / fast, 1e-6);
}

TEST(Air, ContentionTakesItsShareOfTheAir) {
  // Both stations send all the time: the air delivers 0.9 of its capacity (1.4815 s / 0.9).
  const Medium medium{"test", fast, 0, {1, 0.9}};
  const double lone = bits / fast + bits / slow;
  EXPECT_NEAR(makespan({{1, 0}, {2, 0}}, Transfers::concurrent, medium), lone / 0.9, 1e-6);
  EXPECT_NEAR(makespan({{1, 0}, {2, 0}}, Transfers::serial, medium), lone, 1e-6);
  EXPECT_NEAR(makespan({{0, 1}, {0, 3}}, Transfers::concurrent, medium), 2 * bits / fast, 1e-6);
}

TEST(Air, AcrossARouterEveryMessageTakesTwoHops) {
  const Medium medium{"test", fast, 0.25};
  for (const Ends& ends : {Ends{{0, 1}}, Ends{{1, 0}}, Ends{{1, 3}}})
    EXPECT_NEAR(makespan(ends, Transfers::serial, medium, AccessPoint::router),
                0.25 + 2 * bits / fast, 1e-6);
  EXPECT_NEAR(makespan({{0, 2}}, Transfers::serial, medium, AccessPoint::router),
              0.25 + bits / fast + bits / slow, 1e-6);
  // Relayed by the group owner, four hops.
  Cluster cluster = probe_cluster();
  cluster.access_point = AccessPoint::router;
  const Json relayed = simulated({{1, 0}, {0, 3}}, Transfers::serial, cluster);
  EXPECT_NEAR(relayed["report"]["makespan_s"].get<double>(), 4 * bits / fast, 1e-6);
  EXPECT_EQ(relayed["report"]["air_bytes"].get<double>(), 4e6);
  EXPECT_EQ(relayed["report"]["message_bytes"].get<double>(), 2e6);
  // The group owner has no part in what others send each other.
  const Json between = simulated({{1, 3}}, Transfers::serial, cluster);
  EXPECT_EQ(between["devices"][0]["transmit_s"].get<double>(), 0);
  EXPECT_NEAR(between["devices"][0]["idle_s"].get<double>(), 2 * bits / fast, 1e-6);
}

TEST(Air, OfARouterTheGroupOwnerIsARivalOfTheOthers) {
  // It and station 3 send at once, and the router sends twice: of four equal shares two take
  // 1 / 0.8 each. As an access point the group owner has no rival.
  const Medium medium{"test", fast, 0, {1, 0.8}};
  const Ends ends{{0, 1}, {3, 1}};
  EXPECT_NEAR(makespan(ends, Transfers::concurrent, medium, AccessPoint::router),
              (2 / 0.8 + 2) * bits / fast, 1e-6);
  EXPECT_NEAR(makespan(ends, Transfers::concurrent, medium), 3 * bits / fast, 1e-6);
}

TEST(Air, MessageOverheadOccupiesTheAir) {
  // 1/4 s and a megabyte each; two at once take as long as one after the other.
  const Medium medium{"test", fast, 0.25};
  EXPECT_NEAR(makespan({{1, 0}}, Transfers::serial, medium), 0.25 + bits / fast, 1e-6);
  EXPECT_NEAR(makespan({{1, 3}}, Transfers::serial, medium), 0.25 + 2 * bits / fast, 1e-6);
  EXPECT_NEAR(makespan({{1, 0}, {3, 0}}, Transfers::concurrent, medium), 2 * (0.25 + bits / fast),
              1e-6);
}

}  // namespace
}  // namespace modnn
