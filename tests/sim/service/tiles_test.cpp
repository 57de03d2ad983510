#include "sim/service/tiles.h"

#include <gtest/gtest.h>

#include "models/kernels/run_layer.h"
#include "models/maps/input.h"
#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

Conv conv(Index kernel, Index outputs = 1) {
  const Index pad = kernel / 2;
  return {.outputs = outputs,
          .window = {kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad},
          .bias = false};
}

Plan tiles(const Network& network, const Cluster& cluster, const std::string& scheme) {
  PlanOptions options;
  options.partition.conv = scheme;
  options.mode = DeliveryMode::map_reduce;
  return make_plan(network, cluster, options);
}

Workload from(const std::vector<DeviceId>& sources) {
  Workload workload;
  workload.images = workload.in_flight = workload.arrivals.burst = static_cast<int>(sources.size());
  workload.arrivals.kind = ArrivalKind::burst;
  workload.sources = sources;
  return workload;
}

/// Nothing is woken, and a byte takes 1 ns.
Cluster fast_cluster(const std::vector<double>& speeds) {
  Cluster cluster = test::cluster_of(speeds);
  cluster.medium.goodput_bps = 8e9;
  for (Member& member : cluster.members) member.rate_bps = 8e9;
  return cluster;
}

Json served(const Network& network, const Cluster& cluster, const Workload& workload,
            const std::string& scheme, Tiles dealt) {
  return test::in_child([&] {
    SimulationOptions options{Transfers::serial, WakeupPolicy::none};
    options.tiles = dealt;
    const std::vector<Plan> plans{tiles(network, cluster, scheme)};
    const Report report = simulate(network, cluster, workload, plans, options, nullptr);
    return Json{{"report", describe_report(report, 1.0, 0)},
                {"devices", describe_devices(report)},
                {"images", describe_images(report)}};
  });
}

double latency_s(const Json& result, int image = 0) {
  return result["images"][static_cast<std::size_t>(image)]["latency_s"].get<double>();
}

// DeepThings, figure 14, WST-S: one board sends 3.12 MiB, of which 1.41 are the results.
TEST(Bag, OverlapsAreThoseOfThePaper) {
  const MaxPool pool{{2, 2, 2, 2}};
  const Network network =
      test::chain({3, 608, 608}, {conv(3, 32), pool, conv(3, 64), pool, conv(3, 128), conv(1, 64),
                                  conv(3, 128), pool, conv(3, 256), conv(1, 128), conv(3, 256),
                                  pool, conv(3, 512), conv(1, 256), conv(3, 512), conv(1, 256)});
  double values = 0;
  for (const Tile& tile : tiles_of(network, tiles(network, test::cluster_of({1}), "ftp:3")))
    for (const auto& [neighbour, pieces] : tile.takes)
      for (const Piece& piece : pieces) values += static_cast<double>(piece.region.elements());
  EXPECT_NEAR(1.41 + 4 * values / 1048576, 3.12, 0.01);
}

// Four tiles of 16 products, 16 ms each. Two devices have two each, four one each.
TEST(TileService, IdleDevicesSteal) {
  const Network network = test::chain({1, 8, 8}, {conv(1)});
  for (const auto& [workers, seconds] :
       std::vector<std::pair<int, double>>{{1, 0.064}, {2, 0.032}, {4, 0.016}}) {
    const Cluster cluster = fast_cluster(std::vector<double>(static_cast<std::size_t>(workers), 1));
    EXPECT_NEAR(latency_s(served(network, cluster, from({1}), "ftp:2", Tiles::stolen)), seconds,
                1e-5)
        << workers;
  }
}

// At 1 byte/s: the source registers (20 s), returns two results (64 s each), says that it has no
// tiles any more (20 s), and returns the others.
TEST(TileService, WhatIsSaidCostsWhatMessagesCost) {
  const Network network = test::chain({1, 8, 8}, {conv(1)});
  const Json result = served(network, test::cluster_of({1}), from({1}), "ftp:2", Tiles::stolen);
  EXPECT_NEAR(latency_s(result), 20 + 64 + 64 + 64 + 20 + 64, 1e-9);
  EXPECT_EQ(result["report"]["message_bytes"], 2 * 20 + 4 * 64);
}

TEST(TileService, HasTheLonePhonesAnswer) {
  const Network network = test::chain(
      {2, 26, 26}, {conv(3, 3), MaxPool{{2, 2, 2, 2}}, conv(3, 4), conv(1, 2), conv(3, 3)});
  for (const Tiles dealt : {Tiles::stolen, Tiles::stolen_reused}) {
    for (const std::vector<DeviceId>& sources : {std::vector<DeviceId>{1}, {1, 2, 3}, {0}}) {
      const Cluster cluster = fast_cluster({1, 0.5, 2});
      const Json errors = test::in_child([&] {
        const Weights weights = generate_weights(network, 7);
        const auto image = [&](int number) {
          return generate_input(network.input_shape(), static_cast<std::uint64_t>(number));
        };
        const Tensor first = image(0);
        NumericInputs numeric{weights, first};
        numeric.other_image = image;
        numeric.error = [&](int number, const std::vector<Tensor>& answer) {
          return max_relative_error(answer.back(), run_network(network, weights, image(number)));
        };
        SimulationOptions options{Transfers::serial, WakeupPolicy::none};
        options.tiles = dealt;
        const Report report = simulate(network, cluster, from(sources),
                                       {tiles(network, cluster, "ftp:3")}, options, &numeric);
        Json all = Json::array();
        for (const ImageReport& one : report.stream->images) all.push_back(one.max_relative_error);
        return all;
      });
      ASSERT_EQ(errors.size(), sources.size());
      for (const Json& error : errors) EXPECT_LE(error.get<double>(), 1e-4);
    }
  }
}

// What tiles have in common is computed once: less time where messages take none.
TEST(TileService, ReuseComputesLess) {
  const Network network = test::chain({1, 24, 24}, {conv(3), conv(3), conv(3)});
  const Cluster cluster = fast_cluster({1});
  const Json plain = served(network, cluster, from({1}), "ftp:3", Tiles::stolen);
  const Json reused = served(network, cluster, from({1}), "ftp:3", Tiles::stolen_reused);
  EXPECT_LT(latency_s(reused), latency_s(plain));
  EXPECT_GT(reused["report"]["message_bytes"], plain["report"]["message_bytes"]);
}

TEST(TileService, IsTheSameEveryTime) {
  const Network network = test::chain({1, 24, 24}, {conv(3), conv(3)});
  const Cluster cluster = fast_cluster({1, 2, 1, 0.5});
  const auto once = [&] {
    return served(network, cluster, from({1, 3}), "ftp:4", Tiles::stolen_reused);
  };
  const Json first = once();
  EXPECT_EQ(once(), first);
  for (const Json& device : first["devices"])
    EXPECT_NEAR(test::accounted_s(device), first["report"]["makespan_s"].get<double>(), 1e-9);
}

TEST(TileService, NeedsTilesThroughAllLayers) {
  const Network network = test::chain({1, 8, 8}, {conv(3), conv(3)});
  const Cluster cluster = test::cluster_of({1, 1});
  EXPECT_THROW(tiles_of(network, make_plan(network, cluster, {})), std::invalid_argument);
}

}  // namespace
}  // namespace modnn
