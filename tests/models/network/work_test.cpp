#include <gtest/gtest.h>

#include "models/network/network.h"
#include "networks.h"

namespace modnn {
namespace {

using test::chain;

constexpr Window same_3x3{.kernel_height = 3,
                          .kernel_width = 3,
                          .pad_top = 1,
                          .pad_bottom = 1,
                          .pad_left = 1,
                          .pad_right = 1};

TEST(Work, OfAConvRegion) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3}});
  const Box output{{0, 6}, {0, 2}, {0, 8}};
  const Work w = work(net, 1, output);
  EXPECT_EQ(w.kernel, KernelClass::conv);
  EXPECT_EQ(w.macs, 6 * 2 * 8 * (4 * 3 * 3));
  EXPECT_EQ(w.elements, 0);  // no activation
  // weights and biases, 3 input rows (one is padding), 2 output rows
  EXPECT_EQ(w.bytes, 4 * ((6 * 36 + 6) + 4 * 3 * 8 + 6 * 2 * 8));
}

TEST(Work, OfAFusedActivationIsOneOperationPerOutput) {
  const Box output{{0, 6}, {0, 2}, {0, 8}};
  const Conv conv{.outputs = 6, .window = same_3x3, .activation = Activation::relu};
  EXPECT_EQ(work(chain({4, 8, 8}, {conv}), 1, output).elements, 6 * 2 * 8);
  const Dense dense{.outputs = 9, .activation = Activation::relu};
  EXPECT_EQ(work(chain({4, 1, 1}, {dense}), 1, {{2, 5}, {0, 1}, {0, 1}}).elements, 3);
}

TEST(Work, OfAGroupedConvReadsItsGroupsOnly) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 4, .groups = 4, .bias = false}});
  const Work w = work(net, 1, {{1, 2}, {0, 8}, {0, 8}});
  EXPECT_EQ(w.macs, 64);
  EXPECT_EQ(w.bytes, 4 * (1 + 64 + 64));
}

TEST(Work, OfSomeNeuronsReadsTheirWeightsAndAllInputs) {
  const Network net = chain({5, 2, 2}, {Dense{.outputs = 7}});
  const Work w = work(net, 1, {{2, 5}, {0, 1}, {0, 1}});
  EXPECT_EQ(w.kernel, KernelClass::dense);
  EXPECT_EQ(w.macs, 3 * 20);
  EXPECT_EQ(w.bytes, 4 * (3 * 20 + 3 + 20 + 3));
}

TEST(Work, OfAPoolCountsTheInputsRead) {
  const Window window{.kernel_height = 3, .kernel_width = 3, .stride_height = 2, .stride_width = 2};
  const Network net = chain({4, 9, 9}, {MaxPool{.window = window}});
  const Work w = work(net, 1, whole({4, 4, 4}));
  EXPECT_EQ(w.kernel, KernelClass::elementwise);
  EXPECT_EQ(w.macs, 0);
  EXPECT_EQ(w.elements, 4 * 4 * 4 * 9);
  EXPECT_EQ(w.bytes, 4 * (4 * 9 * 9 + 4 * 4 * 4));
}

TEST(Work, OfAFlattenIsNothing) {
  const Network net = chain({4, 9, 9}, {Flatten{}});
  const Work w = work(net, 1, whole({324, 1, 1}));
  EXPECT_EQ(w.macs + w.elements + w.bytes, 0);
}

TEST(Work, OfAnEmptyRegionIsNothing) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3}});
  const Work w = work(net, 1, {{0, 6}, {3, 3}, {0, 8}});
  EXPECT_EQ(w.macs + w.elements + w.bytes, 0);
  EXPECT_EQ(weight_bytes(net, 1, {}), 0);
  EXPECT_EQ(workspace_bytes(net, 1, {}), 0);
}

TEST(Work, PartsOfALayerAddUpToTheWhole) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3}});
  const double top = work(net, 1, {{0, 6}, {0, 3}, {0, 8}}).macs;
  const double bottom = work(net, 1, {{0, 6}, {3, 8}, {0, 8}}).macs;
  EXPECT_EQ(top + bottom, work(net, 1, whole({6, 8, 8})).macs);
}

TEST(Parameters, CountWeightsAndBiases) {
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3, .groups = 2},
                                        Dense{.outputs = 10, .bias = false}, Softmax{}});
  EXPECT_EQ(parameters(net, 0), 0);
  EXPECT_EQ(parameters(net, 1), 6 * (2 * 9) + 6);
  EXPECT_EQ(parameters(net, 2), 10 * 6 * 8 * 8);
  EXPECT_EQ(parameters(net, 3), 0);
  EXPECT_EQ(weight_bytes(net, 1, {{0, 2}, {0, 8}, {0, 8}}), 4 * (2 * 18 + 2));
}

TEST(Workspace, IsTheLoweredBlockOfAConv) {
  // 36 x (8 x 8) values fit a block at once.
  const Network net = chain({4, 8, 8}, {Conv{.outputs = 6, .window = same_3x3}, Flatten{}});
  EXPECT_EQ(workspace_bytes(net, 1, whole({6, 8, 8})), 4 * 36 * 64);
  EXPECT_EQ(workspace_bytes(net, 2, whole({384, 1, 1})), 0);
}

TEST(Workspace, StaysSmallForLargeMaps) {
  const Network net = chain({64, 512, 512}, {Conv{.outputs = 64, .window = same_3x3}});
  const double bytes = workspace_bytes(net, 1, whole({64, 512, 512}));
  EXPECT_GT(bytes, 0);
  EXPECT_LE(bytes, 4 << 20);
}

}  // namespace
}  // namespace modnn
