#include "models/darknet/darknet_import.h"

#include <cmath>
#include <gtest/gtest.h>

#include "files.h"
#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"

namespace modnn {
namespace {

using Floats = std::vector<float>;

const std::string net = "[net]\nheight=2\nwidth=2\nchannels=1\n";

/// What Darknet writes of version 0.2: the number of images in 64 bits.
std::string weights_file(const Floats& values, int minor = 2) {
  std::string bytes;
  const auto add = [&bytes](const auto& value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  for (const int number : {0, minor, 0}) add(number);
  if (minor < 2)
    add(std::int32_t{32000});
  else
    add(std::int64_t{32000});
  for (const float value : values) add(value);
  return bytes;
}

Floats run(const std::string& layers, const Floats& weights, const Floats& image) {
  const DarknetNetwork darknet = import_darknet_text(net + layers, "n.cfg");
  Weights read = read_darknet_weights_bytes(darknet, weights_file(weights), "n.weights");
  prepare_weights(darknet.network, read);
  Tensor input(whole(darknet.network.input_shape()));
  input.values = image;
  return run_network(darknet.network, read, input).values;
}

std::string error_of(const std::string& text) {
  return test::input_error([&] { import_darknet_text(text, "n.cfg"); });
}

TEST(ImportDarknet, BiasesThenFilters) {
  // 3 + 2 x, and 5 - x of which a tenth is left where it is negative.
  EXPECT_EQ(run("[convolutional]\nfilters=2\nactivation=leaky\n", {3, 5, 2, -1}, {1, 2, 3, 15}),
            (Floats{5, 7, 9, 33, 4, 3, 2, -1}));
}

TEST(ImportDarknet, NormalisationComesBetween) {
  // Bias 1, scale 6, mean 2, variance 9, filter 3: 6 (3 x - 2) / 3 + 1 = 6 x - 3.
  const Floats got =
      run("[convolutional]\nbatch_normalize=1\nactivation=linear\n", {1, 6, 2, 9, 3}, {0, 1, 2, 3});
  for (int i = 0; i < 4; ++i) EXPECT_NEAR(got[static_cast<std::size_t>(i)], 6 * i - 3, 1e-5);
}

TEST(ImportDarknet, OfADenseLayerItComesLast) {
  // Bias 1, row (1 2 3 4), scale 2, mean 10, variance 4: (30 - 10) 2 / 2 + 1.
  const Floats got = run("[connected]\noutput=1\nbatch_normalize=1\nactivation=relu\n",
                         {1, 1, 2, 3, 4, 2, 10, 4}, {1, 2, 3, 4});
  EXPECT_NEAR(got.at(0), 21, 1e-4);
}

TEST(ImportDarknet, PadHalvesTheFilterAndRoundsDown) {
  // Ones around each pixel of 1 2 / 3 4: all four.
  EXPECT_EQ(run("[convolutional]\nsize=3\npad=1\nactivation=linear\n",
                {0, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 2, 3, 4}),
            (Floats{10, 10, 10, 10}));
}

TEST(ImportDarknet, PoolingKeepsTheSizeAtStrideOne) {
  // As in tiny YOLO: what lies beyond the border is not there.
  EXPECT_EQ(run("[maxpool]\nsize=2\nstride=1\n", {}, {4, 2, 3, 1}), (Floats{4, 2, 3, 1}));
  EXPECT_EQ(run("[maxpool]\nsize=2\nstride=2\n", {}, {1, 2, 3, 4}), (Floats{4}));
  const DarknetNetwork odd =
      import_darknet_text("[net]\nheight=5\nwidth=4\n[maxpool]\nsize=2\nstride=2\n", "n.cfg");
  EXPECT_EQ(odd.network.layer(1).shape, (Shape{3, 3, 2}));
  EXPECT_EQ(std::get<MaxPool>(odd.network.layer(1).kind).window.pad_right, 0);
}

TEST(ImportDarknet, RoutesCountBackOrFromTheFirst) {
  // 2 x; -x; the first again; the second and the first; their sum with itself.
  EXPECT_EQ(run("[convolutional]\nactivation=linear\n[convolutional]\nactivation=linear\n"
                "[route]\nlayers=-2\n[route]\nlayers=1,0\n[dropout]\n[shortcut]\nfrom=-2\n",
                {0, 2, 0, -1}, {1, 2, 3, 4}),
            (Floats{-4, -8, -12, -16, 4, 8, 12, 16}));
}

TEST(ImportDarknet, DetectionAtTheEndIsLeftOut) {
  const DarknetNetwork darknet = import_darknet_text(
      "# YOLO\n" + net +
          "[convolutional]\nfilters=4\nactivation=linear\n\n[region]\nanchors = 1, 2\n",
      "yolo.cfg");
  EXPECT_EQ(darknet.network.size(), 2);
  EXPECT_EQ(darknet.network.name, "yolo");
  EXPECT_EQ(darknet.left_out, "[region] of line 10, which finds boxes");
}

TEST(ImportDarknet, ErrorsNameTheLine) {
  EXPECT_EQ(error_of(""), "has no section, expected [net] first");
  EXPECT_EQ(error_of("[convolutional]\n"),
            "line 1: [convolutional]: is the first section, expected [net]");
  EXPECT_EQ(error_of("[net]\nwidth=2\n"), "line 1: [net]: has no height");
  EXPECT_EQ(error_of(net + "[convolutional]\nfilters=many\n"),
            "line 6: filters=many: expected a whole number in [1, 1000000]");
  EXPECT_EQ(error_of(net + "[convolutional]\nactivation=linear\ndilation=2\n"),
            "line 7: dilation=2 of [convolutional] is not supported");
  EXPECT_NE(error_of(net + "[convolutional]\nactivation=mish\n")
                .find("line 5: [convolutional]: "
                      "the activation mish is not"),
            std::string::npos);
  EXPECT_EQ(error_of(net + "[convolutional]\nsize=3\nactivation=linear\n"),
            "line 5: [convolutional]: a 3x3 window does not fit a 2x2 input");
  EXPECT_EQ(error_of(net + "[route]\nlayers=-1\n"),
            "line 5: [route]: there is no layer -1 before layer 0");
  EXPECT_EQ(error_of(net + "[maxpool]\n[yolo]\n[maxpool]\n[yolo]\n"),
            "line 6: [yolo]: is supported at the end only: a network with several has several "
            "outputs");
  EXPECT_EQ(error_of(net + "[maxpool]\n[maxpool]\n[route]\nlayers=0\n[upsample]\nstride=2\n"),
            "the output of layer pool1 is not used (upsample3 is the network's output)");
}

TEST(ImportDarknet, WeightsHaveToBeOfThisNetwork) {
  const DarknetNetwork darknet =
      import_darknet_text(net + "[convolutional]\nactivation=linear\n", "n.cfg");
  const auto error = [&](const std::string& bytes) {
    return test::input_error([&] { read_darknet_weights_bytes(darknet, bytes, "n.weights"); });
  };
  EXPECT_EQ(error(weights_file({1, 2}, 1)), "");
  EXPECT_EQ(error(weights_file({1, 2})), "");
  EXPECT_EQ(error("few"), "is no file of Darknet weights: shorter than its header");
  EXPECT_EQ(error(weights_file({1})),
            "ends within layer conv0: 1 values are due at byte 24, but 0 are left");
  EXPECT_EQ(error(weights_file({1, 2, 3})),
            "4 bytes follow the weights of the last layer: the file is of another network");
  EXPECT_EQ(error(weights_file({1, INFINITY})), "layer conv0 holds a value that is not finite");
}

}  // namespace
}  // namespace modnn
