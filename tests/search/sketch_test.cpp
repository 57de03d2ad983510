#include "search/sketch.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "partition/spatial/strips.h"
#include "partition/verify/verify.h"
#include "search/family.h"
#include "search/moves.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

Conv same_3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// Messages, tasks and bytes as text: what a plan is.
std::string text_of(const Plan& plan) {
  std::string text;
  const auto add = [&text](const Region& region) {
    for (const Box& box : region.boxes())
      for (const Range& range : {box.channels, box.rows, box.cols})
        text += std::to_string(range.begin) + ":" + std::to_string(range.end) + " ";
  };
  for (const Stage& stage : plan.stages) {
    text += "stage " + std::to_string(stage.layer) + "\n";
    for (const Message& message : stage.messages) {
      text += std::to_string(message.source) + ">" + std::to_string(message.destination) + " ";
      for (const Piece& piece : message.pieces) add(piece.region);
    }
    for (const Task& task : stage.tasks) {
      text += "\n" + std::to_string(task.device) + " ";
      add(task.computes);
      text += "owns ";
      add(task.owns);
    }
  }
  return text;
}

// A plan of a scheme, as a sketch, is planned as the same plan.
TEST(Sketch, OfAPlanMakesThatPlan) {
  const Network network =
      test::chain({3, 24, 24}, {same_3x3(8), MaxPool{.window = {2, 2, 2, 2}}, same_3x3(8),
                                same_3x3(4), Flatten{}, Dense{.outputs = 10}, Softmax{}});
  const Cluster cluster = test::cluster_of({1, 2, 0.5});
  for (const char* scheme : {"bodp", "grid_2d", "uniform_1d", "fused:2", "fused_grid:3", "channel",
                             "local", "ofl", "aofl", "ocbp", "efl:2", "offload:layer2"}) {
    PlanOptions options;
    options.partition.conv = scheme;
    const Plan plan = make_plan(network, cluster, options);
    const auto sketch = sketch_of(plan, network, cluster, options);
    ASSERT_TRUE(sketch) << scheme;
    const auto planned = planned_by(*sketch, network, cluster);
    ASSERT_TRUE(planned) << scheme;
    EXPECT_EQ(text_of(make_plan(network, cluster, *planned)), text_of(plan)) << scheme;
  }
}

// Ten thousand changes, one after the other, each of which has to leave a right plan.
TEST(Sketch, MakesRightPlansHoweverItIsChanged) {
  std::mt19937 random(5);
  int checked = 0;
  for (int round = 0; round < 40; ++round) {
    test::RandomCase c = test::random_case(random);
    c.options.partition = {};
    c.patterns = weight_patterns(c.network, {}, c.seed, c.cluster.workers());
    const Choices all = choices(c.network, c.cluster, c.options, true);
    auto sketch = sketch_of(make_plan(c.network, c.cluster, c.options, c.patterns), c.network,
                            c.cluster, c.options);
    if (!sketch) continue;  // a sparse layer, which is cut by neurons
    for (int step = 0; step < 60; ++step) {
      const std::vector<Move> moves = moves_of(*sketch, all);
      const auto after = moved(*sketch, moves[random() % moves.size()], all);
      if (!after) continue;
      const auto planned = planned_by(*after, c.network, c.cluster);
      if (!planned) continue;
      const Plan plan = make_plan(c.network, c.cluster, *planned, c.patterns);
      const auto wrong = verify(c.network, plan, c.options.bytes_per_value, c.patterns);
      ASSERT_EQ(wrong, std::vector<std::string>{}) << "round " << round << " step " << step;
      sketch = after;
      ++checked;
    }
  }
  EXPECT_GT(checked, 500);
}

TEST(Sketch, LetsNobodyButTheGroupOwnerShareWhereItComputes) {
  const Network network = test::chain({1, 8, 8}, {same_3x3(1), Flatten{}});
  const PlanOptions options;
  const Block both{1, bodp, {1, 1}, {}, {}};
  EXPECT_FALSE(is_possible(both, network, options, 1));
  PlanOptions computes;
  computes.group_owner_computes = true;
  EXPECT_TRUE(is_possible(both, network, computes, 1));
  EXPECT_TRUE(is_possible({1, bodp, {1, 0}, {}, {}}, network, options, 1));
  EXPECT_FALSE(is_possible({1, bodp, {0, 0}, {}, {}}, network, options, 1));
  // A flattened map is needed as a whole: no run shares it.
  EXPECT_FALSE(is_possible({2, bodp, {1, 1}, {}, {}}, network, computes, 1));
}

// Two layers and two workers: 3 sets of workers and the group owner alone; two blocks with 4 cuts
// each, or one.
TEST(Family, HasEveryPlanOnce) {
  const Network network = test::chain({1, 8, 8}, {same_3x3(1), same_3x3(1)});
  const Choices given = choices(network, test::cluster_of({1, 2}), {}, false);
  EXPECT_EQ(partitioners().size(), 4U);
  EXPECT_EQ(whole_family(given, 1000).size(), 4 * (4 * 4 + 4));
  EXPECT_TRUE(whole_family(given, 10).empty());
}

}  // namespace
}  // namespace modnn
