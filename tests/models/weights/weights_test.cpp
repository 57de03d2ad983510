#include "models/weights/weights.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "networks.h"

namespace modnn {
namespace {

using test::chain;

TEST(GenerateWeights, HaveTheLayoutOfTheLayer) {
  const Network net =
      chain({3, 5, 5}, {Conv{.outputs = 4}, Flatten{}, Dense{.outputs = 2, .bias = false}});
  const Weights weights = generate_weights(net, 1);
  ASSERT_EQ(weights.layers.size(), 4u);
  EXPECT_EQ(weights.layers[1].kernel.size(), 4u * 3);
  EXPECT_EQ(weights.layers[1].bias.size(), 4u);
  EXPECT_TRUE(weights.layers[2].kernel.empty());
  EXPECT_EQ(weights.layers[3].kernel.size(), 2u * 100);
  EXPECT_TRUE(weights.layers[3].bias.empty());
}

TEST(GenerateWeights, AreHeUniform) {
  const Network net = chain({600, 1, 1}, {Dense{.outputs = 100}});
  const LayerWeights layer = generate_weights(net, 1).layers[1];
  // sqrt(6 / 600) = 0.1; variance 2 / fan_in
  const auto [low, high] = std::minmax_element(layer.kernel.begin(), layer.kernel.end());
  EXPECT_NEAR(*low, -0.1, 1e-4);
  EXPECT_NEAR(*high, 0.1, 1e-4);
  double squares = 0;
  for (float w : layer.kernel) squares += double{w} * w;
  EXPECT_NEAR(squares / 60000, 2.0 / 600, 0.00005);
  for (float b : layer.bias) EXPECT_LE(std::abs(b), 0.1F);
}

TEST(GenerateWeights, DependOnSeedAndNameAlone) {
  Network a = chain({3, 5, 5}, {Conv{.outputs = 4}, Conv{.outputs = 4}});
  Network b = chain({4, 5, 5}, {Conv{.outputs = 4}});
  b.layers[1].name = "layer2";
  EXPECT_EQ(generate_weights(a, 1).layers[2].kernel, generate_weights(b, 1).layers[1].kernel);
  EXPECT_NE(generate_weights(a, 1).layers[2].kernel, generate_weights(a, 2).layers[2].kernel);
  EXPECT_NE(generate_weights(b, 1).layers[1].kernel, generate_weights(a, 1).layers[1].kernel);
}

}  // namespace
}  // namespace modnn
