#include "models/kernels/winograd.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;

Conv conv_3x3(Index outputs, Index padding) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, padding, padding, padding, padding}};
}

TEST(Winograd, AppliesToPlain3x3Only) {
  EXPECT_TRUE(winograd_applies(conv_3x3(4, 1), {64, 28, 28}));
  EXPECT_FALSE(winograd_applies(conv_3x3(4, 1), {3, 28, 28}));
  Conv conv = conv_3x3(4, 1);
  conv.window.stride_width = 2;
  EXPECT_FALSE(winograd_applies(conv, {64, 28, 28}));
  conv = conv_3x3(4, 1);
  conv.window.dilation_height = 2;
  EXPECT_FALSE(winograd_applies(conv, {64, 28, 28}));
  conv = conv_3x3(4, 1);
  conv.groups = 2;
  EXPECT_FALSE(winograd_applies(conv, {64, 28, 28}));
  conv = conv_3x3(4, 1);
  conv.window.kernel_height = 5;
  EXPECT_FALSE(winograd_applies(conv, {64, 28, 28}));
}

TEST(Winograd, PaysOnlyForRegionsOfManyFullTiles) {
  const auto pays = [](Index rows, Index cols) {
    return winograd_pays({{0, 64}, {10, 10 + rows}, {5, 5 + cols}});
  };
  EXPECT_TRUE(pays(16, 12));   // 4 x 3 tiles
  EXPECT_FALSE(pays(8, 20));   // 2 x 5 tiles
  EXPECT_FALSE(pays(1, 400));  // a quarter of each tile
  EXPECT_TRUE(pays(2, 400));
}

TEST(Winograd, FiltersByHand) {
  // A filter with a single 1 at its top left: G g G^T is the outer product of G's first column
  // (1/4, -1/6, -1/6, 1/24, 1/24, 0) with itself.
  const std::vector<float> u = winograd_weights(Conv{.outputs = 1}, 1, {1, 0, 0, 0, 0, 0, 0, 0, 0});
  const std::vector<float> column{1.0F / 4, -1.0F / 6, -1.0F / 6, 1.0F / 24, 1.0F / 24, 0};
  ASSERT_EQ(u.size(), 36u);
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) EXPECT_FLOAT_EQ(u[6 * i + j], column[i] * column[j]);
}

TEST(Winograd, MatchesTheReference) {
  for (Index padding : {0, 1, 2})
    for (const Shape& image : {Shape{16, 16, 16}, Shape{20, 23, 22}, Shape{17, 41, 19}})
      test::expect_matches_reference(chain(image, {conv_3x3(7, padding)}), 1e-5, 20, true);
}

TEST(Winograd, ActivatesAndGoesWithoutBias) {
  Conv conv = conv_3x3(5, 1);
  conv.bias = false;
  conv.activation = Activation::leaky_relu;
  test::expect_matches_reference(chain({16, 24, 15}, {conv}), 1e-5, 20, true);
}

TEST(Winograd, ManyChannelsMatchTheReference) {
  test::expect_matches_reference(chain({512, 14, 14}, {conv_3x3(16, 1)}), 1e-5, 4, true);
}

TEST(Winograd, SeveralBlocksMatchTheReference) {
  // 36 x (40 + 8) x 80 tiles a row: 15 of 20 tile rows fill a block.
  test::expect_matches_reference(chain({40, 80, 320}, {conv_3x3(8, 1)}), 1e-5, 2, true);
}

TEST(Winograd, SomeChannelsTouchTheirWeightsOnly) {
  const Network net = chain({16, 16, 16}, {conv_3x3(3, 1)});
  Weights weights = generate_weights(net, 1);
  prepare_weights(net, weights);
  std::mt19937 random(1);
  const Tensor image = test::random_map({16, 16, 16}, random);
  const Box middle{{1, 2}, {0, 16}, {0, 16}};
  const Tensor expected = run_layer(net, 1, weights.layers[1], {&image}, middle);
  weights.layers[1].kernel.clear();
  std::vector<float>& u = weights.layers[1].winograd;
  for (std::size_t i = 0; i < u.size(); ++i)
    if (i / 16 % 3 != 1) u[i] = NAN;
  EXPECT_EQ(run_layer(net, 1, weights.layers[1], {&image}, middle).values, expected.values);
}

}  // namespace
}  // namespace modnn
