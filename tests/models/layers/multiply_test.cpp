#include "models/layers/multiply.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

/// A map of two channels, and a factor for each.
Network squeezed(const Shape& image, const Multiply& kind) {
  Network network = test::chain(image, {GlobalPool{}});
  test::append(network, "scaled", kind, {0, 1});
  return network;
}

TEST(Multiply, ByHand) {
  const Network same = test::join({1, 1}, 1, 2, Multiply{Activation::relu});
  Tensor a(whole({1, 1, 2})), b = a;
  a.values = {2, 3};
  b.values = {10, -20};
  EXPECT_EQ(run_layer(same, 3, {}, {&a, &b}, whole({1, 1, 2})).values, (std::vector<float>{20, 0}));
  const Network per_channel = squeezed({2, 1, 2}, {});
  Tensor map(whole({2, 1, 2})), factors(whole({2, 1, 1}));
  map.values = {1, 2, 3, 4};
  factors.values = {10, 100};
  EXPECT_EQ(run_layer(per_channel, 2, {}, {&map, &factors}, whole({2, 1, 2})).values,
            (std::vector<float>{10, 20, 300, 400}));
}

TEST(Multiply, TakesAMapAndOneOfItsShapeOrAFactorPerChannel) {
  EXPECT_EQ(infer_shape(Multiply{}, {{2, 3, 4}, {2, 1, 1}}), (Shape{2, 3, 4}));
  EXPECT_THROW(infer_shape(Multiply{}, {{2, 3, 4}}), std::invalid_argument);
  try {
    infer_shape(Multiply{}, {{2, 1, 1}, {2, 3, 4}});
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "its second input is 2x3x4, expected 2x1x1");
  }
}

TEST(Multiply, NeedsItsRegionAndTheFactorsOfItsChannels) {
  const Network net = squeezed({4, 5, 6}, {});
  const Box box{{1, 2}, {2, 4}, {0, 3}};
  EXPECT_EQ(required_input(net, 2, 0, box), box);
  EXPECT_EQ(required_input(net, 2, 1, box), (Box{{1, 2}, {0, 1}, {0, 1}}));
}

TEST(Multiply, MatchesTheReference) {
  test::expect_matches_reference(test::join({4, 4}, 5, 6, Multiply{Activation::relu6}), 1e-6);
  test::expect_matches_reference(squeezed({4, 5, 6}, {Activation::relu}), 1e-6);
}

}  // namespace
}  // namespace modnn
