// Amounts and corrections by hand.
#include "platforms/kernel_cost.h"

#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace modnn {
namespace {

KernelCall call_of(Kernel kernel, double window, double stride, double in, double out,
                   double height, double width) {
  return {.kernel = kernel,
          .kernel_height = window,
          .kernel_width = window,
          .stride_height = stride,
          .stride_width = stride,
          .in_channels = in,
          .out_channels = out,
          .out_height = height,
          .out_width = width};
}

/// Calls, operations, bytes of weights, of maps, beyond 100 bytes, lowered; rows.
void expect_amounts(const KernelCall& call, const std::vector<double>& expected) {
  ASSERT_EQ(expected.size(), cost_terms().size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_DOUBLE_EQ(cost_terms()[i].amount(call, 100), expected[i])
        << name_of(kernel_words, call.kernel) << " " << cost_terms()[i].key;
}

TEST(KernelCall, AmountsOfConvolutionsByHand) {
  // 3x3, stride 2, 2 -> 5 channels of 4 x 6: 18 weights each, an input of 9 x 13, thrice an output.
  // Of 1416 bytes of maps and 1728 of the lowered matrix 100 are in the cache.
  const double in = 4 * 2 * 9 * 13, out = 4 * 5 * 4 * 6;
  expect_amounts(call_of(Kernel::conv, 3, 2, 2, 5, 4, 6),
                 {1, 90 * 24, 4 * 90, in + 3 * out,
                  (in + 3 * out) * (1 - 100.0 / 1416) + 1728 - 100, 1728, 2 * 18 * 4});
  // 1x1: the map is the matrix.
  expect_amounts(call_of(Kernel::conv, 1, 1, 2, 5, 4, 6),
                 {1, 240, 40, 192 + 3 * 480, (192 + 3 * 480) * (1 - 100.0 / 672), 0, 0});
  // 6 x 9 outputs are 2 x 3 tiles of 36 values, of 7 channels: 6048 bytes.
  const double tiled = 4 * 2 * 88 + 2 * (4 * 5 * 54);
  expect_amounts(call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9),
                 {1, 36 * 10 * 6, 4 * 360, tiled, tiled * (1 - 100.0 / 1784) + 6048 - 100, 6048,
                  2 * (19 * 2 + 22 * 5)});
  KernelCall depthwise = call_of(Kernel::depthwise, 3, 1, 5, 5, 2, 2);
  depthwise.groups = 5;
  expect_amounts(depthwise,
                 {1, 45 * 4, 4 * 45, 320 + 2 * 80, 480 * (1 - 100.0 / 400), 0, 2 * 5 * 9 * 2});
}

TEST(KernelCall, AmountsOfOthersByHand) {
  expect_amounts(call_of(Kernel::dense, 1, 1, 20, 10, 1, 1),
                 {1, 200, 800, 80 + 2 * 40, 160 * (1 - 100.0 / 120), 0, 0});
  KernelCall sparse = call_of(Kernel::sparse_dense, 1, 1, 20, 10, 1, 1);
  sparse.density = 0.25;
  expect_amounts(sparse, {1, 50, 400, 160, 160 * (1 - 100.0 / 120), 0, 0});
  expect_amounts(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4),
                 {1, 4 * 24, 0, 384 + 2 * 96, 576 * (1 - 100.0 / 480), 0, 2 * 3 * 4 * 2});
  // Two maps of three channels are added: zeros, and a pass for each.
  expect_amounts(call_of(Kernel::elementwise, 1, 1, 6, 3, 1, 2), {1, 6, 0, 48 + 3 * 24, 0, 0, 6});
  expect_amounts(call_of(Kernel::lrn, 1, 1, 3, 3, 1, 2), {1, 12, 0, 24 + 2 * 24, 0, 0, 12});
  expect_amounts(call_of(Kernel::softmax, 1, 1, 5, 5, 1, 1), {1, 10, 0, 20 + 2 * 20, 0, 0, 0});
}

TEST(KernelCall, WhatHasNoAmountHasNoCoefficient) {
  for (const auto& [kernel, name] : kernel_words)
    for (const CostTerm& term : cost_terms())
      if (!term.common(kernel)) {
        EXPECT_EQ(term.amount(call_of(kernel, 3, 1, 8, 8, 9, 9), 100), 0) << name << term.key;
      }
}

TEST(KernelCall, WeightsAreReadForEveryBlock) {
  // 64 x 9 x 112 floats a row: 8 rows are at most 2^19. 36 x 128 x 56 a row of tiles: 8 at most
  // 2^21.
  EXPECT_EQ(weight_passes(call_of(Kernel::conv, 3, 1, 64, 64, 56, 112)), 7);
  EXPECT_EQ(weight_passes(call_of(Kernel::conv, 3, 1, 64, 64, 57, 112)), 8);
  EXPECT_EQ(weight_passes(call_of(Kernel::winograd, 3, 1, 64, 64, 224, 224)), 7);
  EXPECT_EQ(weight_passes(call_of(Kernel::conv, 3, 1, 1e4, 64, 5, 1000)), 5);  // a row is too much
  EXPECT_EQ(weight_passes(call_of(Kernel::dense, 1, 1, 1e4, 1e4, 1, 1)), 1);
}

TEST(KernelCall, WorkOfTheLayerIsNotWhatWinogradLeaves) {
  EXPECT_EQ(layer_operations(call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9)), 9 * 10 * 54);
  EXPECT_EQ(layer_operations(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4)), 96);
}

TEST(KernelLaw, AddsWhatEachAmountCosts) {
  const KernelLaw law{1, 10, 100, 1e3, 1e4, 1e5, 1e6};
  const KernelCall call = call_of(Kernel::conv, 3, 2, 2, 5, 4, 6);
  EXPECT_DOUBLE_EQ(law_seconds(law, 100, call), 1 + 10 * 2160 + 100 * 360 + 1e3 * 2376 +
                                                    1e4 * (2376 * 1316.0 / 1416 + 1628) +
                                                    1e5 * 1728 + 1e6 * 144);
}

/// A nanosecond for a multiply-accumulate; a map of 64 x 64 took twice as long, one of 16 x 16
/// half.
ComputeCost with_two_rows() {
  ComputeCost cost;
  cost.laws[Kernel::conv].s_per_operation = 1e-9;
  cost.profile.push_back({call_of(Kernel::conv, 1, 1, 8, 8, 64, 64), 2e-9 * 64 * 4096});
  cost.profile.push_back({call_of(Kernel::conv, 1, 1, 8, 8, 16, 16), 0.5e-9 * 64 * 256});
  return cost;
}

TEST(Profile, InterpolatesByHand) {
  const ComputeCost cost = with_two_rows();
  const auto factor = [&](double height, double width) {
    return call_seconds(cost, call_of(Kernel::conv, 1, 1, 8, 8, height, width)) /
           (1e-9 * 64 * height * width);
  };
  // What was measured.
  EXPECT_DOUBLE_EQ(factor(64, 64), 2);
  EXPECT_DOUBLE_EQ(factor(16, 16), 0.5);
  // As far from one as from the other: sqrt(2 x 0.5).
  EXPECT_NEAR(factor(32, 32), 1, 1e-12);
  // The law counts as a row that is two doublings away.
  const double law = 1.0 / 16;
  // log2 of the distances: 1 to the first; 1 down and 2 across, squared 5, to the second.
  EXPECT_NEAR(factor(32, 64), std::exp2((1.0 - 1.0 / 25) / (1 + 1.0 / 25 + law)), 1e-12);
  // Far beyond the first: 6 and 6 to it, 8 and 8 to the second.
  const double first = 1.0 / (72 * 72), second = 1.0 / (128 * 128);
  EXPECT_NEAR(factor(4096, 4096), std::exp2((first - second) / (first + second + law)), 1e-12);
}

TEST(Profile, CorrectsItsOwnKernelWindowAndStride) {
  const ComputeCost cost = with_two_rows();
  const KernelLaw& law = cost.laws.at(Kernel::conv);
  for (const KernelCall& other :
       {call_of(Kernel::conv, 3, 1, 8, 8, 64, 64), call_of(Kernel::conv, 1, 2, 8, 8, 64, 64)})
    EXPECT_EQ(call_seconds(cost, other), law_seconds(law, 0, other));
}

TEST(Profile, SaysWhatItCorrects) {
  const ComputeCost cost = with_two_rows();
  EXPECT_TRUE(corrects_any(
      cost, {call_of(Kernel::pool, 1, 1, 8, 8, 9, 9), call_of(Kernel::conv, 1, 1, 3, 5, 7, 9)}));
  EXPECT_FALSE(corrects_any(cost, {call_of(Kernel::conv, 1, 2, 8, 8, 64, 64)}));
  EXPECT_FALSE(corrects_any(cost, {}));
}

TEST(ComputeCost, WinogradFallsBackOnConvolutions) {
  const ComputeCost cost = with_two_rows();
  const KernelCall conv = call_of(Kernel::conv, 3, 1, 16, 16, 64, 64);
  KernelCall winograd = conv;
  winograd.kernel = Kernel::winograd;
  EXPECT_EQ(call_seconds(cost, winograd), 1e-9 * 256 * 9 * 4096);
  EXPECT_EQ(law_of(cost, Kernel::winograd), law_of(cost, Kernel::conv));
  EXPECT_EQ(law_of(cost, Kernel::pool), nullptr);
}

}  // namespace
}  // namespace modnn
