#include "partition/plan/liveness.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

TEST(LastUse, IsTheLastStageThatReadsOrSends) {
  // image -> layer1 -> layer2, both local: the group owner reads the image in stage 0 and layer1 in
  // stage 1.
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1}, Conv{.outputs = 1}});
  const Plan plan = make_plan(network, test::cluster_of({}), {});
  const auto last = last_use(network, plan);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0], (std::map<MapId, int>{{{0}, 0}, {{1}, 1}, {{2}, 2}}));
}

TEST(LastUse, OfAWorkerCoversWhatItSendsBack) {
  const Network network = test::chain({1, 4, 4}, {Conv{.outputs = 1}});
  const Plan plan = make_plan(network, test::cluster_of({1}), {});
  const auto last = last_use(network, plan);
  ASSERT_EQ(plan.stages.size(), 2U);
  EXPECT_EQ(last[1], (std::map<MapId, int>{
                         {{0}, 0}, {{1}, 1}}));  // image in stage 0, its result sent in stage 1
  EXPECT_EQ(last[0],
            (std::map<MapId, int>{{{0}, 0}, {{1}, 2}}));  // sends the image; keeps the result
}

TEST(ResultLayers, IncludeWhatAFinalSoftmaxIsGiven) {
  const Network plain = test::chain({3, 1, 1}, {Dense{.outputs = 2}});
  EXPECT_EQ(result_layers(plain), std::vector<LayerId>{1});
  const Network softmax = test::chain({3, 1, 1}, {Dense{.outputs = 2}, Softmax{}});
  EXPECT_EQ(result_layers(softmax), (std::vector<LayerId>{1, 2}));
  const auto last = last_use(softmax, make_plan(softmax, test::cluster_of({}), {}));
  EXPECT_EQ(last[0], (std::map<MapId, int>{{{0}, 0}, {{1}, 2}, {{2}, 2}}));
  // A server that computes the softmax keeps what it was given; the group owner gets the result.
  PlanOptions options;
  options.partition.conv = "offload:" + softmax.layer(0).name;
  const Plan offloaded = make_plan(softmax, test::cluster_of({1}), options);
  EXPECT_EQ(holder_of_result(softmax, offloaded, 1), 1);
  EXPECT_EQ(holder_of_result(softmax, offloaded, 2), group_owner);
  EXPECT_EQ(last_use(softmax, offloaded)[1], (std::map<MapId, int>{{{0}, 0}, {{1}, 3}, {{2}, 2}}));
}

}  // namespace
}  // namespace modnn
