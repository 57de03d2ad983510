#include "sim/world/noise.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

namespace modnn {
namespace {

TEST(Noise, IsOffByDefault) {
  const Noise noise({}, 1);
  EXPECT_EQ(noise.task_factor(1, 2), 1);
  EXPECT_EQ(noise.message_factor({}, 3, 4), 1);
  EXPECT_EQ(noise.first_beacon(1, 3), 0);
}

TEST(Noise, ThePhaseOfTheBeaconsIsTheCellsAndAnywhere) {
  // The stations' first beacons differ by whole intervals; where in an interval, the seed says:
  // of 10,000 seeds the mean is 1/2 and the mean square 1/3 (0.009: three standard errors).
  const NoiseSpec spec{.beacon_phase = true};
  double sum = 0, squares = 0;
  std::set<long> passed_over;
  const int n = 10000;
  for (int seed = 0; seed < n; ++seed) {
    const Noise noise(spec, static_cast<std::uint64_t>(seed));
    const double phase = noise.first_beacon(1, 1);
    EXPECT_GE(phase, 0);
    EXPECT_LE(phase, 1);
    sum += phase;
    squares += phase * phase;
    const double later = noise.first_beacon(2, 3) - phase;
    EXPECT_NEAR(later, std::round(later), 1e-12);
    passed_over.insert(std::lround(later));
  }
  EXPECT_NEAR(sum / n, 1.0 / 2, 0.009);
  EXPECT_NEAR(squares / n, 1.0 / 3, 0.009);
  EXPECT_EQ(passed_over, (std::set<long>{0, 1, 2}));
}

TEST(Noise, DependsOnSeedEntityAndIndexAlone) {
  const NoiseSpec spec{0.3, 0.3};
  const Noise noise(spec, 7);
  EXPECT_EQ(noise.task_factor(1, 2), Noise(spec, 7).task_factor(1, 2));
  EXPECT_NE(noise.task_factor(1, 2), Noise(spec, 8).task_factor(1, 2));
  EXPECT_NE(noise.task_factor(1, 2), noise.task_factor(2, 2));
  EXPECT_NE(noise.task_factor(1, 2), noise.task_factor(1, 3));
  Message there;
  there.destination = 1;
  Message back;
  back.source = 1;
  EXPECT_NE(noise.message_factor(there, 0, 0), noise.message_factor(back, 0, 0));
  EXPECT_NE(noise.message_factor(there, 0, 0), noise.message_factor(there, 0, 1));
  EXPECT_NE(noise.message_factor(there, 0, 1), noise.message_factor(there, 1, 0));
}

TEST(Noise, HasMeanOneAndTheAskedForSpread) {
  // ln of the factors: mean -sigma^2 / 2 = -0.02, standard deviation 0.2; n = 10,000 puts three
  // standard errors at 0.006.
  const Noise noise({0.2, 0}, 1);
  double sum = 0, logs = 0, squares = 0;
  const int n = 10000;
  for (int i = 0; i < n; ++i) {
    const double factor = noise.task_factor(1, i);
    sum += factor;
    logs += std::log(factor);
    squares += std::log(factor) * std::log(factor);
  }
  EXPECT_NEAR(sum / n, 1, 0.006);
  EXPECT_NEAR(logs / n, -0.02, 0.006);
  EXPECT_NEAR(std::sqrt(squares / n - logs / n * logs / n), 0.2, 0.006);
}

}  // namespace
}  // namespace modnn
