#include "models/layers/flatten.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

TEST(Flatten, KeepsTheOrder) {
  EXPECT_EQ(test::run_one({2, 1, 2}, Flatten{}, {}, {1, 2, 3, 4}),
            (std::vector<float>{1, 2, 3, 4}));
}

TEST(Flatten, MatchesTheReference) {
  test::expect_matches_reference(test::chain({3, 4, 5}, {Flatten{}}), 0);
}

}  // namespace
}  // namespace modnn
