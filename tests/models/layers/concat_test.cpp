#include "models/layers/concat.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

TEST(Concat, ByHand) {
  const Network net = test::join({1, 2}, 1, 2, Concat{});
  Tensor a(whole({1, 1, 2})), b(whole({2, 1, 2}));
  a.values = {1, 2};
  b.values = {3, 4, 5, 6};
  EXPECT_EQ(run_layer(net, 3, {}, {&a, &b}, whole({3, 1, 2})).values,
            (std::vector<float>{1, 2, 3, 4, 5, 6}));
}

TEST(Concat, MapsChannelsToItsInputs) {
  const Network net = test::join({4, 3, 5}, 6, 6, Concat{});
  const Box box{{5, 9}, {1, 2}, {3, 6}};
  EXPECT_TRUE(required_input(net, 4, 0, box).empty());
  EXPECT_EQ(required_input(net, 4, 1, box), (Box{{1, 3}, {1, 2}, {3, 6}}));
  EXPECT_EQ(required_input(net, 4, 2, box), (Box{{0, 2}, {1, 2}, {3, 6}}));
}

TEST(Concat, TakesMapsOfOneHeightAndWidthOnly) {
  EXPECT_THROW(infer_shape(Concat{}, {{1, 2, 3}}), std::invalid_argument);
  EXPECT_THROW(infer_shape(Concat{}, {{1, 2, 3}, {1, 3, 3}}), std::invalid_argument);
  EXPECT_EQ(infer_shape(Concat{}, {{1, 2, 3}, {5, 2, 3}}), (Shape{6, 2, 3}));
}

TEST(Concat, MatchesTheReference) {
  test::expect_matches_reference(test::join({4, 1, 5}, 5, 6, Concat{}), 0);
}

}  // namespace
}  // namespace modnn
