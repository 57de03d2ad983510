#include "models/layers/lrn.h"

#include <cmath>
#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::run_one;

TEST(Lrn, ByHand) {
  // size 3, alpha 3, beta 1, bias 1: y_c = x_c / (1 + sum of the squares of c - 1 .. c + 1)
  const Lrn lrn{.size = 3, .alpha = 3, .beta = 1, .bias = 1};
  const auto y = run_one({4, 1, 1}, lrn, {}, {1, 2, 3, 4});
  EXPECT_FLOAT_EQ(y[0], 1.0F / 6);
  EXPECT_FLOAT_EQ(y[1], 2.0F / 15);
  EXPECT_FLOAT_EQ(y[2], 3.0F / 30);
  EXPECT_FLOAT_EQ(y[3], 4.0F / 26);
}

TEST(Lrn, NeedsTheNeighbouringChannels) {
  const Network net = chain({20, 4, 4}, {Lrn{.size = 5}});
  EXPECT_EQ(required_input(net, 1, 0, {{1, 10}, {2, 3}, {0, 4}}), (Box{{0, 12}, {2, 3}, {0, 4}}));
  const Network even = chain({20, 4, 4}, {Lrn{.size = 4}});
  EXPECT_EQ(required_input(even, 1, 0, {{10, 11}, {2, 3}, {0, 4}}).channels, (Range{8, 12}));
}

TEST(Lrn, MatchesTheReference) {
  for (Index size : {1, 4, 5, 9})
    test::expect_matches_reference(chain({7, 5, 6}, {Lrn{.size = size, .alpha = 0.5}}), 1e-6);
}

}  // namespace
}  // namespace modnn
