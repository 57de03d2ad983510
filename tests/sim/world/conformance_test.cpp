// What any fidelity of the medium must do, whatever its numbers: the same cases on fluid and ns-3.
#include <cstdio>
#include <gtest/gtest.h>

#include "experiments/run/run_point.h"
#include "experiments/spec/points.h"
#include "sim/world/packet_level.h"
#include "sim/world/simgrid_api.h"
#include "sim/world/world.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

// Before any test runs, and before ns-3 has started anything.
const bool ready = (ensure_packet_level_defaults(), true);

/// What ns-3 on its own carries at MCS 7 (platforms/media/wlan_n20_mcs7.json, wlan_n40_mcs7.json).
double goodput_bps() { return packet_level_channel_mhz() == 20 ? 53.87e6 : 106.5e6; }

/// One cell of 802.11n of the width that the packets have.
Cluster cell(int stations) {
  Cluster cluster = test::cluster_of(std::vector<double>(stations, 1));
  cluster.medium = {"cell", goodput_bps(), 0.0003457};
  cluster.medium.phy = Phy{};
  cluster.medium.phy->channel_mhz = packet_level_channel_mhz();
  for (Member& member : cluster.members) member.rate_bps = cluster.medium.goodput_bps;
  return cluster;
}

struct Flow {
  DeviceId source;
  DeviceId destination;
  double bytes;
};

class MediumConformance : public testing::TestWithParam<Fidelity> {
 protected:
  Json report(const std::vector<Flow>& flows, Transfers transfers = Transfers::serial) const {
    const Cluster cluster = cell(4);
    Plan plan;
    plan.devices = cluster.size();
    plan.memory.resize(plan.devices);
    Stage stage;
    stage.layer = 1;
    for (const Flow& flow : flows) {
      Message message;
      message.source = flow.source;
      message.destination = flow.destination;
      message.bytes = flow.bytes;
      stage.messages.push_back(message);
    }
    plan.stages.push_back(stage);
    SimulationOptions options{transfers, WakeupPolicy::none};
    options.fidelity = GetParam();
    return test::simulated(test::chain({1, 1, 1}, {Activate{}}), cluster, plan, options);
  }
  void SetUp() override { ASSERT_TRUE(ready); }
  double seconds(const std::vector<Flow>& flows, Transfers transfers = Transfers::serial) const {
    return report(flows, transfers)["report"]["makespan_s"].get<double>();
  }
};

TEST_P(MediumConformance, ALoneFlowRunsAtTheGoodput) {
  // Beyond what a message takes for itself; packets may need a fifth more.
  const double airtime_s = 8 * (1e6 - 1e4) / goodput_bps();
  for (const auto& [source, destination] : {std::pair{0, 1}, {1, 0}}) {
    const double marginal_s =
        seconds({{source, destination, 1e6}}) - seconds({{source, destination, 1e4}});
    EXPECT_GE(marginal_s, 0.95 * airtime_s);
    EXPECT_LE(marginal_s, 1.2 * airtime_s);
  }
}

TEST_P(MediumConformance, TwiceTheBytesTakeTwiceAsLong) {
  const double four = seconds({{0, 1, 4e6}});
  EXPECT_NEAR((seconds({{0, 1, 8e6}}) - four) / (four - seconds({{0, 1, 2e6}})), 2, 0.1);
}

TEST_P(MediumConformance, SerialFlowsAddUp) {
  const double one = seconds({{1, 0, 5e5}});
  EXPECT_NEAR(seconds({{1, 0, 5e5}, {2, 0, 5e5}, {3, 0, 5e5}}), 3 * one, 0.1 * 3 * one);
}

TEST_P(MediumConformance, EqualFlowsAtOnceTakeAtLeastTheirAirtime) {
  // Both open their connections at once, so that these seconds count once.
  const double one = seconds({{1, 0, 5e5}});
  const double opening = seconds({{1, 0, 1e3}});
  const double both = seconds({{1, 0, 5e5}, {2, 0, 5e5}}, Transfers::concurrent);
  EXPECT_GE(both, 1.8 * (one - opening));
  EXPECT_LE(both, 3 * one);
}

TEST_P(MediumConformance, BetweenWorkersTheAirIsCrossedTwice) {
  const double once = seconds({{1, 0, 1e6}});
  EXPECT_NEAR(seconds({{1, 2, 1e6}}) / once, 2, 0.3);
}

TEST_P(MediumConformance, EveryMessageHasItsOverhead) {
  // A hundred messages of a kilobyte take longer than one of a hundred kilobytes.
  std::vector<Flow> small(100, Flow{1, 0, 1e3});
  EXPECT_GT(seconds(small), 1.5 * seconds({{1, 0, 1e5}}));
}

TEST_P(MediumConformance, EverySecondIsAccountedFor) {
  const Json result = report({{1, 0, 1e5}, {0, 2, 1e5}, {3, 4, 1e5}});
  const double makespan = result["report"]["makespan_s"].get<double>();
  for (const Json& device : result["devices"])
    EXPECT_NEAR(test::accounted_s(device), makespan, 1e-9 * makespan);
}

TEST_P(MediumConformance, TheSameRunGivesTheSameReport) {
  const std::vector<Flow> flows{{1, 0, 1e5}, {0, 2, 1e5}, {3, 4, 1e5}};
  EXPECT_EQ(report(flows), report(flows));
}

INSTANTIATE_TEST_SUITE_P(Conformance, MediumConformance,
                         testing::Values(Fidelity::fluid, Fidelity::ns3), [](const auto& fidelity) {
                           return std::string(fidelity.param == Fidelity::fluid ? "fluid" : "ns3");
                         });

/// A whole inference of VGG-16, message by message, at both fidelities.
TEST(Fidelities, AgreeOnAWholePlanOfSerialMessages) {
  const auto makespan = [](const std::string& fidelity) {
    const Sweep sweep(
        std::string(MODNN_EXPERIMENTS) + "/paper_speedup.json",
        {{"/platform/workers/0/count", "4"},
         {"/platform/access_point", "group_owner"},
         {"/platform/medium", packet_level_channel_mhz() == 20 ? "wlan_n20_mcs7" : "wlan_n40_mcs7"},
         {"/partition/conv", "bodp"},
         {"/fidelity", fidelity}});
    const Experiment experiment = sweep.read(0);
    return test::in_child([&] { return Json(run_point(experiment).report.makespan_s); })
        .get<double>();
  };
  const double fluid = makespan("fluid");
  const double ns3 = makespan("ns3");
  std::printf("VGG-16 on 4 workers: fluid %.4f s, ns-3 %.4f s, %+.2f %%\n", fluid, ns3,
              100 * (fluid / ns3 - 1));
  EXPECT_NEAR(fluid, ns3, 0.05 * ns3);
}

/// Every number of the cell that is simulated by packets does something.
TEST(PacketLevel, TheCellsNumbersCount) {
  const auto seconds = [](const Phy& phy) {
    Cluster cluster = cell(1);
    cluster.medium.phy = phy;
    Message message;
    message.destination = 1;
    message.bytes = 1e6;
    Plan plan;
    plan.devices = 2;
    plan.memory.resize(2);
    plan.stages.push_back({.layer = 1, .messages = {message}, .tasks = {}});
    SimulationOptions options{Transfers::serial, WakeupPolicy::none};
    options.fidelity = Fidelity::ns3;
    const Json result =
        test::simulated(test::chain({1, 1, 1}, {Activate{}}), cluster, plan, options);
    return result["report"]["makespan_s"].get<double>();
  };
  const int mhz = packet_level_channel_mhz();
  const double usual = seconds({7, mhz, 1, 1});
  EXPECT_GT(seconds({3, mhz, 1, 1}), 1.5 * usual);
  EXPECT_LT(seconds({7, mhz, 2, 1}), 0.8 * usual);
  EXPECT_NE(seconds({7, mhz, 1, 20}), usual);  // the waves travel longer
  EXPECT_THROW(seconds({7, 60 - mhz, 1, 1}), std::runtime_error);
}

/// A flow that is cancelled or fails gives its airtime back: flow 1 has 0.5 s of two equal shares
/// (a quarter of 1 s worth), then all of the air for the other 0.75 s.
TEST(FluidAir, ACancelledFlowFreesTheAir) {
  const Json end = test::in_child([] {
    namespace sg = simgrid::s4u;
    Cluster cluster = cell(2);
    for (Member& member : cluster.members) member.rate_bps = 8e6;
    World world(cluster, Fidelity::fluid);
    double end_s = 0;
    simgrid_api::add_actor("kept", world.host(1), [&] {
      sg::Comm::sendto(world.host(1), world.host(0), 1000000);
      end_s = sg::Engine::get_clock();
    });
    simgrid_api::add_actor("cancelled", world.host(2), [&] {
      const auto flow = sg::Comm::sendto_async(world.host(2), world.host(0), 1000000);
      sg::this_actor::sleep_for(0.5);
      flow->cancel();
    });
    world.engine().run();
    return Json(end_s);
  });
  EXPECT_NEAR(end.get<double>(), 0.5 + 0.75, 1e-6);
}

}  // namespace
}  // namespace modnn
