#include "partition/verify.h"

#include <gtest/gtest.h>
#include <random>

#include "partition/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

Network small_network() {
  return test::chain({2, 12, 12}, {conv3x3(4), conv3x3(4), MaxPool{.window = {2, 2, 2, 2}},
                                   Flatten{}, Dense{.outputs = 6}, Softmax{}});
}

Plan small_plan() { return make_plan(small_network(), test::cluster_of({1, 1, 1}), {}); }

bool accepted(const Plan& plan) { return verify(small_network(), plan, 4).empty(); }

TEST(Verify, AcceptsAPlan) {
  EXPECT_EQ(verify(small_network(), small_plan(), 4), std::vector<std::string>{});
}

TEST(Verify, NoticesAHaloThatIsOneRowShort) {
  Plan plan = small_plan();
  // Both hops lose the row, so that bytes and pieces stay consistent.
  for (const int index : {0, 1}) {
    Message& message = plan.stages[1].messages[index];
    ASSERT_EQ(message.purpose, Purpose::halo);
    ASSERT_EQ(message.pieces[0].box.rows.size(), 1);
    message.pieces[0].box.rows.end -= 1;
    message.bytes = 0;
  }
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAMissingMessage) {
  Plan plan = small_plan();
  plan.stages[0].messages.pop_back();
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesOverlappingAndMissingOutputs) {
  Plan overlapping = small_plan();
  overlapping.stages[0].tasks[0].output.rows.end += 1;
  EXPECT_FALSE(accepted(overlapping));
  Plan missing = small_plan();
  missing.stages[0].tasks[0].output.rows.end -= 1;
  EXPECT_FALSE(accepted(missing));
}

TEST(Verify, NoticesWrongBytes) {
  Plan plan = small_plan();
  plan.stages[0].messages[0].bytes += 4;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAMessageThatDoesNotWaitForWhatItForwards) {
  Plan plan = small_plan();
  plan.stages[1].messages[1].after.clear();
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesASenderThatHoldsNothing) {
  Plan plan = small_plan();
  plan.stages[1].messages[0].source = 3;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesWrongMacs) {
  Plan plan = small_plan();
  plan.stages[0].tasks[0].work.macs += 1;
  EXPECT_FALSE(accepted(plan));
}

TEST(Verify, NoticesAResultThatDoesNotReturn) {
  const Network network = test::chain({1, 8, 8}, {conv3x3(1)});
  Plan plan = make_plan(network, test::cluster_of({1, 1}), {});
  EXPECT_TRUE(verify(network, plan, 4).empty());
  plan.stages.pop_back();
  EXPECT_FALSE(verify(network, plan, 4).empty());
}

TEST(Verify, NoticesImpossibleIndices) {
  Plan plan = small_plan();
  plan.stages[0].tasks[0].device = 9;
  EXPECT_FALSE(accepted(plan));
  plan = small_plan();
  plan.stages[0].messages[0].pieces[0].tensor = 99;
  EXPECT_FALSE(accepted(plan));
  plan = small_plan();
  plan.stages[0].layer = -1;
  EXPECT_FALSE(accepted(plan));
}

/// Random networks of up to 12 layers, clusters, schemes and deliveries: every plan must be right.
TEST(Verify, AcceptsEveryRandomPlan) {
  std::mt19937 random(2017);
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const std::vector<std::string> schemes{"bodp", "uniform_1d", "grid_2d", "channel", "local"};
  for (int round = 0; round < 300; ++round) {
    Network network = test::chain({1 + below(4), 5 + below(20), 5 + below(20)}, {});
    const int layers = 1 + below(12);
    for (int i = 0; i < layers; ++i) {
      const Shape& map = network.layers.back().shape;
      const LayerId last = network.size() - 1;
      const std::string name = "l" + std::to_string(i);
      switch (below(6)) {
        case 0:
          if (map.height > 3 && map.width > 3) {
            test::append(network, name, MaxPool{.window = {2, 2, 2, 2}}, {last});
          }
          break;
        case 1:
          test::append(network, name, Activate{}, {last});
          break;
        case 2:
          test::append(network, name, Concat{}, {last, last});
          break;
        case 3:
          test::append(network, name,
                       Conv{.outputs = map.channels,
                            .window = {3, 3, 1, 1, 2, 2, 2, 2, 2, 2},
                            .groups = map.channels},
                       {last});
          break;
        case 4: {
          const LayerId branch = test::append(network, name + "b", conv3x3(map.channels), {last});
          test::append(network, name, Add{}, {branch, last});
          break;
        }
        default:
          if (map.height > 5 && map.width > 5) {
            test::append(network, name,
                         Conv{.outputs = 1 + below(8), .window = {5, 3, 2, 1, 1, 1, 1, 2, 0, 1}},
                         {last});
          }
          break;
      }
    }
    if (below(2) == 0) {
      test::append(network, "flatten", Flatten{}, {network.size() - 1});
      test::append(network, "fc", Dense{.outputs = 1 + below(20)}, {network.size() - 1});
      test::append(network, "fc_relu", Activate{}, {network.size() - 1});
    }
    if (network.size() < 2) continue;
    std::vector<double> speeds;
    for (int worker = below(7); worker >= 0; --worker) speeds.push_back(0.25 + 0.25 * below(8));
    PlanOptions options;
    options.partition.conv = schemes[static_cast<std::size_t>(below(5))];
    options.mode = below(2) == 0 ? DeliveryMode::halo : DeliveryMode::map_reduce;
    options.via = below(2) == 0 ? Via::relay : Via::peer;
    options.group_owner_computes = below(3) == 0;
    const Plan plan = make_plan(network, test::cluster_of(speeds), options);
    ASSERT_EQ(verify(network, plan, 4), std::vector<std::string>{}) << "round " << round;
  }
}

}  // namespace
}  // namespace modnn
