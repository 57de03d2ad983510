#include "partition/plan/weight_storage.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

/// 10 x 4 weights and 10 biases.
Network dense_network() { return test::chain({4, 1, 1}, {Dense{.outputs = 10}}); }

double stored(const WeightStorage& storage) {
  const Network network = dense_network();
  return stored_weight_bytes(network, 1, whole(network.layer(1).shape), storage);
}

TEST(StoredWeightBytes, FollowBitsAndDensity) {
  EXPECT_DOUBLE_EQ(stored({}), 40 * 4 + 40);
  EXPECT_DOUBLE_EQ(stored({8, 1}), 40 + 40);
  EXPECT_DOUBLE_EQ(stored({4, 1}), 20 + 40);
  EXPECT_DOUBLE_EQ(stored({32, 0.25}), 10 * (4 + 4) + 40);  // a value and an index each
  EXPECT_DOUBLE_EQ(stored({8, 0.1}), 4 * (1 + 4) + 40);
}

TEST(StoredWeightBytes, HaveNoIndexWhereItDoesNotPay) {
  EXPECT_DOUBLE_EQ(stored({32, 0.9}), 40 * 4 + 40);  // not 36 * 8
  EXPECT_DOUBLE_EQ(stored({32, 0.5}), 40 * 4 + 40);  // 20 * 8 is as much
  EXPECT_DOUBLE_EQ(stored({32, 0.475}), 19 * 8 + 40);
  EXPECT_DOUBLE_EQ(stored({8, 0.25}), 40 + 40);  // not 10 * 5
  EXPECT_TRUE(pays_to_index({8, 0.19}));
  EXPECT_FALSE(pays_to_index({8, 0.2}));
  EXPECT_FALSE(pays_to_index({}));
}

TEST(StoredWeightBytes, CountInMemoryFlashAndTraffic) {
  const Network network = dense_network();
  Cluster cluster = test::cluster_of({});
  cluster.members[0].device.available_bytes = 16 + 40 + 60;  // activations, and room for 60 bytes
  const Plan plain = make_plan(network, cluster, {});
  PlanOptions options;
  options.weights.bits = 8;
  const Plan packed = make_plan(network, cluster, options);
  EXPECT_DOUBLE_EQ(plain.memory[0].weights, 200);
  EXPECT_DOUBLE_EQ(plain.memory[0].paged, 140);
  EXPECT_DOUBLE_EQ(packed.memory[0].weights, 80);
  EXPECT_DOUBLE_EQ(packed.memory[0].paged, 20);
  EXPECT_DOUBLE_EQ(packed.stages[0].tasks[0].work.bytes, plain.stages[0].tasks[0].work.bytes - 120);
}

}  // namespace
}  // namespace modnn
