#include "models/maps/tensor.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>

namespace modnn {
namespace {

/// Values 0, 1, 2, ... in CHW order.
Tensor counting(const Box& box) {
  Tensor tensor(box);
  std::iota(tensor.values.begin(), tensor.values.end(), 0.0F);
  return tensor;
}

TEST(Tensor, RowsAreAddressedInTheWholeMapsCoordinates) {
  const Tensor t = counting({{2, 4}, {10, 13}, {5, 7}});  // 2 x 3 x 2
  EXPECT_EQ(*t.row(2, 10), 0);
  EXPECT_EQ(*t.row(2, 12), 4);
  EXPECT_EQ(*t.row(3, 11), 8);
}

TEST(Tensor, CopyOverlapCopiesTheIntersectionOnly) {
  const Tensor source = counting(whole({1, 3, 3}));  // 0 1 2 / 3 4 5 / 6 7 8
  Tensor target({{0, 1}, {1, 4}, {1, 4}});
  EXPECT_EQ(copy_overlap(source, target), 4);
  EXPECT_EQ(target.values, (std::vector<float>{4, 5, 0, 7, 8, 0, 0, 0, 0}));
}

TEST(Tensor, CopyOverlapOfDisjointBoxesCopiesNothing) {
  const Tensor source = counting(whole({1, 2, 2}));
  Tensor target({{0, 1}, {2, 4}, {0, 2}});
  EXPECT_EQ(copy_overlap(source, target), 0);
}

TEST(Tensor, SliceTakesAPart) {
  const Tensor source = counting(whole({2, 2, 3}));
  const Tensor part = slice(source, {{1, 2}, {0, 2}, {1, 3}});
  EXPECT_EQ(part.box, (Box{{1, 2}, {0, 2}, {1, 3}}));
  EXPECT_EQ(part.values, (std::vector<float>{7, 8, 10, 11}));
}

TEST(Tensor, SliceOutsideTheTensorThrows) {
  EXPECT_THROW(slice(counting(whole({1, 2, 2})), {{0, 1}, {0, 3}, {0, 2}}), std::invalid_argument);
}

TEST(MaxRelativeError, IsRelativeToTheLargestReferenceValue) {
  Tensor a(whole({3, 1, 1})), b(whole({3, 1, 1}));
  a.values = {1.0F, -3.0F, 0.0F};
  b.values = {1.5F, -4.0F, 0.0F};
  EXPECT_DOUBLE_EQ(max_relative_error(a, b), 0.25);
  EXPECT_EQ(max_relative_error(b, b), 0);
}

TEST(MaxRelativeError, IsInfiniteForWhatCannotBeCompared) {
  Tensor a(whole({2, 1, 1})), b(whole({2, 1, 1}));
  b.values = {1, 1};
  EXPECT_TRUE(std::isinf(max_relative_error(Tensor(whole({1, 2, 1})), b)));
  a.values = {std::numeric_limits<float>::quiet_NaN(), 1};
  EXPECT_TRUE(std::isinf(max_relative_error(a, b)));
  a.values = {1, 1};
  b.values = {0, 0};
  EXPECT_TRUE(std::isinf(max_relative_error(a, b)));
  EXPECT_EQ(max_relative_error(b, b), 0);
}

}  // namespace
}  // namespace modnn
