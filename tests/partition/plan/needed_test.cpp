// What of a map the result depends on, and that nothing else is planned.
#include "partition/plan/needed.h"

#include <gtest/gtest.h>
#include <random>

#include "models/kernels/run_layer.h"
#include "models/weights/weights.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

Conv conv1x1(Index outputs, Index stride) {
  return {.outputs = outputs, .window = {1, 1, stride, stride}};
}
Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}
const MaxPool pool_2x2{.window = {2, 2, 2, 2}};

struct Rows {
  const char* what;
  Network network;
  std::vector<Index> needed;  ///< rows of every map from the image on
};

// By hand: outputs [0, n) of a window k with stride s and no padding need rows [0, (n - 1) s + k).
std::vector<Rows> rows_by_hand() {
  const auto image = [](Index height) { return Shape{3, height, 8}; };
  std::vector<Rows> table;
  table.push_back({"everything is read", test::chain(image(8), {conv3x3(4), pool_2x2}), {8, 8, 4}});
  table.push_back(
      {"an odd map before a pool", test::chain(image(9), {conv3x3(4), pool_2x2}), {9, 8, 4}});
  table.push_back(
      {"a pointwise stride", test::chain(image(8), {conv3x3(4), conv1x1(2, 3)}), {8, 7, 3}});
  // 11 rows: 5 of the first pool, 2 of the second, which reads 4 of the 5, for which 8 are read.
  table.push_back({"two strides", test::chain(image(11), {pool_2x2, pool_2x2}), {8, 4, 2}});
  // Row 8 of 9 is not read by the pool, row 7 only by its halo: 3x3 reads one row more.
  table.push_back(
      {"a window below", test::chain(image(9), {conv3x3(4), conv3x3(4), pool_2x2}), {9, 9, 8, 4}});
  table.push_back({"element-wise layers",
                   test::chain(image(9), {conv3x3(4), BatchNorm{}, Activate{}, pool_2x2}),
                   {9, 8, 8, 8, 4}});
  return table;
}

TEST(Needed, IsWhatTheLastLayerReaches) {
  for (const Rows& rows : rows_by_hand()) {
    const std::vector<Box> needed = needed_regions(rows.network);
    ASSERT_EQ(needed.size(), rows.needed.size()) << rows.what;
    for (std::size_t id = 0; id < needed.size(); ++id) {
      EXPECT_EQ(needed[id].rows, (Range{0, rows.needed[id]})) << rows.what << ", map " << id;
      EXPECT_EQ(needed[id].channels, (Range{0, rows.network.layers[id].shape.channels}))
          << rows.what;
    }
  }
}

TEST(Needed, IsNothingOfWhatTheRestDoesNotRead) {
  const Network network = test::chain({3, 11, 8}, {pool_2x2, pool_2x2});
  EXPECT_TRUE(needed_regions(network, 2)[0].empty());
  EXPECT_EQ(needed_regions(network, 2)[1].rows, (Range{0, 4}));
}

TEST(Needed, IsNothingOfABranchThatLeadsNowhere) {
  Network network = test::chain({2, 6, 6}, {conv3x3(3)});
  test::append(network, "dead", conv3x3(5), {1});
  test::append(network, "dead_relu", Activate{}, {2});
  test::append(network, "end", conv3x3(4), {1});
  const std::vector<Box> needed = needed_regions(network);
  EXPECT_TRUE(needed[2].empty());
  EXPECT_TRUE(needed[3].empty());
  EXPECT_EQ(needed[1], whole({3, 6, 6}));
  const Plan plan = make_plan(network, test::cluster_of({1, 2}), {});
  for (const Stage& stage : plan.stages) EXPECT_TRUE(stage.layer == 1 || stage.layer == 4);
  EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>{});
}

/// Rows of the map that some task computes.
Index planned_rows(const Plan& plan, LayerId layer) {
  Index end = 0;
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks)
      if (stage.layer == layer) end = std::max(end, task.computes.hull().rows.end);
  return end;
}

TEST(Needed, IsAllThatIsPlanned) {
  for (const Rows& rows : rows_by_hand()) {
    for (const char* scheme : {"bodp", "grid_2d", "channel", "local"}) {
      for (const DeliveryMode mode : {DeliveryMode::halo, DeliveryMode::map_reduce}) {
        PlanOptions options;
        options.partition.conv = scheme;
        options.mode = mode;
        const Plan plan = make_plan(rows.network, test::cluster_of({1, 2, 3}), options);
        for (LayerId id = 1; id < rows.network.size(); ++id)
          EXPECT_EQ(planned_rows(plan, id), rows.needed[id])
              << rows.what << ", " << scheme << ", map " << id;
        EXPECT_EQ(verify(rows.network, plan, 4), std::vector<std::string>{})
            << rows.what << ", " << scheme;
      }
    }
    const Plan alone = make_plan(rows.network, test::cluster_of({}), {});
    EXPECT_EQ(planned_rows(alone, 1), rows.needed[1]) << rows.what;
    EXPECT_EQ(verify(rows.network, alone, 4), std::vector<std::string>{}) << rows.what;
  }
}

// Nine rows are cut into 5 and 4, of which the pool below reads 5 and 3: the second worker's work
// and its input end earlier, and the cut stays where it was.
TEST(Needed, IsCutOffTheSharesOfTheWholeMap) {
  const Network network = test::chain({3, 9, 8}, {conv3x3(4), pool_2x2});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  ASSERT_EQ(plan.stages[0].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[0].tasks[0].computes.hull().rows, (Range{0, 5}));
  EXPECT_EQ(plan.stages[0].tasks[1].computes.hull().rows, (Range{5, 8}));
  EXPECT_EQ(plan.stages[0].tasks[1].reads[0].region.hull().rows, (Range{4, 9}));
}

// Of the conv the ninth row is read, too, but not through the activation.
TEST(Needed, IsCutOffWhatIsKeptOfAnInput) {
  Network network = test::chain({3, 9, 8}, {conv3x3(4), Activate{}, pool_2x2});
  test::append(network, "whole", Flatten{}, {1});
  test::append(network, "pooled", Flatten{}, {3});
  test::append(network, "both", Concat{}, {4, 5});
  const Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_EQ(planned_rows(plan, 1), 9);
  EXPECT_EQ(planned_rows(plan, 2), 8);
}

// A worker whose whole share is the row that nobody reads has no part in the layer.
TEST(Needed, AWorkerOfUnreadRowsIsLeftOut) {
  const Network network = test::chain({1, 5, 4}, {conv1x1(1, 1), pool_2x2});
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1, 1, 1}), {});
  ASSERT_EQ(plan.stages[0].layer, 1);
  EXPECT_EQ(plan.stages[0].tasks.size(), 4U);
}

// Changing what is not needed never changes the result: the definition, tried with numbers.
TEST(Needed, WhatIsNotNeededChangesNothing) {
  std::mt19937 random(5);
  int tried = 0;
  for (int round = 0; round < 200; ++round) {
    const Network network = test::random_case(random).network;
    const Box needed = needed_regions(network)[0];
    const Box all = whole(network.input_shape());
    if (needed == all) continue;
    ++tried;
    const Weights weights = generate_weights(network, 7);
    Tensor image(all);
    for (float& value : image.values) value = static_cast<float>(random() % 1000) / 500 - 1;
    Tensor changed = image;
    for (Index c = 0; c < all.channels.end; ++c)
      for (Index row = 0; row < all.rows.end; ++row)
        for (Index col = 0; col < all.cols.end; ++col)
          if (!needed.contains({{c, c + 1}, {row, row + 1}, {col, col + 1}}))
            changed
                .values[static_cast<std::size_t>((c * all.rows.end + row) * all.cols.end + col)] =
                9;
    EXPECT_EQ(run_network(network, weights, image).values,
              run_network(network, weights, changed).values);
  }
  EXPECT_GT(tried, 10);
}

TEST(Verify, NoticesANeededRowThatIsMissing) {
  const Network network = test::chain({3, 9, 8}, {conv3x3(4), pool_2x2});
  Plan plan = make_plan(network, test::cluster_of({1}), {});
  Task& task = plan.stages[0].tasks[0];
  Box shorter = task.computes.hull();
  shorter.rows.end -= 1;
  task.computes = task.owns = shorter;
  EXPECT_FALSE(verify(network, plan, 4).empty());
}

}  // namespace
}  // namespace modnn
