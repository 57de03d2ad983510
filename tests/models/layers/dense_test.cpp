#include "models/layers/dense.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::expect_matches_reference;
using test::run_one;

TEST(Dense, ByHand) {
  const LayerWeights weights{{1, 2, 3, -1, -2, -3}, {0.5F, 100}};
  EXPECT_EQ(run_one({3, 1, 1}, Dense{.outputs = 2}, weights, {1, 10, 100}),
            (std::vector<float>{321.5F, -221}));
  EXPECT_EQ(run_one({3, 1, 1}, Dense{.outputs = 2, .activation = Activation::relu}, weights,
                    {1, 10, 100}),
            (std::vector<float>{321.5F, 0}));
}

TEST(Dense, ReadsAMapInChannelRowColumnOrder) {
  const LayerWeights weights{{1, 10, 100, 1000}, {}};
  EXPECT_EQ(run_one({2, 1, 2}, Dense{.outputs = 1, .bias = false}, weights, {1, 2, 3, 4}),
            (std::vector<float>{4321}));
}

TEST(Dense, MatchesTheReference) {
  expect_matches_reference(chain({301, 1, 1}, {Dense{.outputs = 97}}));
  expect_matches_reference(chain(
      {3, 5, 7}, {Dense{.outputs = 50, .bias = false, .activation = Activation::leaky_relu}}));
}

TEST(Dense, SomeOutputsTouchTheirWeightsOnly) {
  // Weights of the other outputs are poisoned.
  const Network net = chain({2, 1, 1}, {Dense{.outputs = 3}});
  Tensor x(whole({2, 1, 1}));
  x.values = {1, 2};
  const LayerWeights weights{{NAN, NAN, 3, 4, NAN, NAN}, {NAN, 5, NAN}};
  const Tensor y = run_layer(net, 1, weights, {&x}, {{1, 2}, {0, 1}, {0, 1}});
  EXPECT_EQ(y.values, (std::vector<float>{16}));
}

}  // namespace
}  // namespace modnn
