#include "models/layers/max_pool.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::expect_matches_reference;
using test::run_one;

Window square(Index kernel, Index padding, Index stride, Index dilation = 1) {
  return {kernel, kernel, stride, stride, dilation, dilation, padding, padding, padding, padding};
}

TEST(MaxPool, ByHand) {
  EXPECT_EQ(run_one({1, 2, 4}, MaxPool{.window = square(2, 0, 2)}, {}, {1, 5, 2, 0, 3, 4, 9, 1}),
            (std::vector<float>{5, 9}));
}

TEST(MaxPool, PaddingIsNotZeroButMinusInfinity) {
  EXPECT_EQ(run_one({1, 2, 2}, MaxPool{.window = square(2, 1, 2)}, {}, {-1, -2, -3, -4}),
            (std::vector<float>{-1, -2, -3, -4}));
}

TEST(MaxPool, CeilModeKeepsTheRest) {
  EXPECT_EQ(run_one({1, 1, 3}, MaxPool{.window = {1, 2, 1, 2}, .ceil_mode = true}, {}, {1, 2, -3}),
            (std::vector<float>{2, -3}));
}

TEST(MaxPool, MatchesTheReference) {
  for (const Window& window : {square(2, 0, 2), square(3, 1, 2), square(3, 0, 2), square(3, 1, 1),
                               square(2, 0, 3), square(3, 1, 1, 2)})
    for (bool ceil_mode : {false, true})
      expect_matches_reference(
          chain({3, 13, 16}, {MaxPool{.window = window, .ceil_mode = ceil_mode}}), 0);
}

}  // namespace
}  // namespace modnn
