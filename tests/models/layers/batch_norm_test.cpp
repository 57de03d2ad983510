#include "models/layers/batch_norm.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::run_one;

TEST(BatchNorm, ByHand) {
  const LayerWeights weights{{2, -1}, {10, 0}};
  EXPECT_EQ(run_one({2, 1, 2}, BatchNorm{}, weights, {1, 2, 3, -4}),
            (std::vector<float>{12, 14, -3, 4}));
  EXPECT_EQ(run_one({2, 1, 2}, BatchNorm{Activation::relu}, weights, {1, 2, 3, -4}),
            (std::vector<float>{12, 14, 0, 4}));
}

TEST(BatchNorm, HasTwoParametersPerChannel) {
  EXPECT_EQ(parameters(chain({5, 3, 3}, {BatchNorm{}}), 1), 10);
}

TEST(BatchNorm, MatchesTheReference) {
  test::expect_matches_reference(chain({5, 6, 7}, {BatchNorm{Activation::relu}}), 1e-6);
}

}  // namespace
}  // namespace modnn
