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

/// calls, operations, bytes of weights, of maps, beyond 100 bytes, lowered; rows.
std::vector<double> amounts(const KernelCall& call) {
  std::vector<double> amounts;
  for (const CostTerm& term : cost_terms()) amounts.push_back(term.amount(call, 100));
  return amounts;
}

TEST(KernelCall, AmountsByHand) {
  // 3x3, stride 2, 2 -> 5 channels of 4 x 6: 18 weights each, an input of 9 x 13.
  EXPECT_EQ(amounts(call_of(Kernel::conv, 3, 2, 2, 5, 4, 6)),
            (std::vector<double>{1, 90 * 24, 4 * 90, 4 * (2 * 117 + 5 * 24),
                                 4 * (2 * 117 + 5 * 24) - 100, 4 * 18 * 24, 18 * 4}));
  // 1x1: the map is the matrix.
  EXPECT_EQ(amounts(call_of(Kernel::conv, 1, 1, 2, 5, 4, 6)),
            (std::vector<double>{1, 240, 40, 4 * 7 * 24, 4 * 7 * 24 - 100, 0, 0}));
  // 6 x 9 outputs are 2 x 3 tiles of 36 values.
  EXPECT_EQ(amounts(call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9)),
            (std::vector<double>{1, 36 * 10 * 6, 4 * 360, 4 * (2 * 88 + 5 * 54),
                                 4 * (2 * 88 + 5 * 54) - 100, 4 * 36 * 6 * 7, 7 * 2}));
  KernelCall depthwise = call_of(Kernel::depthwise, 3, 1, 5, 5, 2, 2);
  depthwise.groups = 5;
  EXPECT_EQ(amounts(depthwise),
            (std::vector<double>{1, 45 * 4, 4 * 45, 4 * 5 * 20, 300, 0, 5 * 9 * 2}));
  EXPECT_EQ(amounts(call_of(Kernel::dense, 1, 1, 20, 10, 1, 1)),
            (std::vector<double>{1, 200, 800, 120, 20, 0, 0}));
  KernelCall sparse = call_of(Kernel::sparse_dense, 1, 1, 20, 10, 1, 1);
  sparse.density = 0.25;
  EXPECT_EQ(amounts(sparse), (std::vector<double>{1, 50, 400, 120, 20, 0, 0}));
  EXPECT_EQ(amounts(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4)),
            (std::vector<double>{1, 4 * 24, 0, 4 * 3 * 40, 380, 0, 3 * 4 * 2}));
  EXPECT_EQ(amounts(call_of(Kernel::elementwise, 1, 1, 6, 3, 1, 2)),
            (std::vector<double>{1, 6, 0, 72, 0, 0, 3}));
}

TEST(KernelCall, WorkOfTheLayerIsNotWhatWinogradLeaves) {
  EXPECT_EQ(layer_operations(call_of(Kernel::winograd, 3, 1, 2, 5, 6, 9)), 9 * 10 * 54);
  EXPECT_EQ(layer_operations(call_of(Kernel::pool, 2, 2, 3, 3, 2, 4)), 96);
}

TEST(KernelLaw, AddsWhatEachAmountCosts) {
  const KernelLaw law{1, 10, 100, 1e3, 1e4, 1e5, 1e6};
  const KernelCall call = call_of(Kernel::conv, 3, 2, 2, 5, 4, 6);
  EXPECT_DOUBLE_EQ(law_seconds(law, 100, call),
                   1 + 10 * 2160 + 100 * 360 + 1e3 * 1416 + 1e4 * 1316 + 1e5 * 1728 + 1e6 * 72);
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
  // log2 of the distances: 1 to the first; 1 down and 2 across, squared 5, to the second.
  EXPECT_NEAR(factor(32, 64), std::exp2((1.0 - 1.0 / 25) / (1 + 1.0 / 25)), 1e-12);
  // Far beyond the first: 6 and 6 to it, 8 and 8 to the second.
  const double first = 1.0 / (72 * 72), second = 1.0 / (128 * 128);
  EXPECT_NEAR(factor(4096, 4096), std::exp2((first - second) / (first + second)), 1e-12);
}

TEST(Profile, CorrectsItsOwnKernelWindowAndStride) {
  const ComputeCost cost = with_two_rows();
  const KernelLaw& law = cost.laws.at(Kernel::conv);
  for (const KernelCall& other :
       {call_of(Kernel::conv, 3, 1, 8, 8, 64, 64), call_of(Kernel::conv, 1, 2, 8, 8, 64, 64)})
    EXPECT_EQ(call_seconds(cost, other), law_seconds(law, 0, other));
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
