#include "models/layers/activate.h"

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

TEST(Activate, MatchesTheReference) {
  for (Activation activation : {Activation::relu, Activation::leaky_relu, Activation::relu6})
    expect_matches_reference(chain({3, 8, 9}, {Activate{activation}}), 1e-7);
}

}  // namespace
}  // namespace modnn
