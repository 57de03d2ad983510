#include "models/layers/sparse_dense.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::run_one;

TEST(SparseDense, ByHand) {
  // | 0 2 0 |         | 100 |   | 0.5 |
  // | 0 0 0 | (x) =   |     | + | 1   |
  // | 3 0 4 |                   | 0   |
  const LayerWeights weights{{2, 3, 4}, {0.5F, 1, 0}, {0, 1, 1, 3}, {1, 0, 2}};
  EXPECT_EQ(run_one({3, 1, 1}, SparseDense{.outputs = 3}, weights, {1, 10, 100}),
            (std::vector<float>{20.5F, 1, 403}));
}

TEST(SparseDense, MatchesTheReference) {
  test::expect_matches_reference(
      chain({6, 5, 7},
            {SparseDense{.outputs = 50, .density = 0.1, .activation = Activation::leaky_relu}}));
  test::expect_matches_reference(
      chain({300, 1, 1}, {SparseDense{.outputs = 40, .density = 1, .bias = false}}));
}

TEST(SparseDense, CountsItsNonzerosOnly) {
  const Network net = chain({200, 1, 1}, {SparseDense{.outputs = 30, .density = 0.1}});
  const Box some{{5, 15}, {0, 1}, {0, 1}};
  EXPECT_EQ(parameters(net, 1), 30 * 20 + 30);
  EXPECT_EQ(work(net, 1, some).macs, 10 * 20);
  EXPECT_EQ(work(net, 1, some).kernel, KernelClass::sparse_dense);
  // a value and a column index for each nonzero, and the biases
  EXPECT_EQ(weight_bytes(net, 1, some), 10 * (20 * 8 + 4));
}

TEST(SparseDense, RefusesBlocksThatDoNotFit) {
  EXPECT_THROW(chain({8, 1, 1}, {SparseDense{.outputs = 3, .blocks = 4}}), std::invalid_argument);
  // 8 nonzeros in a row, 2 columns in a block
  EXPECT_THROW(chain({8, 1, 1}, {SparseDense{.outputs = 8, .density = 1, .blocks = 4}}),
               std::invalid_argument);
  EXPECT_NO_THROW(
      chain({8, 1, 1}, {SparseDense{.outputs = 8, .density = 1, .blocks = 4, .noise = 0.75}}));
}

}  // namespace
}  // namespace modnn
