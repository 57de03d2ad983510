#include "models/kernels/run_layer.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "regions.h"

namespace modnn {
namespace {

using test::append;
using test::chain;

TEST(RunLayer, RefusesInputsThatDoNotCoverTheRegion) {
  const Window window{.kernel_height = 3, .kernel_width = 3};
  const Network net = chain({1, 8, 8}, {MaxPool{.window = window}});
  const Tensor input(Box{{0, 1}, {0, 4}, {0, 8}});
  EXPECT_NO_THROW(run_layer(net, 1, {}, {&input}, {{0, 1}, {0, 2}, {0, 6}}));
  EXPECT_THROW(run_layer(net, 1, {}, {&input}, {{0, 1}, {0, 3}, {0, 6}}), std::invalid_argument);
}

TEST(RunLayer, RefusesRegionsOutsideTheOutput) {
  const Network net = chain({1, 8, 8}, {Activate{}});
  const Tensor input(whole({1, 8, 8}));
  EXPECT_THROW(run_layer(net, 1, {}, {&input}, {{0, 1}, {0, 9}, {0, 8}}), std::invalid_argument);
  EXPECT_THROW(run_layer(net, 1, {}, {}, whole({1, 8, 8})), std::invalid_argument);
}

TEST(RunLayer, AnEmptyRegionIsAnEmptyTensor) {
  const Network net = chain({1, 8, 8}, {Activate{}});
  const Tensor nothing;
  EXPECT_TRUE(run_layer(net, 1, {}, {&nothing}, {{0, 1}, {3, 3}, {0, 8}}).values.empty());
}

TEST(RunLayer, SomeChannelsTouchTheirWeightsOnly) {
  const Network net = chain({1, 1, 2}, {Conv{.outputs = 3}});
  Tensor x(whole({1, 1, 2}));
  x.values = {1, 2};
  const LayerWeights weights{{NAN, 3, NAN}, {NAN, 5, NAN}};
  EXPECT_EQ(run_layer(net, 1, weights, {&x}, {{1, 2}, {0, 1}, {0, 2}}).values,
            (std::vector<float>{8, 11}));
}

TEST(RunNetwork, IsTheLayersInARow) {
  const Window same{3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, half{2, 2, 2, 2};
  const Network net =
      chain({2, 8, 8}, {Conv{.outputs = 4, .window = same, .activation = Activation::relu},
                        MaxPool{.window = half}, Flatten{}, Dense{.outputs = 5}, Softmax{}});
  const Weights weights = generate_weights(net, 1);
  std::mt19937 random(5);
  Tensor map = test::random_map({2, 8, 8}, random);
  const Tensor answer = run_network(net, weights, map);
  for (LayerId id = 1; id < net.size(); ++id)
    map = test::reference_layer(net, id, weights.layers[static_cast<std::size_t>(id)], {map});
  EXPECT_LE(max_relative_error(answer, map), 1e-5);
}

TEST(RunNetwork, AMapLivesUntilItsLastUse) {
  // The image is read by the last layer only after another layer used it.
  Network net = chain({1, 2, 2}, {Activate{Activation::relu}, Flatten{}});
  net.layers[2].inputs = {0};
  Tensor image(whole({1, 2, 2}));
  image.values = {-1, 2, -3, 4};
  EXPECT_EQ(run_network(net, generate_weights(net, 1), image).values, image.values);
}

TEST(RunNetwork, RefusesAnImageOfAnotherShape) {
  const Network net = chain({1, 2, 2}, {Flatten{}});
  EXPECT_THROW(run_network(net, generate_weights(net, 1), Tensor(whole({1, 2, 3}))),
               std::invalid_argument);
}

}  // namespace
}  // namespace modnn
