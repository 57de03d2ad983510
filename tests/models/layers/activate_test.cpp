#include "models/layers/activate.h"

#include <cmath>
#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

using test::chain;
using test::expect_matches_reference;
using test::run_one;

std::vector<float> applied(Activation activation) {
  return run_one({5, 1, 1}, Activate{activation}, {}, {-2, -0.5F, 0, 3, 7});
}

TEST(Activate, ByHand) {
  EXPECT_EQ(applied(Activation::none), (std::vector<float>{-2, -0.5F, 0, 3, 7}));
  EXPECT_EQ(applied(Activation::relu), (std::vector<float>{0, 0, 0, 3, 7}));
  EXPECT_EQ(applied(Activation::relu6), (std::vector<float>{0, 0, 0, 3, 6}));
  EXPECT_EQ(applied(Activation::leaky_relu), (std::vector<float>{-0.2F, -0.05F, 0, 3, 7}));
}

TEST(Activate, SigmoidsByHand) {
  // (x + 3) / 6 of -2, -1/2, 0, 3; at 7 it is cut.
  EXPECT_EQ(applied(Activation::hard_sigmoid),
            (std::vector<float>{-2.0F / 6 + 0.5F, -0.5F / 6 + 0.5F, 0.5F, 1, 1}));
  EXPECT_EQ(run_one({4, 1, 1}, Activate{Activation::hard_swish}, {}, {-4, 0, 3, 7}),
            (std::vector<float>{0, 0, 3, 7}));
  // 1 / (1 + 1/3) with x = ln 3, and tanh(ln 3) = (9 - 1) / (9 + 1).
  const float ln3 = std::log(3.0F);
  EXPECT_FLOAT_EQ(run_one({1, 1, 1}, Activate{Activation::sigmoid}, {}, {ln3})[0], 0.75F);
  EXPECT_FLOAT_EQ(run_one({1, 1, 1}, Activate{Activation::sigmoid}, {}, {-200})[0], 0);
  EXPECT_FLOAT_EQ(run_one({1, 1, 1}, Activate{Activation::tanh}, {}, {ln3})[0], 0.8F);
}

TEST(Activate, SlopeIsThatOfLeakyRelu) {
  EXPECT_EQ(run_one({3, 1, 1}, Activate{Activation::leaky_relu, 0.25}, {}, {-2, 0, 3}),
            (std::vector<float>{-0.5F, 0, 3}));
}

TEST(Activate, MatchesTheReference) {
  for (const auto& [activation, word] : activation_words)
    expect_matches_reference(chain({3, 8, 9}, {Activate{activation}}), 3e-7);
  expect_matches_reference(chain({3, 8, 9}, {Activate{Activation::leaky_relu, 0.01}}), 1e-7);
}

}  // namespace
}  // namespace modnn
