#include "models/layers/global_pool.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::run_one;

TEST(GlobalPool, ByHand) {
  const std::vector<float> image{1, 2, 3, -4, 10, 20, 30, 0};
  EXPECT_EQ(run_one({2, 2, 2}, GlobalPool{}, {}, image), (std::vector<float>{0.5F, 15}));
  EXPECT_EQ(run_one({2, 2, 2}, GlobalPool{.maximum = true}, {}, image),
            (std::vector<float>{3, 30}));
}

TEST(GlobalPool, AChannelNeedsItsWholeMap) {
  const Network net = chain({6, 4, 5}, {GlobalPool{}});
  EXPECT_EQ(net.layer(1).shape, (Shape{6, 1, 1}));
  EXPECT_EQ(required_input(net, 1, 0, {{2, 4}, {0, 1}, {0, 1}}), (Box{{2, 4}, {0, 4}, {0, 5}}));
  EXPECT_EQ(locality(net.layer(1).kind), Locality::channels);
  EXPECT_EQ(work(net, 1, {{2, 4}, {0, 1}, {0, 1}}).elements, 2 * 4 * 5);
}

TEST(GlobalPool, MatchesTheReference) {
  for (bool maximum : {false, true})
    test::expect_matches_reference(chain({7, 5, 6}, {GlobalPool{maximum}}), 1e-6);
}

}  // namespace
}  // namespace modnn
