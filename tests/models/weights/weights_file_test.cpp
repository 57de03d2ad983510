#include "models/weights/weights_file.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <sys/stat.h>

#include "files.h"
#include "models/weights/npy.h"
#include "models/weights/safetensors.h"
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

TEST(CheckWeights, FindsTheSameAndArraysThatAreNotUsed) {
  const Network net = chain({1, 3, 3}, {Conv{.outputs = 1}, Dense{.outputs = 2}});
  const TemporaryPath file("w.safetensors");
  const std::vector<float> one{1}, two{1, NAN};
  write_safetensors(file, {{"layer1.weigth", {1, 1, 1, 1}, one},
                           {"layer1.bias", {1, 1}, one},
                           {"layer2.bias", {2}, two}});
  EXPECT_EQ(input_error([&] { check_weights(net, file); }),
            "there is no array \"layer1.weight\" (did you mean \"layer1.weigth\"?)\n"
            "array \"layer1.bias\" has shape [1, 1], expected [1]\n"
            "there is no array \"layer2.weight\" (did you mean \"layer1.weigth\"?)\n"
            "array \"layer2.bias\" holds a value that is not finite\n"
            "array \"layer1.weigth\" belongs to layer \"layer1\", which does not use it (it uses "
            "layer1.bias, layer1.weight)");
}

TEST(CheckWeights, FindsWrongValues) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Network net = chain(
      {2, 1, 1}, {BatchNorm{}, Dense{.outputs = 2}, SparseDense{.outputs = 2, .density = 0.5}});
  const auto said = [&net](const std::string& name, const std::vector<Index>& shape,
                           const std::vector<float>& values) {
    const TemporaryPath folder("w");
    write_weights(net, generate_weights(net, 1), folder);
    for (const char* statistic : {"mean", "var"}) {
      const std::string file = std::string("layer1.running_") + statistic + ".npy";
      write_npy(folder.path() / file, {2}, std::vector<float>{1, 2});
    }
    write_npy(folder.path() / (name + ".npy"), shape, values);
    return input_error([&] { check_weights(net, folder); });
  };
  const std::string not_finite = " holds a value that is not finite";
  EXPECT_EQ(said("layer2.weight", {2, 2}, {1, 2, NAN, 3}), "array \"layer2.weight\"" + not_finite);
  EXPECT_EQ(said("layer2.bias", {2}, {infinity, 3}), "array \"layer2.bias\"" + not_finite);
  EXPECT_EQ(said("layer1.weight", {2}, {0, -infinity}), "array \"layer1.weight\"" + not_finite);
  EXPECT_EQ(said("layer1.running_mean", {2}, {NAN, 0}),
            "array \"layer1.running_mean\"" + not_finite);
  EXPECT_EQ(said("layer1.running_var", {2}, {1, -1}),
            "array \"layer1.running_var\" holds a negative variance");
  EXPECT_EQ(said("layer3.weight", {2, 2}, {0, 0, -1, 0}),
            "layer \"layer3\" has a density of 0.500000, but only 0.250000 of array "
            "\"layer3.weight\" is not zero");
  EXPECT_EQ(said("layer3.weight", {2, 2}, {0, 0, -1, 1}), "");
}

/// What check_weights() says to an array that complete weights hold besides.
std::string said_about(const std::string& name, const Network& net) {
  const TemporaryPath folder("w");
  write_weights(net, generate_weights(net, 1), folder);
  write_npy(folder.path() / (name + ".npy"), {2}, std::vector<float>{1, 2});
  return input_error([&] { check_weights(net, folder); });
}

TEST(CheckWeights, NamesArraysThatALayerDoesNotUse) {
  const Network net = chain({2, 4, 4}, {Conv{.outputs = 2, .bias = false}, BatchNorm{}, Dropout{},
                                        Flatten{}, Dense{.outputs = 2}});
  for (const std::string name :
       {"layer1.bias", "layer2.moving_mean", "layer2.gamma", "layer3.weight", "layer5.kernel",
        "layer5.weight_orig", "layer1.weight_g"})
    EXPECT_TRUE(said_about(name, net).starts_with("array \"" + name + "\" belongs to layer"))
        << name << ": " << said_about(name, net);
  // Of no layer, or of something within one.
  for (const std::string name : {"optimizer", "lr", "layer9.bias", "layer1.weight.momentum",
                                 "ema.layer1.weight", "LAYER1.bias"})
    EXPECT_EQ(said_about(name, net), "") << name;
}

TEST(CheckWeights, CountersAndMarksOfALayerArePassedOver) {
  const Network net = chain({2, 4, 4}, {BatchNorm{}});
  const TemporaryPath file("w.safetensors");
  const std::string header =
      R"({"layer1.weight": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]},
          "layer1.bias": {"dtype": "F16", "shape": [2], "data_offsets": [4, 8]},
          "layer1.num_batches_tracked": {"dtype": "I64", "shape": [], "data_offsets": [8, 16]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size() & 0xff);
  bytes[1] = static_cast<char>(header.size() >> 8);
  file.write(bytes + header + std::string(16, '\0'));
  EXPECT_EQ(input_error([&] { check_weights(net, file); }), "");
}

TEST(CheckWeights, OneStatisticOfABatchNormIsNotEnough) {
  const Network net = chain({2, 4, 4}, {BatchNorm{}});
  EXPECT_EQ(said_about("layer1.running_mean", net),
            "there is no array \"layer1.running_var\" (did you mean \"layer1.running_mean\"?)");
}

TEST(CheckWeights, TypesThatAreNoWeightsAreNamed) {
  const Network net = chain({2, 1, 1}, {Dense{.outputs = 1, .bias = false}});
  const TemporaryPath file("w.safetensors");
  const std::string header =
      R"({"layer1.weight": {"dtype": "F8_E4M3", "shape": [1, 2], "data_offsets": [0, 2]}})";
  file.write(std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header +
             "xx");
  EXPECT_EQ(input_error([&] { check_weights(net, file); }),
            "array \"layer1.weight\" holds F8_E4M3 values, expected floating-point numbers of 16, "
            "32 or 64 bits");
}

TEST(CheckWeights, OnlyRegularFilesAndFoldersAreWeights) {
  const Network net = chain({2, 1, 1}, {Dense{.outputs = 1}});
  const auto said = [&](const std::filesystem::path& path) {
    return input_error([&] { check_weights(net, path); });
  };
  EXPECT_EQ(said("/dev/zero"), "is a device, expected a regular file");
  EXPECT_EQ(said("/dev/null"), "is a device, expected a regular file");
  EXPECT_EQ(said("/proc/self/maps"), "is a file of the kernel, expected a regular file");
  const TemporaryPath pipe("pipe"), loop("loop"), link("link"), folder("folder");
  ASSERT_EQ(mkfifo(pipe.path().c_str(), 0600), 0);
  EXPECT_EQ(said(pipe), "is a pipe, expected a regular file");
  std::filesystem::create_symlink(loop, loop);
  EXPECT_EQ(said(loop), "cannot be read: Too many levels of symbolic links");
  std::filesystem::create_symlink("/dev/zero", link);
  EXPECT_EQ(said(link), "is a device, expected a regular file");
  std::filesystem::create_directory(folder);
  std::filesystem::create_symlink("/dev/zero", folder.path() / "layer1.weight.npy");
  ASSERT_EQ(mkfifo((folder.path() / "layer1.bias.npy").c_str(), 0600), 0);
  EXPECT_EQ(said(folder),
            "is a pipe, expected a regular file\nis a device, expected a regular file");
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
