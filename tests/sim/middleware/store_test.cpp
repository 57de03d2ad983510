#include "sim/middleware/store.h"

#include <gtest/gtest.h>

namespace modnn {
namespace {

std::shared_ptr<const Tensor> filled(const Box& box, float value) {
  auto tensor = std::make_shared<Tensor>(box);
  std::fill(tensor->values.begin(), tensor->values.end(), value);
  return tensor;
}

TEST(Store, HandsOutThePartThatCoversTheBox) {
  Store store;
  const auto part = filled({{0, 1}, {0, 4}, {0, 2}}, 1);
  store.add({3}, part);
  EXPECT_EQ(store.assemble({3}, {{0, 1}, {1, 2}, {0, 2}}), part);
}

TEST(Store, PutsPartsTogetherAndLeavesGapsZero) {
  Store store;
  store.add({3}, filled({{0, 1}, {0, 1}, {0, 2}}, 1));
  store.add({3}, filled({{0, 1}, {1, 2}, {0, 2}}, 2));
  const auto assembled = store.assemble({3}, {{0, 1}, {0, 3}, {0, 2}});
  EXPECT_EQ(assembled->values, (std::vector<float>{1, 1, 2, 2, 0, 0}));
}

TEST(Store, Forgets) {
  Store store;
  store.add({3}, filled({{0, 1}, {0, 1}, {0, 1}}, 5));
  store.forget({3});
  EXPECT_EQ(store.assemble({3}, {{0, 1}, {0, 1}, {0, 1}})->values, std::vector<float>{0});
}

}  // namespace
}  // namespace modnn
