#include "models/layers/dropout.h"

#include <gtest/gtest.h>

#include "regions.h"

namespace modnn {
namespace {

TEST(Dropout, IsTheIdentity) {
  EXPECT_EQ(test::run_one({1, 1, 3}, Dropout{.rate = 0.9}, {}, {1, -2, 3}),
            (std::vector<float>{1, -2, 3}));
  test::expect_matches_reference(test::chain({3, 4, 5}, {Dropout{}}), 0);
}

TEST(Dropout, IsNoWork) {
  const Work w = work(test::chain({3, 4, 5}, {Dropout{}}), 1, whole({3, 4, 5}));
  EXPECT_EQ(w.elements + w.bytes + w.macs, 0);
}

}  // namespace
}  // namespace modnn
