#include "config/random.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

// The first outputs of SplitMix64 from state 0, as published with the xoshiro generators
// (Blackman and Vigna): number n is scatter(n x golden ratio).
TEST(Random, ScatterIsSplitMix64) {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ULL;
  EXPECT_EQ(scatter(golden), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(scatter(2 * golden), 0x6e789e6aa1b965f4ULL);
}

// Test vectors of the FNV reference page.
TEST(Random, Fnv1a) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8ULL);
}

TEST(Random, SymmetricIsUniform) {
  const CounterRandom random(1, "test");
  double sum = 0, squares = 0;
  constexpr int n = 100000;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double x = random.symmetric(i);
    ASSERT_GE(x, -1);
    ASSERT_LT(x, 1);
    sum += x;
    squares += x * x;
  }
  // Mean 0 and variance 1/3, within about five standard errors.
  EXPECT_NEAR(sum / n, 0, 5 * 0.577 / 316);
  EXPECT_NEAR(squares / n, 1.0 / 3, 0.005);
}

TEST(Random, StreamsDifferBySeedAndName) {
  EXPECT_NE(CounterRandom(1, "a").bits(0), CounterRandom(2, "a").bits(0));
  EXPECT_NE(CounterRandom(1, "a").bits(0), CounterRandom(1, "b").bits(0));
  EXPECT_EQ(CounterRandom(1, "a").bits(9), CounterRandom(1, "a").bits(9));
}

}  // namespace
}  // namespace modnn
