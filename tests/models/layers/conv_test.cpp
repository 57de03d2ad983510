#include "models/layers/conv.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::expect_matches_reference;
using test::run_one;

Window square(Index kernel, Index padding, Index stride = 1, Index dilation = 1) {
  return {kernel, kernel, stride, stride, dilation, dilation, padding, padding, padding, padding};
}

TEST(Conv, ByHand) {
  // 1 2 3 / 4 5 6 / 7 8 9 under [1 0 / 0 2], no padding: y = a + 2 d + 10
  const Conv conv{.outputs = 1, .window = square(2, 0)};
  EXPECT_EQ(run_one({1, 3, 3}, conv, {{1, 0, 0, 2}, {10}}, {1, 2, 3, 4, 5, 6, 7, 8, 9}),
            (std::vector<float>{21, 24, 30, 33}));
}

TEST(Conv, PaddingIsZero) {
  const Conv conv{.outputs = 1, .window = square(3, 1), .bias = false};
  EXPECT_EQ(run_one({1, 2, 2}, conv, {{1, 1, 1, 1, 1, 1, 1, 1, 1}, {}}, {1, 2, 3, 4}),
            (std::vector<float>{10, 10, 10, 10}));
}

TEST(Conv, SumsOverInputChannelsAndAppliesTheActivation) {
  const Conv conv{.outputs = 2, .window = square(1, 0), .activation = Activation::relu};
  EXPECT_EQ(run_one({2, 1, 2}, conv, {{1, 10, -1, -10}, {0.5F, 0.5F}}, {1, 2, 3, 4}),
            (std::vector<float>{31.5F, 42.5F, 0, 0}));
}

TEST(Conv, StridePicksEveryOtherPixel) {
  const Conv conv{.outputs = 1, .window = square(1, 0, 2), .bias = false};
  EXPECT_EQ(run_one({1, 3, 3}, conv, {{1}, {}}, {1, 2, 3, 4, 5, 6, 7, 8, 9}),
            (std::vector<float>{1, 3, 7, 9}));
}

TEST(Conv, MatchesTheReference) {
  for (const Window& window : {square(3, 1), square(1, 0), square(5, 2, 2), square(3, 0, 1, 2),
                               square(2, 3), square(7, 3, 4), square(1, 0, 2), square(1, 1)})
    expect_matches_reference(chain({5, 13, 17}, {Conv{.outputs = 6, .window = window}}));
}

TEST(Conv, AsymmetricWindowsMatchTheReference) {
  const Window window{3, 5, 2, 1, 1, 2, 0, 2, 3, 1};
  expect_matches_reference(chain(
      {4, 12, 15},
      {Conv{.outputs = 3, .window = window, .bias = false, .activation = Activation::leaky_relu}}));
}

TEST(Conv, GroupsMatchTheReference) {
  for (Index groups : {2, 4})
    expect_matches_reference(
        chain({8, 9, 10}, {Conv{.outputs = 12, .window = square(3, 1), .groups = groups}}));
}

TEST(Conv, DepthwiseMatchesTheReference) {
  for (Index stride : {1, 2})
    expect_matches_reference(
        chain({8, 11, 10}, {Conv{.outputs = 8, .window = square(3, 1, stride), .groups = 8}}));
}

TEST(Conv, SeveralBlocksMatchTheReference) {
  // 40 x 9 values times 60 columns a row: 24 rows of 64 fill a block.
  expect_matches_reference(chain({40, 64, 60}, {Conv{.outputs = 2, .window = square(3, 1)}}), 1e-5,
                           4);
}

}  // namespace
}  // namespace modnn
