#include "models/layers/darknet_reorg.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

TEST(DarknetReorg, ByHand) {
  // Four channels of 2x2, taken for one of 4x4: every second value of every second row.
  EXPECT_EQ(test::run_one({4, 2, 2}, DarknetReorg{2}, {},
                          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}),
            (std::vector<float>{0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15}));
}

TEST(DarknetReorg, ChannelsAndPixelsHaveToDivide) {
  EXPECT_EQ(output_shape(DarknetReorg{2}, {{64, 26, 38}}), (Shape{256, 13, 19}));
  EXPECT_THROW(output_shape(DarknetReorg{2}, {{6, 4, 4}}), std::invalid_argument);
  EXPECT_THROW(output_shape(DarknetReorg{3}, {{9, 6, 7}}), std::invalid_argument);
}

TEST(DarknetReorg, MatchesTheReference) {
  test::expect_matches_reference(test::chain({8, 6, 10}, {DarknetReorg{2}}), 0);
  test::expect_matches_reference(test::chain({18, 3, 6}, {DarknetReorg{3}}), 0);
}

}  // namespace
}  // namespace modnn
