#include "models/kernels/partial_sums.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "tests/models/networks.h"

namespace modnn {
namespace {

Network one_layer(LayerKind kind, Index inputs, Index outputs) {
  Network network;
  network.layers.push_back({"input", Input{}, {}, {inputs, 1, 1}});
  network.layers.push_back({"fc", std::move(kind), {0}, {outputs, 1, 1}});
  return network;
}

Tensor vector_of(Index begin, std::vector<float> values) {
  Tensor tensor({{begin, begin + static_cast<Index>(values.size())}, {0, 1}, {0, 1}});
  tensor.values = std::move(values);
  return tensor;
}

// W = [1 2 3; 4 5 6], x_1 = 10, x_2 = 100: columns 1 and 2 add 320 and 650.
TEST(PartialSums, OfAFullLayerCountTheirColumnsOnly) {
  const Network network = one_layer(Dense{.outputs = 2}, 3, 2);
  const LayerWeights weights{{1, 2, 3, 4, 5, 6}, {0.5F, -1000}};
  const Tensor sums = partial_sums(network, 1, weights, vector_of(1, {10, 100}), {{0, 2}}, {{1, 3}},
                                   [](std::size_t) { return true; });
  EXPECT_EQ(sums.values, (std::vector<float>{320, 650}));
}

// Rows (0: w_0 = 2 at 0, w_1 = 3 at 2), (1: w_2 = 5 at 1): the first and the last are ours.
TEST(PartialSums, OfASparseLayerCountTheirNonzerosOnly) {
  const Network network = one_layer(SparseDense{.outputs = 2, .density = 0.5}, 3, 2);
  LayerWeights weights{{2, 3, 5}, {}};
  weights.row_starts = {0, 2, 3};
  weights.columns = {0, 2, 1};
  const Tensor sums = partial_sums(network, 1, weights, vector_of(0, {1, 10, 100}), {{0, 2}},
                                   {{0, 2}}, [](std::size_t n) { return n != 1; });
  EXPECT_EQ(sums.values, (std::vector<float>{2, 50}));
}

TEST(PartialSums, AddUpWithBiasAndActivation) {
  const Network network = one_layer(Dense{.outputs = 3, .activation = Activation::relu}, 3, 3);
  const LayerWeights weights{{}, {1, 2, 3}};
  const auto a = std::make_shared<Tensor>(vector_of(0, {10, 20}));
  const auto b = std::make_shared<Tensor>(vector_of(1, {5, -50}));
  const Tensor output = add_up(network, 1, weights, {a, b}, {{0, 3}, {0, 1}, {0, 1}});
  EXPECT_EQ(output.values, (std::vector<float>{11, 27, 0}));
}

TEST(PartialSums, OnlyOfDenseLayers) {
  const Network network = one_layer(Flatten{}, 3, 3);
  EXPECT_THROW(partial_sums(network, 1, {}, vector_of(0, {1, 2, 3}), {{0, 3}}, {{0, 3}},
                            [](std::size_t) { return true; }),
               std::invalid_argument);
}

// Two outputs of three channels, 1x1: w = [1 2 3; 4 5 6] on pixels (10, 20) of channel 1 and (100,
// 200) of channel 2.
TEST(PartialSums, OfAConvolutionCountTheirChannelsOnly) {
  const Network network = test::chain({3, 1, 2}, {Conv{.outputs = 2}});
  const LayerWeights weights{{1, 2, 3, 4, 5, 6}, {0.5F, -1000}};
  Tensor x({{1, 3}, {0, 1}, {0, 2}});
  x.values = {10, 20, 100, 200};
  EXPECT_EQ(partial_sums(network, 1, weights, x, {{0, 2}, {0, 1}, {0, 2}}, {{1, 3}}).values,
            (std::vector<float>{320, 640, 650, 1300}));
  EXPECT_EQ(partial_sums(network, 1, weights, x, {{1, 2}, {0, 1}, {1, 2}}, {{2, 3}}).values,
            (std::vector<float>{1200}));
}

// Also where 3x3 windows are computed as Winograd's tiles.
TEST(PartialSums, OfAllChannelsAddUpToTheConvolution) {
  for (const Index channels : {5, 20}) {
    const Conv conv{
        .outputs = 6, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, .activation = Activation::relu};
    const Network network = test::chain({channels, 24, 24}, {conv});
    Weights weights = generate_weights(network, 3);
    prepare_weights(network, weights);
    Tensor image(whole(network.input_shape()));
    for (std::size_t i = 0; i < image.values.size(); ++i)
      image.values[i] = static_cast<float>(i * 37 % 101) / 50 - 1;
    const Box box{{0, 6}, {2, 24}, {0, 23}};
    const auto sums = [&](const std::vector<Range>& some) {
      return std::make_shared<Tensor>(
          partial_sums(network, 1, weights.layers[1], image, box, some));
    };
    const Tensor added =
        add_up(network, 1, weights.layers[1], {sums({{0, 2}, {4, channels}}), sums({{2, 4}})}, box);
    EXPECT_LT(max_relative_error(added, run_layer(network, 1, weights.layers[1], {&image}, box)),
              1e-5);
  }
}

TEST(PartialSums, OfGroupsThereAreNone) {
  const Network network = test::chain({2, 1, 1}, {Conv{.outputs = 2, .groups = 2}});
  EXPECT_THROW(partial_sums(network, 1, {{1, 1}, {}}, Tensor({{0, 2}, {0, 1}, {0, 1}}),
                            {{0, 2}, {0, 1}, {0, 1}}, {{0, 1}}),
               std::invalid_argument);
}

}  // namespace
}  // namespace modnn
