#include "partition/plan/planner.h"

#include <gtest/gtest.h>

#include "partition/dense/bipartite.h"
#include "partition/plan/plan_metrics.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// Two 3x3 layers of one channel on an 8 x 8 image.
Network two_convs() { return test::chain({1, 8, 8}, {conv3x3(1), conv3x3(1)}); }

std::vector<std::string> describe(const Stage& stage) {
  std::vector<std::string> lines;
  for (const Message& m : stage.messages) {
    lines.push_back(purpose_name(m.purpose) + " " + std::to_string(m.source) + ">" +
                    std::to_string(m.destination) + " " + std::to_string(int(m.bytes)));
  }
  return lines;
}

TEST(Planner, HaloScattersExchangesAndGathers) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), {.via = Via::peer});
  ASSERT_EQ(plan.stages.size(), 3U);
  // Rows 0-4 and 3-7 of the image, 8 values of 4 bytes each; then one row each way; then 4 rows
  // each back.
  EXPECT_EQ(describe(plan.stages[0]),
            (std::vector<std::string>{"scatter 0>1 160", "scatter 0>2 160"}));
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"halo 2>1 32", "halo 1>2 32"}));
  EXPECT_EQ(describe(plan.stages[2]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
  EXPECT_EQ(plan.stages[1].messages[0].pieces[0].region, (Box{{0, 1}, {4, 5}, {0, 8}}));
  EXPECT_EQ(plan.stages[1].tasks[1].reads[0].region, (Box{{0, 1}, {3, 8}, {0, 8}}));
}

TEST(Planner, RelaysHalosThroughTheGroupOwner) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), {.via = Via::relay});
  const Stage& stage = plan.stages[1];
  EXPECT_EQ(describe(stage),
            (std::vector<std::string>{"halo 2>0 32", "halo 0>1 32", "halo 1>0 32", "halo 0>2 32"}));
  EXPECT_TRUE(stage.messages[1].relay);
  EXPECT_EQ(stage.messages[1].after, std::vector<int>{0});
  EXPECT_EQ(stage.messages[3].after, std::vector<int>{2});
}

TEST(Planner, MapReduceReturnsEveryRegionAndSendsEveryInput) {
  const Plan plan =
      make_plan(two_convs(), test::cluster_of({1, 1}), {.mode = DeliveryMode::map_reduce});
  EXPECT_EQ(describe(plan.stages[0]),
            (std::vector<std::string>{"scatter 0>1 160", "scatter 0>2 160"}));
  EXPECT_EQ(describe(plan.stages[1]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128", "scatter 0>1 160",
                                      "scatter 0>2 160"}));
  // Worker 1 needs rows 0-4: of both gathered halves.
  EXPECT_EQ(plan.stages[1].messages[2].after, (std::vector<int>{0, 1}));
}

// Pointwise: each worker needs what it returned, and waits for nothing else.
TEST(Planner, MapReduceWaitsForWhatIsForwardedOnly) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(1), Conv{.outputs = 1}});
  const Plan plan =
      make_plan(network, test::cluster_of({1, 1}), {.mode = DeliveryMode::map_reduce});
  const Stage& stage = plan.stages[1];
  EXPECT_EQ(describe(stage), (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128",
                                                       "scatter 0>1 128", "scatter 0>2 128"}));
  EXPECT_EQ(stage.messages[2].after, std::vector<int>{0});
  EXPECT_EQ(stage.messages[3].after, std::vector<int>{1});
}

// Of layer1 each worker needs what it returned itself; of the image a row more, which nobody
// returns.
TEST(Planner, MapReduceDoesNotWaitForAnotherMap) {
  Network network = test::chain({1, 8, 8}, {conv3x3(1)});
  test::append(network, "a", Conv{.outputs = 1}, {1});
  test::append(network, "b", conv3x3(1), {0});
  test::append(network, "sum", Add{}, {2, 3});
  PlanOptions options{.mode = DeliveryMode::map_reduce};
  options.partition.conv = "fused:2";
  options.partition.layers = {{"layer1", "bodp"}};
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  const Stage& stage = plan.stages[1];
  EXPECT_EQ(describe(stage), (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128",
                                                       "scatter 0>1 288", "scatter 0>2 288"}));
  EXPECT_EQ(stage.messages[2].after, std::vector<int>{0});
  EXPECT_EQ(stage.messages[3].after, std::vector<int>{1});
}

// In map_reduce a worker keeps nothing of a map that two layers read; the group owner does.
TEST(Planner, MapReduceHandsOutEveryTimeWhatItGathersOnce) {
  Network network = two_convs();
  test::append(network, "other", conv3x3(1), {1});
  test::append(network, "sum", Add{}, {2, 3});
  const Plan plan =
      make_plan(network, test::cluster_of({1, 1}), {.mode = DeliveryMode::map_reduce});
  EXPECT_EQ(describe(plan.stages[2]),
            (std::vector<std::string>{"scatter 0>1 160", "scatter 0>2 160"}));
}

TEST(Planner, AMapIsGatheredOnce) {
  Network network = two_convs();
  test::append(network, "other", conv3x3(1), {1});
  test::append(network, "sum", Add{}, {2, 3});
  PlanOptions options;
  options.partition.layers = {{"layer2", "local"}, {"other", "local"}};
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(describe(plan.stages[1]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
  EXPECT_TRUE(plan.stages[2].messages.empty());
}

TEST(Planner, WhatTwoLayersReadIsSentOnce) {
  Network convs = two_convs();
  test::append(convs, "other", conv3x3(1), {1});
  test::append(convs, "sum", Add{}, {2, 3});
  const Plan halos = make_plan(convs, test::cluster_of({1, 1}), {});
  EXPECT_EQ(halos.stages[1].messages.size(), 4U);
  EXPECT_TRUE(halos.stages[2].messages.empty());
  Network dense = test::chain({1, 4, 4}, {conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  test::append(dense, "other", Dense{.outputs = 4}, {2});
  test::append(dense, "both", Concat{}, {3, 4});
  const Plan vectors = make_plan(dense, test::cluster_of({1, 1}), {});
  EXPECT_EQ(describe(vectors.stages[2]),
            (std::vector<std::string>{"scatter 0>1 64", "scatter 0>2 64"}));
  EXPECT_EQ(vectors.stages[3].layer, 4);
  EXPECT_TRUE(vectors.stages[3].messages.empty());
}

// One pixel, which the first worker has, is all that both halves of the next map are made of.
TEST(Planner, AWorkerThatHasAWholeMapSendsAHaloOfIt) {
  const Network network =
      test::chain({1, 8, 8}, {Conv{.outputs = 1, .window = {8, 8, 8, 8}}, Upsample{.stride = 8}});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {.via = Via::peer});
  EXPECT_EQ(describe(plan.stages[1]), std::vector<std::string>{"halo 1>2 4"});
}

// A map that a local layer reads between or after two layers of the workers: copies are not
// gathered, and what is gathered stays with the workers, too.
TEST(Planner, OwnersReturnAMapAndKeepIt) {
  for (const char* local : {"layer2", "other"}) {
    Network network = two_convs();
    test::append(network, "other", conv3x3(1), {1});
    test::append(network, "sum", Add{}, {2, 3});
    PlanOptions options{.via = Via::peer};
    options.partition.layers = {{local, "local"}};
    const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
    const std::size_t gathers = local == network.layers[2].name ? 1 : 2;
    EXPECT_EQ(describe(plan.stages[gathers]),
              (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
    EXPECT_EQ(describe(plan.stages[3 - gathers]),
              (std::vector<std::string>{"halo 2>1 32", "halo 1>2 32"}));
  }
}

// Two layers of a run, which both read a row of the other half of a map from before it.
TEST(Planner, ARunIsSentOnceWhatItsLayersShare) {
  Network network = test::chain({1, 8, 8}, {conv3x3(1)});
  test::append(network, "a", conv3x3(1), {1});
  test::append(network, "b", conv3x3(1), {1});
  test::append(network, "sum", Add{}, {2, 3});
  PlanOptions options{.via = Via::peer};
  options.partition.conv = "fused:2";
  options.partition.layers = {{"layer1", "bodp"}};
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"halo 2>1 32", "halo 1>2 32"}));
  EXPECT_EQ(plan.stages[1].messages[0].pieces.size(), 1U);
  EXPECT_TRUE(plan.stages[2].messages.empty());
}

// The same of two maps: a row of each, in one message.
TEST(Planner, ARunIsSentAllThatItsLayersReadOfDifferentMaps) {
  Network network = test::chain({1, 8, 8}, {conv3x3(1)});
  test::append(network, "second", conv3x3(1), {0});
  test::append(network, "a", conv3x3(1), {1});
  test::append(network, "b", conv3x3(1), {2});
  test::append(network, "sum", Add{}, {3, 4});
  PlanOptions options{.via = Via::peer};
  options.partition.conv = "fused:2";
  options.partition.layers = {{"layer1", "bodp"}, {"second", "bodp"}};
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(describe(plan.stages[2]), (std::vector<std::string>{"halo 2>1 64", "halo 1>2 64"}));
  ASSERT_EQ(plan.stages[2].messages[0].pieces.size(), 2U);
  EXPECT_EQ(plan.stages[2].messages[0].pieces[1].map, MapId{2});
}

TEST(Planner, AGroupOwnerThatComputesTakesTheFirstShare) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({1}), {.group_owner_computes = true});
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[0].device, 0);
  EXPECT_EQ(plan.stages[0].tasks[0].computes.hull().rows, (Range{0, 4}));
  EXPECT_EQ(describe(plan.stages[0]), std::vector<std::string>{"scatter 0>1 160"});
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"halo 1>0 32", "halo 0>1 32"}));
}

TEST(Planner, TheLonePhoneSendsNothing) {
  const Plan plan = make_plan(two_convs(), test::cluster_of({}), {});
  EXPECT_EQ(measure(plan, test::cluster_of({})).messages, 0);
  EXPECT_EQ(plan.stages.size(), 2U);
  EXPECT_EQ(measure(plan, test::cluster_of({})).macs, 2 * 9 * 64);
}

TEST(Planner, DenseLayersGetTheWholeInputFromTheGroupOwner) {
  const Network network = test::chain({1, 4, 4}, {conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_EQ(describe(plan.stages[1]), (std::vector<std::string>{"gather 1>0 32", "gather 2>0 32"}));
  EXPECT_EQ(describe(plan.stages[2]),
            (std::vector<std::string>{"scatter 0>1 64", "scatter 0>2 64"}));
  EXPECT_EQ(plan.stages[2].tasks[1].computes.hull().channels, (Range{2, 4}));
}

TEST(Planner, ElementWiseLayersMoveNothing) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(2), BatchNorm{}, Activate{}});
  const Plan plan = make_plan(network, test::cluster_of({1, 3}), {});
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_TRUE(plan.stages[2].messages.empty());
  EXPECT_EQ(plan.stages[2].tasks[0].computes, plan.stages[0].tasks[0].computes);
  PlanOptions options;
  options.partition.layers["layer1"] = "local";
  const Plan local = make_plan(network, test::cluster_of({1, 3}), options);
  ASSERT_EQ(local.stages.size(), 3U);
  EXPECT_TRUE(local.stages[1].messages.empty());
  EXPECT_EQ(local.stages[2].tasks[0].device, group_owner);
  // Unless the experiment says otherwise.
  options.partition.layers = {{"layer2", "local"}};
  EXPECT_EQ(make_plan(network, test::cluster_of({1, 3}), options).stages[1].tasks[0].device,
            group_owner);
  // The image is nobody's part but the group owner's, and is handed out.
  const Network first = test::chain({1, 8, 8}, {Activate{}});
  EXPECT_EQ(make_plan(first, test::cluster_of({1, 3}), {}).stages[0].tasks.size(), 2U);
}

TEST(Planner, DenseLayersAreSharedOutByTheirOwnRate) {
  Cluster cluster = test::cluster_of({1, 1});
  cluster.members[1].device.dense_macs_per_s = 300;  // the other's is 100; of convs they are equal
  const Network network = test::chain({1, 4, 4}, {conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  const Plan plan = make_plan(network, cluster, {});
  EXPECT_EQ(plan.stages[0].tasks[0].computes.hull().rows, (Range{0, 2}));
  EXPECT_EQ(plan.stages[2].tasks[0].computes.hull().channels, (Range{0, 3}));
}

TEST(Planner, OnlyWhatIsNeededIsCutByNeuronsAndOnlyAmongWorkers) {
  Network network = test::chain({60, 1, 1}, {Dense{.outputs = 8}});
  network.layers[1].name = "dead";
  test::append(network, "end", Dense{.outputs = 8}, {0});
  PlanOptions options;
  options.partition.dense = "input_split";
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  ASSERT_EQ(plan.stages.size(), 2U);
  EXPECT_EQ(plan.stages[0].layer, 2);
  EXPECT_EQ(plan.stages[0].tasks[0].operation, Operation::sum_of_products);
  const Plan alone = make_plan(network, test::cluster_of({}), options);
  ASSERT_EQ(alone.stages.size(), 1U);
  EXPECT_EQ(alone.stages[0].tasks[0].operation, Operation::compute);
}

TEST(Planner, WorkersAddUpUnlessTheGroupOwnerDoes) {
  const Network network = test::chain({60, 1, 1}, {SparseDense{.outputs = 40, .density = 0.3}});
  const auto adders = [&network](const std::string& scheme, DeliveryMode mode) {
    PlanOptions options{.mode = mode};
    options.partition.dense = scheme;
    const Plan plan = make_plan(network, test::cluster_of({1, 1}), options,
                                weight_patterns(network, options.partition, 1, 2));
    std::vector<DeviceId> devices;
    for (const Task& task : plan.stages[1].tasks) devices.push_back(task.device);
    return devices;
  };
  EXPECT_EQ(adders("mscc", DeliveryMode::halo), (std::vector<DeviceId>{1, 2}));
  EXPECT_EQ(adders("mscc", DeliveryMode::map_reduce), std::vector<DeviceId>{group_owner});
  EXPECT_EQ(adders("input_split", DeliveryMode::halo), std::vector<DeviceId>{group_owner});
}

TEST(Planner, CopiesAreNotComputedOnAgain) {
  Network network = two_convs();
  test::append(network, "relu", Activate{}, {1});
  test::append(network, "sum", Add{}, {2, 3});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_EQ(plan.stages[2].tasks[0].computes, (Box{{0, 1}, {0, 4}, {0, 8}}));
}

TEST(Planner, ChannelsThatStayWhereTheyAreMoveNothing) {
  const Network network = test::chain({2, 8, 8}, {conv3x3(2), MaxPool{.window = {2, 2, 2, 2}}});
  PlanOptions options;
  options.partition.conv = "channel";
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(plan.stages[1].tasks[1].reads[0].region, (Box{{1, 2}, {0, 8}, {0, 8}}));
  EXPECT_TRUE(plan.stages[1].messages.empty());
}

// Two outputs of four inputs, of which the first device has computed 0 and 1, the second 2 and 3.
TEST(Planner, RowsThatReadMoreThanHalfOfTheInputsGetThemFromTheGroupOwner) {
  const Network network =
      test::chain({4, 1, 1}, {Dense{.outputs = 4}, SparseDense{.outputs = 2, .density = 0.6}});
  const auto messages = [&network](const std::vector<std::int32_t>& columns_of_first,
                                   PlanOptions options) {
    std::vector<std::int32_t> columns = columns_of_first;
    columns.insert(columns.end(), {2, 3});
    const std::vector<Index> starts{0, static_cast<Index>(columns_of_first.size()),
                                    static_cast<Index>(columns.size())};
    const Patterns patterns{{2, std::make_shared<Bipartite>(make_bipartite(4, starts, columns))}};
    const Cluster cluster =
        options.group_owner_computes ? test::cluster_of({1}) : test::cluster_of({1, 1});
    options.partition.dense = "output_split";
    options.via = Via::peer;
    const Plan plan = make_plan(network, cluster, options, patterns);
    EXPECT_EQ(verify(network, plan, 4, patterns), std::vector<std::string>{});
    return describe(plan.stages[1]);
  };
  EXPECT_EQ(messages({1, 2, 3}, {}),
            (std::vector<std::string>{"gather 1>0 8", "gather 2>0 8", "scatter 0>1 8"}));
  EXPECT_EQ(messages({1, 2}, {}), std::vector<std::string>{"halo 2>1 4"});
  // What the group owner reads does not count.
  EXPECT_EQ(messages({1, 2, 3}, {.group_owner_computes = true}),
            std::vector<std::string>{"halo 1>0 8"});
}

TEST(Planner, WorkersWithoutAShareStayIdle) {
  const Network network = test::chain({1, 2, 2}, {conv3x3(1)});
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1, 1}), {});
  EXPECT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_TRUE(verify(network, plan, 4).empty());
}

TEST(Planner, OneLayerCanBeLocal) {
  PlanOptions options;
  options.partition.layers["layer2"] = "local";
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), options);
  ASSERT_EQ(plan.stages[1].tasks.size(), 1U);
  EXPECT_EQ(plan.stages[1].tasks[0].device, group_owner);
  EXPECT_EQ(describe(plan.stages[1]),
            (std::vector<std::string>{"gather 1>0 128", "gather 2>0 128"}));
}

TEST(Planner, OffloadSendsWhatALayerPutsOutToTheFastestWorker) {
  // Three layers of 8 x 8 values, 256 bytes each; the first stays with the group owner.
  const Network network =
      test::chain({1, 8, 8}, {conv3x3(1), Activate{}, conv3x3(1), Flatten{}, Dense{.outputs = 4}});
  PlanOptions options;
  options.partition.conv = "offload:layer1";
  const Cluster cluster = test::cluster_of({1, 3, 3});
  const Plan plan = make_plan(network, cluster, options);
  EXPECT_TRUE(verify(network, plan, 4).empty());
  std::vector<DeviceId> devices;
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks) devices.push_back(task.device);
  EXPECT_EQ(devices, (std::vector<DeviceId>{0, 2, 2, 2, 2}));
  EXPECT_TRUE(plan.stages[0].messages.empty());
  EXPECT_EQ(describe(plan.stages[1]), std::vector<std::string>{"scatter 0>2 256"});
  EXPECT_EQ(describe(plan.stages[5]), std::vector<std::string>{"gather 2>0 16"});
  EXPECT_EQ(measure(plan, cluster).messages, 2);
}

TEST(Planner, OffloadOfTheInputSendsTheImageAndWithoutAServerNothing) {
  PlanOptions options;
  options.partition.conv = "offload:" + two_convs().layers[0].name;
  const Plan plan = make_plan(two_convs(), test::cluster_of({1}), options);
  EXPECT_EQ(describe(plan.stages[0]), std::vector<std::string>{"scatter 0>1 256"});
  EXPECT_EQ(describe(plan.stages[2]), std::vector<std::string>{"gather 1>0 256"});
  EXPECT_EQ(
      measure(make_plan(two_convs(), test::cluster_of({}), options), test::cluster_of({})).messages,
      0);
  options.partition.conv = "offload:no such layer";
  EXPECT_THROW(make_plan(two_convs(), test::cluster_of({1}), options), std::invalid_argument);
}

TEST(Measure, ReportsTheImbalanceOfMacs) {
  // 9 rows on 2 equal workers: 5 and 4 rows, mean 4.5.
  const Network network = test::chain({1, 9, 9}, {Conv{.outputs = 1}});
  const PlanMetrics metrics =
      measure(make_plan(network, test::cluster_of({1, 1}), {}), test::cluster_of({1, 1}));
  EXPECT_DOUBLE_EQ(metrics.mac_imbalance, 5 / 4.5 - 1);
  EXPECT_EQ(metrics.macs, 81);
  EXPECT_EQ(metrics.computing_devices, 2);
  const Plan all = make_plan(network, test::cluster_of({1, 1}), {.group_owner_computes = true});
  EXPECT_EQ(measure(all, test::cluster_of({1, 1})).computing_devices, 3);
}

TEST(Measure, WeighsTheLoadByTheSpeed) {
  // 8 rows on a worker that is thrice as fast as the other: 6 and 2 rows, balanced.
  const Network network = test::chain({1, 8, 8}, {Conv{.outputs = 1}});
  const Cluster cluster = test::cluster_of({3, 1});
  EXPECT_DOUBLE_EQ(measure(make_plan(network, cluster, {}), cluster).mac_imbalance, 0);
  // Equal strips: the slow one takes 4 / 1 s where all together would take 8 / 4 s.
  PlanOptions equal;
  equal.partition.conv = "uniform_1d";
  EXPECT_DOUBLE_EQ(measure(make_plan(network, cluster, equal), cluster).mac_imbalance, 1);
}

}  // namespace
}  // namespace modnn
