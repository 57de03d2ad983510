#include "models/layers/upsample.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;

TEST(Upsample, ByHand) {
  EXPECT_EQ(test::run_one({2, 1, 2}, Upsample{2}, {}, {1, 2, 3, 4}),
            (std::vector<float>{1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}));
  EXPECT_EQ(test::run_one({1, 1, 2}, Upsample{1}, {}, {1, 2}), (std::vector<float>{1, 2}));
}

TEST(Upsample, NeedsThePixelsItsBlocksCameFrom) {
  const Network net = chain({3, 5, 5}, {Upsample{3}});
  EXPECT_EQ(net.layer(1).shape, (Shape{3, 15, 15}));
  // Rows 2 to 6 are of the input rows 0, 1 and 2; columns 3 to 5 of column 1 alone.
  EXPECT_EQ(required_input(net, 1, 0, {{1, 2}, {2, 7}, {3, 6}}), (Box{{1, 2}, {0, 3}, {1, 2}}));
}

TEST(Upsample, HasNoParametersAndWritesEveryOutput) {
  const Network net = chain({3, 5, 5}, {Upsample{2}});
  EXPECT_EQ(parameters(net, 1), 0);
  const Work all = work(net, 1, whole(net.layer(1).shape));
  EXPECT_EQ(all.macs, 0);
  EXPECT_EQ(all.elements, 300);
  EXPECT_EQ(all.bytes, 4 * (75 + 300));
}

TEST(Upsample, MatchesTheReference) {
  test::expect_matches_reference(chain({3, 4, 5}, {Upsample{2}}), 0, 100);
  test::expect_matches_reference(chain({2, 3, 2}, {Upsample{3}}), 0, 100);
}

}  // namespace
}  // namespace modnn
