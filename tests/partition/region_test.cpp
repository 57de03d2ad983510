#include "partition/region.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <set>

namespace modnn {
namespace {

TEST(Region, WhatIsLeftAroundAHoleIsRowsAboveAndBelow) {
  const Box box{{0, 2}, {0, 10}, {0, 4}};
  const Region rest = box - Region(Box{{0, 2}, {3, 7}, {0, 4}});
  ASSERT_EQ(rest.boxes().size(), 2U);
  EXPECT_EQ(rest.boxes()[0], (Box{{0, 2}, {0, 3}, {0, 4}}));
  EXPECT_EQ(rest.boxes()[1], (Box{{0, 2}, {7, 10}, {0, 4}}));
  EXPECT_EQ(rest.elements(), 2 * 6 * 4);
  EXPECT_EQ(rest.hull(), box);
}

TEST(Region, OfBoxesThatFillTheirHullIsOneBox) {
  const Region both = Region(Box{{0, 1}, {0, 3}, {0, 4}}) | Box{{0, 1}, {2, 9}, {0, 4}};
  ASSERT_EQ(both.boxes().size(), 1U);
  EXPECT_EQ(both.boxes()[0], (Box{{0, 1}, {0, 9}, {0, 4}}));
}

TEST(Region, OfEmptyBoxesIsEmpty) {
  EXPECT_TRUE(Region(Box{{0, 1}, {3, 3}, {0, 4}}).empty());
  EXPECT_TRUE(Region({{{0, 1}, {3, 3}, {0, 4}}, {{2, 2}, {0, 1}, {0, 4}}}).empty());
  EXPECT_TRUE(Region().hull().empty());
  EXPECT_TRUE(Region(Box{{0, 1}, {0, 1}, {0, 1}}).contains(Region()));
  EXPECT_FALSE(Region().contains(Box{{0, 1}, {0, 1}, {0, 1}}));
}

TEST(Region, BoxesAreInTheOrderOfChannelsRowsAndColumns) {
  const Box first{{0, 1}, {3, 4}, {3, 4}}, second{{1, 2}, {0, 1}, {2, 3}};
  const Box third{{1, 2}, {2, 3}, {0, 1}}, fourth{{1, 2}, {2, 3}, {3, 4}};
  EXPECT_EQ(Region({fourth, second, third, first}).boxes(),
            (std::vector<Box>{first, second, third, fourth}));
}

TEST(Region, AnEmptyBoxDoesNotCountInAHull) {
  const Box box{{1, 2}, {3, 4}, {5, 7}};
  EXPECT_EQ(hull(box, Box{}), box);
  EXPECT_EQ(hull(Box{}, box), box);
  EXPECT_EQ(hull(box, Box{{0, 1}, {8, 9}, {6, 8}}), (Box{{0, 2}, {3, 9}, {5, 8}}));
}

TEST(Region, OfNeuronsJoinsNeighbours) {
  EXPECT_EQ(neuron_ranges(neurons(std::vector<Index>{1, 2, 3, 7, 9, 10})),
            (std::vector<Range>{{1, 4}, {7, 8}, {9, 11}}));
  EXPECT_TRUE(neurons(std::vector<Index>{}).empty());
}

TEST(Region, SameElementsAreEqualHoweverTheyAreCut) {
  const Region by_rows({{{0, 1}, {0, 2}, {0, 4}}, {{0, 1}, {2, 4}, {0, 2}}});
  const Region by_columns({{{0, 1}, {0, 4}, {0, 2}}, {{0, 1}, {0, 2}, {2, 4}}});
  EXPECT_EQ(by_rows, by_columns);
  EXPECT_FALSE(by_rows == Region(by_rows.hull()));
}

using Elements = std::set<Index>;

/// The elements of a region of a 6 x 6 x 6 map, each of which must be in one box only.
Elements elements_of(const Region& region) {
  Elements all;
  for (const Box& box : region.boxes())
    for (Index c = box.channels.begin; c < box.channels.end; ++c)
      for (Index r = box.rows.begin; r < box.rows.end; ++r)
        for (Index w = box.cols.begin; w < box.cols.end; ++w)
          EXPECT_TRUE(all.insert((c * 6 + r) * 6 + w).second) << "an element in two boxes";
  EXPECT_EQ(static_cast<Index>(all.size()), region.elements());
  return all;
}

TEST(Region, SetsOfRandomBoxesAreThoseOfTheirElements) {
  std::mt19937 random(7);
  const auto range = [&random] {
    const Index a = static_cast<Index>(random() % 7), b = static_cast<Index>(random() % 7);
    return Range{std::min(a, b), std::max(a, b)};
  };
  const auto region = [&] {
    Region sum;
    for (auto boxes = random() % 4; boxes > 0; --boxes) sum |= Box{range(), range(), range()};
    return sum;
  };
  for (int round = 0; round < 500; ++round) {
    const Region a = region(), b = region();
    const Elements in_a = elements_of(a), in_b = elements_of(b);
    Elements both, either, first_only;
    std::ranges::set_intersection(in_a, in_b, std::inserter(both, both.end()));
    std::ranges::set_union(in_a, in_b, std::inserter(either, either.end()));
    std::ranges::set_difference(in_a, in_b, std::inserter(first_only, first_only.end()));
    EXPECT_EQ(elements_of(a & b), both) << round;
    EXPECT_EQ(elements_of(a | b), either) << round;
    EXPECT_EQ(elements_of(a - b), first_only) << round;
    EXPECT_EQ(a.contains(b), std::ranges::includes(in_a, in_b)) << round;
    EXPECT_EQ(a == b, in_a == in_b) << round;
  }
}

}  // namespace
}  // namespace modnn
