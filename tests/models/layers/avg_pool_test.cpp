#include "models/layers/avg_pool.h"

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

TEST(AvgPool, ByHand) {
  EXPECT_EQ(run_one({1, 2, 4}, AvgPool{.window = square(2, 0, 2)}, {}, {1, 5, 2, 0, 3, 4, 9, 1}),
            (std::vector<float>{3.25F, 3}));
}

TEST(AvgPool, PaddingIsCountedOnlyWhenAskedFor) {
  const std::vector<float> image{4, 8, 12, 16};
  EXPECT_EQ(run_one({1, 2, 2}, AvgPool{.window = square(2, 1, 2)}, {}, image), image);
  EXPECT_EQ(
      run_one({1, 2, 2}, AvgPool{.window = square(2, 1, 2), .count_padding = true}, {}, image),
      (std::vector<float>{1, 2, 3, 4}));
}

TEST(AvgPool, CeilModeDividesByTheWindowThatIsThere) {
  // The last window holds one of two columns, and there is no padding to count.
  for (bool count_padding : {false, true})
    EXPECT_EQ(
        run_one({1, 1, 3},
                AvgPool{.window = {1, 2, 1, 2}, .ceil_mode = true, .count_padding = count_padding},
                {}, {1, 3, 5}),
        (std::vector<float>{2, 5}));
}

TEST(AvgPool, MatchesTheReference) {
  for (const Window& window : {square(2, 0, 2), square(3, 1, 2), square(3, 0, 2), square(3, 1, 1),
                               square(2, 0, 3), square(3, 1, 1, 2)})
    for (bool ceil_mode : {false, true})
      for (bool count_padding : {false, true})
        expect_matches_reference(chain({3, 13, 16}, {AvgPool{.window = window,
                                                             .ceil_mode = ceil_mode,
                                                             .count_padding = count_padding}}),
                                 1e-6);
}

}  // namespace
}  // namespace modnn
