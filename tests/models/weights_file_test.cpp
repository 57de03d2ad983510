#include "models/weights_file.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "files.h"
#include "models/npy.h"
#include "models/safetensors.h"
#include "networks.h"

namespace modnn {
namespace {

using test::chain;
using test::input_error;
using test::TemporaryPath;

Network small_network() {
  return chain({4, 6, 6},
               {Conv{.outputs = 6, .window = {3, 2}, .groups = 2}, BatchNorm{}, Flatten{},
                Dense{.outputs = 5, .bias = false}, SparseDense{.outputs = 3, .density = 0.4}});
}

void expect_equal(const Weights& a, const Weights& b) {
  ASSERT_EQ(a.layers.size(), b.layers.size());
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    EXPECT_EQ(a.layers[i].kernel, b.layers[i].kernel);
    EXPECT_EQ(a.layers[i].bias, b.layers[i].bias);
    EXPECT_EQ(a.layers[i].columns, b.layers[i].columns);
    EXPECT_EQ(a.layers[i].row_starts, b.layers[i].row_starts);
  }
}

TEST(WeightsFile, RoundTripsAsSafetensorsAndAsNumpyFolder) {
  const Network net = small_network();
  const Weights weights = generate_weights(net, 1);
  const TemporaryPath file("w.safetensors"), folder("w");
  write_weights(net, weights, file);
  write_weights(net, weights, folder);
  expect_equal(read_weights(net, file, 1), weights);
  expect_equal(read_weights(net, folder, 1), weights);
  EXPECT_EQ(read_npy(folder.path() / "layer1.weight.npy").shape, (std::vector<Index>{6, 2, 3, 2}));
  EXPECT_EQ(read_npy(folder.path() / "layer4.weight.npy").shape, (std::vector<Index>{5, 120}));
}

TEST(WeightsFile, ReportsEverythingThatIsMissingOrMisshapen) {
  const Network net = chain({1, 3, 3}, {Conv{.outputs = 1}, Dense{.outputs = 2}});
  const TemporaryPath file("w.safetensors");
  const std::vector<float> one{1}, nine(9), two{1, NAN};
  write_safetensors(file, {{"layer1.weigth", {1, 1, 1, 1}, one},
                           {"layer1.bias", {1, 1}, one},
                           {"layer2.bias", {2}, two}});
  EXPECT_EQ(input_error([&] { read_weights(net, file, 1); }),
            "there is no array \"layer1.weight\" (did you mean \"layer1.weigth\"?)\n"
            "array \"layer1.bias\" has shape [1, 1], expected [1]\n"
            "there is no array \"layer2.weight\" (did you mean \"layer1.weigth\"?)\n"
            "array \"layer2.bias\" holds a value that is not finite");
  EXPECT_EQ(input_error([&] { read_weights(net, "no_such_file", 1); }), "no such file");
}

TEST(WeightsFile, MergesRunningStatistics) {
  const Network net = chain({2, 1, 1}, {BatchNorm{.epsilon = 1}});
  const TemporaryPath file("w.safetensors");
  const std::vector<float> gamma{6, 1}, beta{10, 0}, mean{5, -1}, variance{8, 0};
  write_safetensors(file, {{"layer1.weight", {2}, gamma},
                           {"layer1.bias", {2}, beta},
                           {"layer1.running_mean", {2}, mean},
                           {"layer1.running_var", {2}, variance}});
  const Weights weights = read_weights(net, file, 1);
  // 6 / sqrt(8 + 1) = 2 and 10 - 2 * 5 = 0; 1 / sqrt(0 + 1) = 1 and 0 + 1 = 1
  EXPECT_EQ(weights.layers[1].kernel, (std::vector<float>{2, 1}));
  EXPECT_EQ(weights.layers[1].bias, (std::vector<float>{0, 1}));
}

TEST(WeightsFile, PrunesADenseMatrixToTheDensityOfASparseLayer) {
  const Network dense = chain({4, 1, 1}, {Dense{.outputs = 2, .bias = false}});
  Weights weights = generate_weights(dense, 1);
  weights.layers[1].kernel = {1, 2, 3, 4, 5, 6, 7, 8};
  const TemporaryPath file("w.safetensors");
  write_weights(dense, weights, file);
  const Network sparse =
      chain({4, 1, 1}, {SparseDense{.outputs = 2, .density = 0.375, .bias = false}});
  const LayerWeights layer = read_weights(sparse, file, 1).layers[1];
  EXPECT_EQ(layer.kernel, (std::vector<float>{6, 7, 8}));
  EXPECT_EQ(layer.columns, (std::vector<std::int32_t>{1, 2, 3}));
  EXPECT_EQ(layer.row_starts, (std::vector<Index>{0, 0, 3}));
}

TEST(WeightsFile, RefusesASparseMatrixThatIsSparserThanTheLayer) {
  const Network dense = chain({4, 1, 1}, {Dense{.outputs = 1, .bias = false}});
  Weights weights = generate_weights(dense, 1);
  weights.layers[1].kernel = {1, 0, 0, 0};
  const TemporaryPath file("w.safetensors");
  write_weights(dense, weights, file);
  const Network sparse =
      chain({4, 1, 1}, {SparseDense{.outputs = 1, .density = 0.5, .bias = false}});
  EXPECT_NE(input_error([&] { read_weights(sparse, file, 1); }).find("has a density of 0.5"),
            std::string::npos);
}

TEST(NetworkWeights, AreTheFilesWhenTheNetworkNamesOne) {
  Network net = small_network();
  const Weights trained = generate_weights(net, 7);
  expect_equal(network_weights(net, 7), trained);
  const TemporaryPath file("w.safetensors");
  write_weights(net, trained, file);
  net.weights = file.path();
  expect_equal(network_weights(net, 1), trained);
}

}  // namespace
}  // namespace modnn
