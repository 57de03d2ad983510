// The fit finds the parameters of samples that were made from known ones.
#include "platforms/calibrate/fit.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace modnn {
namespace {

/// 8 Mbit/s, so a kilobyte takes 1 ms, and 0.5 ms of overhead; 2 stations lose 20 %, 4 lose 40 %.
std::vector<Sample> made_samples() {
  std::vector<Sample> samples;
  for (const double kilobytes : {10, 100, 1000}) {
    const double lone = 0.0005 + kilobytes * 1e-3;
    samples.push_back({1, Direction::up, kilobytes * 1e3, lone});
    samples.push_back({1, Direction::down, kilobytes * 1e3, lone});
    samples.push_back({2, Direction::up, kilobytes * 1e3, 2 * lone / 0.8});
    samples.push_back({4, Direction::up, kilobytes * 1e3, 4 * lone / 0.6});
  }
  return samples;
}

TEST(FitMedium, FindsWhatTheSamplesWereMadeFrom) {
  const MediumFit fit = fit_medium(made_samples());
  EXPECT_NEAR(fit.goodput_bps, 8e6, 1);
  EXPECT_NEAR(fit.message_overhead_s, 0.0005, 1e-9);
  ASSERT_EQ(fit.efficiency.size(), 4U);
  EXPECT_NEAR(fit.efficiency[0], 1, 1e-9);
  EXPECT_NEAR(fit.efficiency[1], 0.8, 1e-6);
  EXPECT_NEAR(fit.efficiency[2], 0.7, 1e-6);  // between its neighbours
  EXPECT_NEAR(fit.efficiency[3], 0.6, 1e-6);
  EXPECT_LT(sorted_errors(fit, made_samples()).back(), 1e-6);
}

TEST(FitMedium, PredictsBothDirectionsByTheirAirtime) {
  const MediumFit fit{8e6, 0.0005, {1, 0.8}};
  EXPECT_DOUBLE_EQ(predicted_seconds(fit, {2, Direction::up, 1e4, 0}), 2 * 0.0105 / 0.8);
  EXPECT_DOUBLE_EQ(predicted_seconds(fit, {2, Direction::down, 1e4, 0}), 2 * 0.0105);
  EXPECT_DOUBLE_EQ(predicted_seconds(fit, {2, Direction::both, 1e4, 0}),
                   2 * 0.0105 / 0.8 + 2 * 0.0105);
}

TEST(FitMedium, NeedsTwoSizes) {
  EXPECT_THROW(fit_medium({{1, Direction::up, 1e4, 1}}), std::invalid_argument);
}

}  // namespace
}  // namespace modnn
