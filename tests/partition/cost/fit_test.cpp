// Laws that the test knows, found again from what they say.
#include "partition/cost/fit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>

namespace modnn {
namespace {

TEST(NonnegativeLeastSquares, ByHand) {
  Eigen::MatrixXd a(3, 2);
  a << 1, 0, 0, 1, 1, 1;
  // Exact and positive.
  Eigen::VectorXd x = nonnegative_least_squares(a, Eigen::Vector3d(2, 3, 5));
  EXPECT_NEAR(x[0], 2, 1e-12);
  EXPECT_NEAR(x[1], 3, 1e-12);
  // Free, the second would be -2/3: without it, the first is (4 + 2) / 2.
  x = nonnegative_least_squares(a, Eigen::Vector3d(4, -2, 2));
  EXPECT_NEAR(x[0], 3, 1e-12);
  EXPECT_EQ(x[1], 0);
  // Nothing positive helps.
  x = nonnegative_least_squares(a, Eigen::Vector3d(-1, -1, -1));
  EXPECT_EQ(x, Eigen::Vector2d(0, 0));
  // A column of zeros, and one twice.
  Eigen::MatrixXd odd(2, 3);
  odd << 0, 2, 2, 0, 4, 4;
  x = nonnegative_least_squares(odd, Eigen::Vector2d(6, 12));
  EXPECT_EQ(x[0], 0);
  EXPECT_NEAR(x[1] + x[2], 3, 1e-12);
}

/// The minimum of a convex function over x >= 0 is where no step along an axis helps: down in no
/// gradient, and flat where x is positive.
TEST(NonnegativeLeastSquares, NoStepHelps) {
  std::srand(1);
  for (int round = 0; round < 200; ++round) {
    const Eigen::Index columns = 1 + round % 9;
    const Eigen::MatrixXd a = Eigen::MatrixXd::Random(12, columns);
    const Eigen::VectorXd b = Eigen::VectorXd::Random(12);
    const Eigen::VectorXd x = nonnegative_least_squares(a, b);
    const Eigen::VectorXd gradient = a.transpose() * (a * x - b);
    for (Eigen::Index j = 0; j < columns; ++j) {
      EXPECT_GE(x[j], 0);
      EXPECT_GE(gradient[j], -1e-8);
      if (x[j] > 0) {
        EXPECT_NEAR(gradient[j], 0, 1e-8);
      }
    }
  }
}

constexpr double cache = 1 << 20;

/// What of some traffic to `bytes` goes past the cache.
double beyond(double traffic, double bytes) {
  if (bytes < cache) return 0;
  return bytes > 2 * cache ? traffic : traffic * (bytes - cache) / cache;
}

/// Columns that a product takes as long as: those beyond a multiple of 16 one by one.
double columns_of(double columns) {
  double computed = 0;
  for (auto left = static_cast<int>(columns); left > 0;) {
    const int width = left >= 16 ? 16 : left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    computed += width == 16 ? 16 : 8;
    left -= width;
  }
  return computed;
}

/// Seconds of a convolution or pooling by coefficients that only this function knows.
double true_seconds(const KernelCall& call) {
  const double taps = call.kernel_height * call.kernel_width;
  const double pixels = call.out_height * call.out_width;
  const double height = (call.out_height - 1) * call.stride_height + call.kernel_height;
  const double width = (call.out_width - 1) * call.stride_width + call.kernel_width;
  const double in = 4 * call.in_channels * height * width, out = 4 * call.out_channels * pixels;
  if (call.kernel == Kernel::pool)
    return 1e-5 + 3e-10 * call.out_channels * taps * pixels + 3e-11 * (in + 2 * out) +
           4e-11 * beyond(in + 2 * out, in + out) +
           4e-9 * 2 * call.out_channels * taps * call.out_height;
  const double weights = call.in_channels * call.out_channels * taps;
  const double row = call.in_channels * taps * call.out_width;  // of the lowered matrix
  const double rows = std::clamp(std::floor(524288 / row), 1.0, call.out_height);
  const double lowered = taps > 1 ? 4 * row * call.out_height : 0;
  double seconds = 1e-5 + 2e-10 * 4 * weights + 6e-11 * lowered +
                   (taps > 1 ? 4e-9 * 2 * call.in_channels * taps * call.out_height : 0);
  double maps = in + 6 * out;
  for (double done = 0; done < call.out_height; done += rows) {
    const double columns = std::min(rows, call.out_height - done) * call.out_width;
    seconds += 1e-11 * weights * columns_of(columns) + 5e-11 * 4 * weights;
    if (weights * columns > 1e6) maps += 2 * 4 * call.in_channels * taps * columns;
  }
  return seconds + 3e-11 * maps + 4e-11 * beyond(maps, in + out);
}

std::vector<MeasuredCall> synthetic(const std::string& network, double factor = 1) {
  std::vector<MeasuredCall> samples;
  for (const double extent : {7.0, 14.0, 28.0, 56.0, 112.0}) {
    for (const double channels : {16.0, 48.0, 192.0}) {
      for (const double window : {1.0, 3.0, 5.0}) {
        MeasuredCall sample;
        sample.network = network;
        sample.layer = std::to_string(samples.size());
        sample.call = {.kernel = window == 5 ? Kernel::pool : Kernel::conv,
                       .kernel_height = window,
                       .kernel_width = window,
                       .in_channels = channels,
                       .out_channels = window == 5 ? channels : 64 + extent,
                       .out_height = extent,
                       .out_width = extent + channels};
        sample.seconds = factor * true_seconds(sample.call);
        samples.push_back(sample);
      }
    }
  }
  return samples;
}

TEST(FitCost, FindsTheCoefficientsAgain) {
  const ComputeCost cost = fit_cost(synthetic("a")).cost;
  EXPECT_EQ(cost.cache_bytes, cache);
  const auto expect = [](double found, double value) {
    EXPECT_NEAR(found, value, 1e-5 * value + 1e-20);
  };
  const KernelLaw& conv = cost.laws.at(Kernel::conv);
  const KernelLaw& pool = cost.laws.at(Kernel::pool);
  for (const KernelLaw* law : {&conv, &pool}) {
    expect(law->s_per_call, 1e-5);
    expect(law->s_per_map_byte, 3e-11);
    expect(law->s_per_far_byte, 4e-11);
    expect(law->s_per_row, 4e-9);
  }
  expect(conv.s_per_operation, 1e-11);
  expect(conv.s_per_weight_byte, 2e-10);
  expect(conv.s_per_packed_byte, 5e-11);
  expect(conv.s_per_lowered_byte, 6e-11);
  expect(pool.s_per_operation, 3e-10);
  EXPECT_EQ(pool.s_per_weight_byte, 0);
  EXPECT_EQ(pool.s_per_lowered_byte, 0);
}

TEST(FitCost, AKernelThatWasNotMeasuredHasTheOperationsOfALikeOne) {
  const CostFit fit = fit_cost(synthetic("a"));
  EXPECT_EQ(fit.cost.laws.at(Kernel::depthwise).s_per_operation,
            fit.cost.laws.at(Kernel::pool).s_per_operation);
  EXPECT_EQ(fit.notes,
            std::vector<std::string>{
                "depthwise: not measured; an operation is taken to cost what one of pool does"});
  EXPECT_FALSE(fit.cost.laws.contains(Kernel::lrn));
  // The device computes 3x3 convolutions directly.
  EXPECT_FALSE(fit.cost.laws.contains(Kernel::winograd));
  // One whose 3x3 convolutions were not measured may not.
  std::vector<MeasuredCall> pointwise = synthetic("a");
  std::erase_if(pointwise,
                [](const MeasuredCall& sample) { return sample.call.kernel_height == 3; });
  const CostFit other = fit_cost(pointwise);
  EXPECT_EQ(other.cost.laws.at(Kernel::winograd).s_per_operation,
            other.cost.laws.at(Kernel::conv).s_per_operation);
  EXPECT_EQ(other.notes.size(), 2U);
}

TEST(FitCost, WhatAProductCostsCarriesFromWinogradToConvolutions) {
  // 2e-11 s for a multiply-accumulate and 1e-10 s for a byte of weights.
  std::vector<MeasuredCall> samples;
  for (const double extent : {16.0, 32.0, 64.0}) {
    for (const double channels : {32.0, 64.0, 128.0}) {
      const double weights = 36 * channels * 64, tiles = extent * extent / 16;
      samples.push_back({"n",
                         std::to_string(samples.size()),
                         {.kernel = Kernel::winograd,
                          .kernel_height = 3,
                          .kernel_width = 3,
                          .in_channels = channels,
                          .out_channels = 64,
                          .out_height = extent,
                          .out_width = extent},
                         2e-11 * weights * tiles + 1e-10 * 4 * weights});
    }
  }
  const CostFit fit = fit_cost(samples);
  KernelCall pointwise{.kernel = Kernel::conv, .in_channels = 500, .out_channels = 8};
  pointwise.out_height = pointwise.out_width = 10;
  // 100 columns are six strips and one of four.
  EXPECT_NEAR(call_seconds(fit.cost, pointwise) / (2e-11 * 4000 * 104 + 1e-10 * 4 * 4000), 1, 1e-4);
}

TEST(FitCost, AKnownCacheIsNotSearched) {
  EXPECT_EQ(fit_cost(synthetic("a"), 2 * cache).cost.cache_bytes, 2 * cache);
  const KernelLaw conv = fit_cost(synthetic("a"), cache).cost.laws.at(Kernel::conv);
  EXPECT_NEAR(conv.s_per_far_byte, 4e-11, 1e-15);
}

TEST(Transfers, OfEveryNetworkToEveryOther) {
  std::vector<MeasuredCall> samples = synthetic("a");
  for (const double factor : {2.0, 4.0}) {
    const std::vector<MeasuredCall> slower = synthetic(factor == 2 ? "b" : "c", factor);
    samples.insert(samples.end(), slower.begin(), slower.end());
  }
  const std::vector<Transfer> all = transfers(samples, false);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[1].from, "b");
  ASSERT_EQ(all[1].to.size(), 2U);
  EXPECT_EQ(all[1].to[1].of, "c");
  EXPECT_NEAR(error_of_sum(all[1].to[0]), 1, 1e-5);
  EXPECT_NEAR(error_of_sum(all[1].to[1]), -0.5, 1e-5);
  EXPECT_EQ(share_within({0.1, 0.2, 0.25, 0.3}, 0.25), 0.75);
  EXPECT_EQ(quantile({0.1, 0.2, 0.25, 0.3}, 0.5), 0.2);
}

TEST(CrossValidate, LeavesOutLayersAndNetworks) {
  std::vector<MeasuredCall> samples = synthetic("a");
  const std::vector<MeasuredCall> again = synthetic("b");
  samples.insert(samples.end(), again.begin(), again.end());
  std::vector<FitErrors> errors = cross_validate(samples, false);
  ASSERT_EQ(errors.size(), 3U);
  for (const FitErrors& error : errors) {
    EXPECT_LT(error.layers.back(), 1e-5) << error.of;
    EXPECT_NEAR(error.predicted_s, error.measured_s, 1e-5 * error.measured_s);
  }
  EXPECT_EQ(errors[0].layers.size(), samples.size());
  // A network on which everything takes twice as long is predicted to take half.
  samples = synthetic("a");
  const std::vector<MeasuredCall> slow = synthetic("b", 2);
  samples.insert(samples.end(), slow.begin(), slow.end());
  errors = cross_validate(samples, false);
  EXPECT_EQ(errors[2].of, "b");
  EXPECT_NEAR(errors[2].predicted_s / errors[2].measured_s, 0.5, 1e-5);
  EXPECT_NEAR(errors[1].predicted_s / errors[1].measured_s, 2, 1e-5);
}

TEST(Errors, OfLayersAndOfTheirParts) {
  ComputeCost cost;
  cost.laws[Kernel::dense].s_per_operation = 1;
  const auto dense = [](double outputs, double seconds) {
    KernelCall call{.kernel = Kernel::dense, .in_channels = 2, .out_channels = outputs};
    return MeasuredCall{"n", "fc", call, seconds};
  };
  const FitErrors errors =
      errors_of(cost, {dense(10, 40), dense(5, 8), {"n", "lrn", {.kernel = Kernel::lrn}, 3}}, "n");
  EXPECT_EQ(errors.measured_s, 40);
  EXPECT_EQ(errors.predicted_s, 20);
  EXPECT_EQ(errors.unpredicted_s, 3);
  EXPECT_EQ(errors.layers, std::vector<double>{0.5});
  EXPECT_EQ(errors.parts, std::vector<double>{0.25});
}

}  // namespace
}  // namespace modnn
