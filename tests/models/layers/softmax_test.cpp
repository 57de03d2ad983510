#include "models/layers/softmax.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "regions.h"

namespace modnn {
namespace {

using test::run_one;

TEST(Softmax, ByHand) {
  const auto y = run_one({3, 1, 1}, Softmax{}, {}, {0, std::log(2.0F), std::log(5.0F)});
  EXPECT_FLOAT_EQ(y[0], 0.125F);
  EXPECT_FLOAT_EQ(y[1], 0.25F);
  EXPECT_FLOAT_EQ(y[2], 0.625F);
}

TEST(Softmax, LargeInputsDoNotOverflow) {
  const auto y = run_one({2, 1, 1}, Softmax{}, {}, {1000, 1000});
  EXPECT_EQ(y, (std::vector<float>{0.5F, 0.5F}));
}

TEST(Softmax, MatchesTheReference) {
  test::expect_matches_reference(test::chain({100, 1, 1}, {Softmax{}}), 1e-6);
}

}  // namespace
}  // namespace modnn
