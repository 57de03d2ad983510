// Runs of fused layers: overlapping work instead of exchange.
#include <gtest/gtest.h>

#include "config/catalog.h"
#include "models/json/network_json.h"
#include "partition/plan/plan_metrics.h"
#include "partition/plan/planner.h"
#include "partition/plan/run.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

using Sentences = std::vector<std::string>;

Conv conv3x3() { return {.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}}; }

PlanOptions with(const std::string& scheme, DeliveryMode mode = DeliveryMode::halo) {
  PlanOptions options;
  options.partition.conv = scheme;
  options.mode = mode;
  return options;
}

double bytes_of(const Plan& plan, Purpose purpose) {
  double bytes = 0;
  for (const Stage& stage : plan.stages)
    for (const Message& message : stage.messages)
      if (message.purpose == purpose) bytes += message.bytes;
  return bytes;
}

Network zoo(const std::string& name) {
  const Document document = load_document(collection_folder(Collection::models) / (name + ".json"));
  Problems problems;
  auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  return *network;
}

double network_macs(const Network& network) {
  double macs = 0;
  for (LayerId id = 1; id < network.size(); ++id)
    macs += work(network, id, whole(network.layer(id).shape)).macs;
  return macs;
}

// Two 3x3 layers of one channel on 8 x 8, two equal workers: each owns 4 rows of the last layer,
// computes 5 of the first (rows 0-4 and 3-7) and reads 6 of the image.
TEST(Fused, TwoLayersByHand) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(), conv3x3()});
  const Cluster cluster = test::cluster_of({1, 1});
  for (const DeliveryMode mode : {DeliveryMode::halo, DeliveryMode::map_reduce}) {
    const Plan plan = make_plan(network, cluster, with("fused:2", mode));
    EXPECT_EQ(verify(network, plan, 4), Sentences{});
    ASSERT_EQ(plan.stages.size(), 3U);
    EXPECT_EQ(plan.stages[0].messages.size(), 2U);
    EXPECT_TRUE(plan.stages[1].messages.empty());
    EXPECT_EQ(plan.stages[0].tasks[0].computes, (Box{{0, 1}, {0, 5}, {0, 8}}));
    EXPECT_EQ(plan.stages[0].tasks[1].computes, (Box{{0, 1}, {3, 8}, {0, 8}}));
    EXPECT_TRUE(plan.stages[0].tasks[0].owns.empty());
    EXPECT_EQ(plan.stages[1].tasks[1].owns, (Box{{0, 1}, {4, 8}, {0, 8}}));
    EXPECT_EQ(bytes_of(plan, Purpose::scatter), 2 * 6 * 8 * 4);
    EXPECT_EQ(bytes_of(plan, Purpose::halo), 0);
    EXPECT_EQ(bytes_of(plan, Purpose::gather), 8 * 8 * 4);
    const PlanMetrics metrics = measure(plan, cluster);
    EXPECT_EQ(metrics.macs, 9 * (2 * 5 * 8 + 8 * 8));
    EXPECT_EQ(metrics.redundant_macs, 9 * 2 * 8);
  }
}

// The same, and the verifier: the first worker computes a row of the first layer less or more.
TEST(Fused, RowsOfARunThatAreMissingOrNeedlessAreNoticed) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(), conv3x3()});
  const auto rows = [](Index end) { return Box{{0, 1}, {0, end}, {0, 8}}; };
  Plan plan = make_plan(network, test::cluster_of({1, 1}), with("fused:2"));
  Task& task = plan.stages[0].tasks[0];
  task.computes = rows(4);
  task.work.macs -= 9 * 8;
  EXPECT_EQ(verify(network, plan, 4), Sentences{"layer layer2, device 1: lacks a part of layer1"});
  // Row 5 is read by the second worker only, which computes it itself.
  task.computes = rows(6);
  task.work.macs += 9 * 2 * 8;
  task.reads[0].region = plan.stages[0].messages[0].pieces[0].region = rows(7);
  plan.stages[0].messages[0].bytes = 4 * 7 * 8;
  EXPECT_EQ(verify(network, plan, 4),
            Sentences{"layer layer1, device 1: computes what nobody needs of it"});
}

TEST(Fused, RunsOfOneLayerArePlansOfBodp) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(), Activate{}, conv3x3()});
  const Cluster cluster = test::cluster_of({1, 2});
  const Plan fused = make_plan(network, cluster, with("fused:1"));
  const Plan bodp = make_plan(network, cluster, with("bodp"));
  ASSERT_EQ(fused.stages.size(), bodp.stages.size());
  for (std::size_t s = 0; s < bodp.stages.size(); ++s) {
    ASSERT_EQ(fused.stages[s].messages.size(), bodp.stages[s].messages.size());
    for (std::size_t i = 0; i < bodp.stages[s].messages.size(); ++i)
      EXPECT_EQ(fused.stages[s].messages[i].bytes, bodp.stages[s].messages[i].bytes);
    for (std::size_t i = 0; i < bodp.stages[s].tasks.size(); ++i)
      EXPECT_EQ(fused.stages[s].tasks[i].computes, bodp.stages[s].tasks[i].computes);
  }
  EXPECT_EQ(measure(fused, cluster).redundant_macs, 0);
}

TEST(Fused, RunsEndAfterKLayersAndWhereAnotherSchemeBegins) {
  Network network = test::chain({1, 8, 8}, {conv3x3(), conv3x3(), conv3x3(), conv3x3(), conv3x3(),
                                            Flatten{}, Dense{.outputs = 3}});
  const auto lasts = [&network](const PartitionSpec& spec) {
    std::vector<LayerId> ends;
    for (LayerId id = 1; id < network.size(); id = ends.back() + 1)
      ends.push_back(run_from(network, spec, scheme_for(spec, network.layer(id)), id).last);
    return ends;
  };
  EXPECT_EQ(lasts({.conv = "fused:2"}), (std::vector<LayerId>{2, 4, 5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "fused:all"}), (std::vector<LayerId>{5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "fused:all", .layers = {{"layer3", "bodp"}}}),
            (std::vector<LayerId>{2, 3, 5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "fused:all", .layers = {{"layer3", "fused:2"}}}),
            (std::vector<LayerId>{2, 3, 5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "fused:all", .layers = {{"layer3", "fused_grid:all"}}}),
            (std::vector<LayerId>{2, 3, 5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "offload:3"}),  // the name of a layer
            (std::vector<LayerId>{1, 2, 3, 4, 5, 6, 7}));
  EXPECT_EQ(lasts({.conv = "bodp"}), (std::vector<LayerId>{1, 2, 3, 4, 5, 6, 7}));
}

// A map that is read inside a run and after it is owned as the scheme cuts it, and computed beyond
// that where the run needs more.
TEST(Fused, ABranchThatLeavesTheRunIsOwned) {
  Network network = test::chain({1, 8, 8}, {conv3x3(), conv3x3()});
  test::append(network, "third", conv3x3(), {2});
  test::append(network, "sum", Add{}, {3, 1});
  Plan plan = make_plan(network, test::cluster_of({1, 1}), with("fused:3"));
  EXPECT_EQ(verify(network, plan, 4), Sentences{});
  // layer1 is read by layer2 (of the run) and by the sum (after it): rows 0-3 are owned; layer3's
  // rows 0-3 need rows 0-4 of layer2 and 0-5 of layer1.
  EXPECT_EQ(plan.stages[0].tasks[0].owns, (Box{{0, 1}, {0, 4}, {0, 8}}));
  EXPECT_EQ(plan.stages[0].tasks[0].computes, (Box{{0, 1}, {0, 6}, {0, 8}}));
  EXPECT_TRUE(plan.stages[1].tasks[0].owns.empty());
  EXPECT_TRUE(plan.stages[3].messages.empty());
  // The second worker computes from row 2 on, and owns from row 4 on.
  plan.stages[0].tasks[1].owns = Box{{0, 1}, {3, 8}, {0, 8}};
  EXPECT_EQ(verify(network, plan, 4), Sentences{"layer layer1: two devices own the same outputs"});
}

// Each computes a row of layer1 beyond its own for the run, and needs the same row after it.
TEST(Fused, WhatWasComputedTwiceIsNotSent) {
  Network network = test::chain({1, 8, 8}, {conv3x3(), conv3x3()});
  test::append(network, "later", conv3x3(), {1});
  test::append(network, "sum", Add{}, {2, 3});
  PlanOptions options = with("fused:2");
  options.partition.layers = {{"later", "bodp"}};
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(verify(network, plan, 4), Sentences{});
  EXPECT_EQ(plan.stages[0].tasks[0].owns, (Box{{0, 1}, {0, 4}, {0, 8}}));
  EXPECT_EQ(plan.stages[2].tasks[0].reads[0].region, (Box{{0, 1}, {0, 5}, {0, 8}}));
  EXPECT_TRUE(plan.stages[2].messages.empty());
}

// Of 9 rows the second worker owns 5-8, for the flattened map; its half of the pool reads 4-7.
TEST(Fused, WhatIsOwnedForOthersNeedNotBeReadByItsOwner) {
  Network network = test::chain({1, 9, 8}, {conv3x3(), MaxPool{.window = {2, 2, 2, 2}}});
  test::append(network, "whole", Flatten{}, {1});
  test::append(network, "pooled", Flatten{}, {2});
  test::append(network, "both", Concat{}, {3, 4});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), with("fused:2"));
  EXPECT_EQ(verify(network, plan, 4), Sentences{});
  EXPECT_EQ(plan.stages[0].tasks[1].computes, (Box{{0, 1}, {4, 9}, {0, 8}}));
  EXPECT_EQ(plan.stages[0].tasks[1].owns, (Box{{0, 1}, {5, 9}, {0, 8}}));
}

// The first device owns the outer cells of a 4 x 4 map, the second the inner ones.
TEST(Fused, ARegionOfSeveralBoxesNeedsWhatEachOfThemNeeds) {
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1}, Conv{.outputs = 1}});
  const Region inner = Box{{0, 1}, {1, 3}, {1, 3}};
  const Region outer = whole({1, 4, 4}) - inner;
  const auto parts = parts_of(network, {1, 2}, 2, [&](LayerId) {
    return std::vector<Region>{outer, inner};
  });
  for (const std::size_t layer : {0U, 1U}) {
    EXPECT_EQ(parts[layer][0].computes, outer);
    EXPECT_EQ(parts[layer][1].computes, inner);
  }
}

// Rows 0-3 are the first worker's own; the next map, which is wider than high, is cut into columns,
// for which it needs columns 0-3 of all rows.
TEST(Fused, RowsOfItsOwnAndColumnsForTheRunAreTwoBoxes) {
  Network network = test::chain({1, 8, 8}, {conv3x3(), Conv{.outputs = 1, .window = {1, 1, 2, 1}}});
  test::append(network, "whole", Flatten{}, {1});
  test::append(network, "half", Flatten{}, {2});
  test::append(network, "both", Concat{}, {3, 4});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), with("fused:2"));
  EXPECT_EQ(verify(network, plan, 4), Sentences{});
  // The second layer reads rows 0, 2, 4 and 6.
  const Task& task = plan.stages[0].tasks[0];
  const auto rows_or_columns = [](Index rows, Index of_rows, Index columns) {
    return Region(Box{{0, 1}, {0, rows}, {0, 8}}) | Box{{0, 1}, {0, of_rows}, {0, columns}};
  };
  EXPECT_EQ(task.computes, rows_or_columns(4, 7, 4));
  EXPECT_EQ(task.reads[0].region, rows_or_columns(5, 8, 5));
}

// The group owner takes the first share, which of the single pixel that the run ends with is all.
TEST(Fused, ARunThatEndsAtTheGroupOwnerAloneIsGathered) {
  const Network network =
      test::chain({1, 8, 8}, {conv3x3(), conv3x3(), Conv{.outputs = 1, .window = {8, 8, 8, 8}}});
  PlanOptions options = with("fused:2");
  options.partition.layers = {{"layer1", "bodp"}};
  options.group_owner_computes = true;
  const Plan plan = make_plan(network, test::cluster_of({1}), options);
  EXPECT_EQ(verify(network, plan, 4), Sentences{});
  ASSERT_EQ(plan.stages[1].messages.size(), 1U);
  EXPECT_EQ(plan.stages[1].messages[0].purpose, Purpose::gather);
  EXPECT_EQ(plan.stages[1].messages[0].bytes, 4 * 8 * 4);
}

TEST(Fused, NetworksWithBranchesAreRight) {
  for (const char* name : {"resnet18", "googlenet"}) {
    const Network network = zoo(name);
    for (const char* scheme : {"fused:2", "fused:7", "fused:all", "fused_grid:4"}) {
      for (const DeliveryMode mode : {DeliveryMode::halo, DeliveryMode::map_reduce}) {
        const Plan plan = make_plan(network, test::cluster_of({1, 2, 1, 1}), with(scheme, mode));
        EXPECT_EQ(verify(network, plan, 4), Sentences{}) << name << " " << scheme;
      }
    }
  }
}

// Zhao, Barijough, Gerstlauer: DeepThings, IEEE TCAD 2018: the first 16 layers of YOLOv2 in n x n
// tiles. Sums of the tiles' inputs and of their MACs as the paper's arithmetic gives them.
TEST(Fused, TilesOfYolo16AreThoseOfDeepThings) {
  struct Published {
    int tiles;
    double input_mib;
    double macs;  ///< times the network's
  };
  const Network network = zoo("yolov2_16");
  for (const Published& published : {Published{4, 6.032, 1.247}, Published{9, 8.152, 1.529},
                                     Published{16, 10.591, 1.845}, Published{25, 13.348, 2.196}}) {
    const Cluster cluster = test::cluster_of(std::vector<double>(published.tiles, 1.0));
    const Plan plan = make_plan(network, cluster, with("fused_grid:all"));
    EXPECT_NEAR(bytes_of(plan, Purpose::scatter) / (1 << 20), published.input_mib, 0.0006);
    const PlanMetrics metrics = measure(plan, cluster);
    EXPECT_NEAR(metrics.macs / network_macs(network), published.macs, 0.0006);
    EXPECT_NEAR(metrics.macs - metrics.redundant_macs, network_macs(network), 1);
  }
}

}  // namespace
}  // namespace modnn
