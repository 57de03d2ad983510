#include "models/layers/add.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

TEST(Add, ByHand) {
  const Network net = test::join({1, 1, 1}, 1, 2, Add{Activation::relu});
  Tensor a(whole({1, 1, 2})), b = a, c = a;
  a.values = {1, 2};
  b.values = {10, -20};
  c.values = {100, 3};
  EXPECT_EQ(run_layer(net, 4, {}, {&a, &b, &c}, whole({1, 1, 2})).values,
            (std::vector<float>{111, 0}));
}

TEST(Add, TakesMapsOfOneShapeOnly) {
  EXPECT_THROW(infer_shape(Add{}, {{1, 2, 3}}), std::invalid_argument);
  try {
    infer_shape(Add{}, {{1, 2, 3}, {1, 2, 4}});
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "its inputs have different shapes: 1x2x3 and 1x2x4");
  }
}

TEST(Add, NeedsTheSameRegionOfEveryInput) {
  const Network net = test::join({4, 4}, 5, 6, Add{});
  const Box box{{1, 2}, {2, 4}, {0, 3}};
  EXPECT_EQ(required_input(net, 3, 0, box), box);
  EXPECT_EQ(required_input(net, 3, 1, box), box);
}

TEST(Add, MatchesTheReference) {
  test::expect_matches_reference(test::join({4, 4, 4}, 5, 6, Add{Activation::relu6}), 1e-6);
}

}  // namespace
}  // namespace modnn
