// Amounts and corrections by hand.
#include "platforms/kernel_cost.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <string_view>
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

/// Calls, operations, bytes of weights, packed, of maps, beyond 100 bytes, lowered; rows.
void expect_amounts(const KernelCall& call, const std::vector<double>& expected) {
  ASSERT_EQ(expected.size(), cost_terms().size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_DOUBLE_EQ(cost_terms()[i].amount(call, 100), expected[i])
        << name_of(kernel_words, call.kernel) << " " << cost_terms()[i].key;
}

TEST(KernelCall, AmountsOfConvolutionsByHand) {
  // 3x3, stride 2, 2 -> 5 channels of 4 x 6: 18 weights each, an input of 9 x 13, six times an
  // output. 24 columns are a strip and half of one; the maps are more than twice 100 bytes.
  const double in = 4 * 2 * 9 * 13, out = 4 * 5 * 4 * 6;
  expect_amounts(call_of(Kernel::conv, 3, 2, 2, 5, 4, 6),
                 {1, 90 * 24, 4 * 90, 4 * 90, in + 6 * out, in + 6 * out, 4 * 18 * 24, 2 * 18 * 4});
  // 1x1: the map is the matrix.
  expect_amounts(call_of(Kernel::conv, 1, 1, 2, 5, 4, 6),
                 {1, 240, 40, 40, 192 + 6 * 480, 192 + 6 * 480, 0, 0});
  // 6 x 9 outputs are 2 x 3 tiles of 36 values, of 7 channels: 6048 bytes. 6 columns are 4 and 2.
  const double tiled = 4 * 2 * 88 + 2 * (4 * 5 * 54);
  expect_amounts(
      call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9),
      {1, 36 * 10 * (8 + 8), 4 * 360, 4 * 360, tiled, tiled, 6048, 2 * (19 * 2 + 22 * 5)});
  KernelCall depthwise = call_of(Kernel::depthwise, 3, 1, 5, 5, 2, 2);
  depthwise.groups = 5;
  expect_amounts(depthwise, {1, 45 * 4, 4 * 45, 0, 320 + 2 * 80, 480, 0, 2 * 5 * 9 * 2});
}

TEST(KernelCall, AmountsOfOthersByHand) {
  // 120 bytes of maps: a fifth too many.
  expect_amounts(call_of(Kernel::dense, 1, 1, 20, 10, 1, 1),
                 {1, 200, 800, 0, 80 + 2 * 40, 160 * (1.2 - 1), 0, 0});
  KernelCall sparse = call_of(Kernel::sparse_dense, 1, 1, 20, 10, 1, 1);
  sparse.density = 0.25;
  expect_amounts(sparse, {1, 50, 400, 0, 160, 160 * (1.2 - 1), 0, 0});
  // With a stride, an input counts twice.
  expect_amounts(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4),
                 {1, 2 * 4 * 24, 0, 0, 384 + 2 * 96, 576, 0, 2 * 3 * 4 * 2});
  expect_amounts(call_of(Kernel::pool, 2, 1, 3, 3, 1, 1), {1, 12, 0, 0, 48 + 2 * 12, 0, 0, 24});
  // Two maps of three channels are added: zeros, a copy, a sum and its activation.
  expect_amounts(call_of(Kernel::elementwise, 1, 1, 6, 3, 1, 2),
                 {1, 6, 0, 0, 48 + (1 + 1 + 2 + 2) * 24, 0, 0, 6});
  expect_amounts(call_of(Kernel::elementwise, 1, 1, 3, 3, 1, 2),
                 {1, 6, 0, 0, 24 + 2 * 24, 0, 0, 1.25 * 3});
  expect_amounts(call_of(Kernel::lrn, 1, 1, 3, 3, 1, 2), {1, 12, 0, 0, 24 + 4 * 24, 0, 0, 12});
  expect_amounts(call_of(Kernel::softmax, 1, 1, 5, 5, 1, 1), {1, 10, 0, 0, 20 + 2 * 20, 0, 0, 0});
}

TEST(KernelCall, ProductsByHand) {
  const auto amount = [](std::string_view key, const KernelCall& call) {
    return std::ranges::find(cost_terms(), key, &CostTerm::key)->amount(call, 1e9);
  };
  const auto pointwise = [](double out, double height, double width) {
    return call_of(Kernel::conv, 1, 1, 64, out, height, width);
  };
  // 15 columns are 8, 4, 2 and 1, each half a strip; a single one is a vector, and so is a single
  // row.
  EXPECT_EQ(amount("s_per_operation", pointwise(8, 3, 5)), 64 * 8 * 32);
  EXPECT_EQ(amount("s_per_operation", pointwise(8, 1, 1)), 64 * 8);
  EXPECT_EQ(amount("s_per_operation", pointwise(1, 3, 5)), 64 * 15);
  EXPECT_EQ(amount("s_per_packed_byte", pointwise(8, 3, 5)), 4 * 64 * 8);
  EXPECT_EQ(amount("s_per_packed_byte", pointwise(8, 1, 1)), 0);
  EXPECT_EQ(amount("s_per_packed_byte", pointwise(1, 3, 5)), 0);
  // 61 x 64 x 256 multiply-accumulates are just below a million, 62 x 64 x 256 above.
  EXPECT_EQ(amount("s_per_map_byte", pointwise(61, 16, 16)), 4 * 256 * (64 + 6 * 61));
  EXPECT_EQ(amount("s_per_map_byte", pointwise(62, 16, 16)), 4 * 256 * (64 + 6 * 62 + 2 * 64));
  // Every block of rows packs the weights anew.
  EXPECT_EQ(amount("s_per_packed_byte", call_of(Kernel::conv, 3, 1, 64, 64, 57, 112)),
            8 * 4 * 64 * 576);
  EXPECT_EQ(amount("s_per_weight_byte", call_of(Kernel::conv, 3, 1, 64, 64, 57, 112)),
            4 * 64 * 576);
}

TEST(KernelCall, WhatHasNoAmountHasNoCoefficient) {
  for (const auto& [kernel, name] : kernel_words)
    for (const CostTerm& term : cost_terms())
      if (!term.common(kernel)) {
        EXPECT_EQ(term.amount(call_of(kernel, 3, 1, 8, 8, 9, 9), 100), 0) << name << term.key;
      }
}

/// Count, rows, depth and columns of whole blocks, and of what is left.
void expect_products(const KernelCall& call, const Products& whole, const Products& rest = {}) {
  const std::array<Products, 2> products = products_of(call);
  for (const auto part :
       {&Products::count, &Products::rows, &Products::depth, &Products::columns}) {
    EXPECT_EQ(products[0].*part, whole.*part);
    EXPECT_EQ(products[1].*part, rest.*part);
  }
}

TEST(KernelCall, HasAProductForEveryBlock) {
  // 64 x 9 x 112 floats a row: 8 rows are at most 2^19. 36 x 128 x 56 a row of tiles: 8 at most
  // 2^21.
  expect_products(call_of(Kernel::conv, 3, 1, 64, 64, 56, 112), {7, 64, 576, 8 * 112});
  expect_products(call_of(Kernel::conv, 3, 1, 64, 64, 57, 112), {7, 64, 576, 8 * 112},
                  {1, 64, 576, 112});
  expect_products(call_of(Kernel::winograd, 3, 1, 64, 64, 224, 224), {36 * 7, 64, 64, 8 * 56});
  // A row is too much.
  expect_products(call_of(Kernel::conv, 3, 1, 1e4, 64, 5, 1000), {5, 64, 9e4, 1000});
  KernelCall grouped = call_of(Kernel::conv, 3, 1, 8, 6, 4, 4);
  grouped.groups = 2;
  expect_products(grouped, {2, 3, 36, 16});
  expect_products(call_of(Kernel::dense, 1, 1, 1e4, 1e4, 1, 1), {});
}

TEST(KernelCall, WorkOfTheLayerIsNotWhatWinogradLeaves) {
  EXPECT_EQ(layer_operations(call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9)), 9 * 10 * 54);
  EXPECT_EQ(layer_operations(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4)), 96);
}

TEST(KernelLaw, AddsWhatEachAmountCosts) {
  const KernelLaw law{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7};
  const KernelCall call = call_of(Kernel::conv, 3, 2, 2, 5, 4, 6);
  EXPECT_DOUBLE_EQ(law_seconds(law, 100, call),
                   1 + 10 * 2160 + (100 + 1e3) * 360 + (1e4 + 1e5) * 3816 + 1e6 * 1728 + 1e7 * 144);
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
