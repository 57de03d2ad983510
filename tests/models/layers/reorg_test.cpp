#include "models/layers/reorg.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;

TEST(Reorg, ByHand) {
  // 1 2 3 4 / 5 6 7 8: the four corners of every 2x2 block become channels.
  EXPECT_EQ(test::run_one({1, 2, 4}, Reorg{}, {}, {1, 2, 3, 4, 5, 6, 7, 8}),
            (std::vector<float>{1, 3, 2, 4, 5, 7, 6, 8}));
}

TEST(Reorg, NeedsTheOffsetsOfItsChannelsOnly) {
  const Network net = chain({3, 4, 8}, {Reorg{}});
  // Channels 3 and 4 are channels 0 and 1 of the block's top right.
  EXPECT_EQ(required_input(net, 1, 0, {{3, 5}, {1, 2}, {0, 2}}), (Box{{0, 2}, {2, 3}, {1, 4}}));
  EXPECT_EQ(required_input(net, 1, 0, {{0, 12}, {1, 2}, {0, 2}}), (Box{{0, 3}, {2, 4}, {0, 4}}));
}

TEST(Reorg, TakesWholeBlocksOnly) {
  EXPECT_THROW(infer_shape(Reorg{2}, {{1, 4, 5}}), std::invalid_argument);
  EXPECT_EQ(infer_shape(Reorg{2}, {{64, 26, 26}}), (Shape{256, 13, 13}));
}

TEST(Reorg, MatchesTheReference) {
  test::expect_matches_reference(chain({3, 6, 8}, {Reorg{2}}), 0, 100);
  test::expect_matches_reference(chain({2, 6, 9}, {Reorg{3}}), 0, 100);
}

}  // namespace
}  // namespace modnn
