// What the verifier takes a layer to depend on, against the layers' definitions by hand. A verifier
// that asks for too little would accept a plan of which a halo is missing.
#include "partition/verify/verify_dependency.h"

#include <gtest/gtest.h>

#include "tests/models/networks.h"

namespace modnn {
namespace {

const Axes none{};

/// What a region of a layer's output depends on of the image before it.
Axes of(const Shape& image, const LayerKind& kind, const Axes& output) {
  return dependency(test::chain(image, {kind}), 1, 0, output);
}

/// 6 outputs in 2 groups; 3 rows with stride 2, one row of padding before and two behind; 2 columns
/// 3 apart, two of padding before and one behind. Of 4 x 9 x 8 it makes 6 x 5 x 8.
const Conv lopsided{.outputs = 6, .window = {3, 2, 2, 1, 1, 3, 1, 2, 2, 1}, .groups = 2};
const Shape image{4, 9, 8};

TEST(Dependency, OfAConvIsWhatItsWindowTouches) {
  // Rows 1 and 2 read 1-3 and 3-5; columns 3-5 read 1 and 4, 2 and 5, 3 and 6.
  EXPECT_EQ(of(image, lopsided, {Range{0, 6}, {1, 3}, {3, 6}}),
            (Axes{Range{0, 4}, {1, 6}, {1, 7}}));
  EXPECT_EQ(of(image, lopsided, {Range{0, 6}, {2, 3}, {4, 5}}),
            (Axes{Range{0, 4}, {3, 6}, {2, 6}}));
}

TEST(Dependency, OfAConvStaysInTheMap) {
  // Row 0 reads -1 to 1 and row 4 reads 7 to 9; column 0 reads -2 and 1, column 7 reads 5 and 8.
  EXPECT_EQ(of(image, lopsided, {Range{0, 6}, {0, 1}, {0, 1}}),
            (Axes{Range{0, 4}, {0, 2}, {1, 2}}));
  EXPECT_EQ(of(image, lopsided, {Range{0, 6}, {4, 5}, {7, 8}}),
            (Axes{Range{0, 4}, {7, 9}, {5, 6}}));
}

TEST(Dependency, OfAConvIsTheGroupsOfItsOutputs) {
  const auto channels = [](Range outputs) {
    return of(image, lopsided, {outputs, {1, 2}, {3, 4}})[0];
  };
  EXPECT_EQ(channels({0, 3}), (Range{0, 2}));
  EXPECT_EQ(channels({2, 3}), (Range{0, 2}));
  EXPECT_EQ(channels({3, 6}), (Range{2, 4}));
  EXPECT_EQ(channels({2, 4}), (Range{0, 4}));
  const Conv full{.outputs = 6};
  EXPECT_EQ(of(image, full, {Range{4, 5}, {0, 1}, {0, 1}}), (Axes{Range{0, 4}, {0, 1}, {0, 1}}));
}

TEST(Dependency, OfAPoolIsItsWindowInTheSameChannels) {
  const MaxPool halves{.window = {2, 2, 2, 2}};
  EXPECT_EQ(of({3, 8, 8}, halves, {Range{1, 2}, {1, 3}, {0, 2}}),
            (Axes{Range{1, 2}, {2, 6}, {0, 4}}));
  const AvgPool same{.window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  EXPECT_EQ(of({2, 5, 5}, same, {Range{0, 1}, {4, 5}, {0, 2}}),
            (Axes{Range{0, 1}, {3, 5}, {0, 3}}));
  EXPECT_EQ(of({4, 5, 6}, GlobalPool{}, {Range{1, 3}, {0, 1}, {0, 1}}),
            (Axes{Range{1, 3}, {0, 5}, {0, 6}}));
}

TEST(Dependency, OfLrnIsTheNeighbouringChannels) {
  const auto channels = [](Index size, Range outputs) {
    const Axes all = of({8, 3, 3}, Lrn{.size = size}, {outputs, {1, 2}, {0, 2}});
    EXPECT_EQ(all[1], (Range{1, 2}));
    EXPECT_EQ(all[2], (Range{0, 2}));
    return all[0];
  };
  EXPECT_EQ(channels(5, {3, 4}), (Range{1, 6}));
  EXPECT_EQ(channels(5, {1, 2}), (Range{0, 4}));
  EXPECT_EQ(channels(5, {6, 8}), (Range{4, 8}));
  EXPECT_EQ(channels(4, {3, 4}), (Range{1, 5}));  // the even one out is below
}

TEST(Dependency, OfAConcatenationIsWhatEveryInputGives) {
  // Channels 0-1, 2-4 and 5-8.
  const Network network = test::join({2, 3, 4}, 5, 6, Concat{});
  const auto inputs = [&network](Range channels) {
    std::vector<Axes> all;
    for (std::size_t which = 0; which < 3; ++which)
      all.push_back(dependency(network, 4, which, {channels, {1, 2}, {0, 3}}));
    return all;
  };
  const auto part = [](Range channels) { return Axes{channels, {1, 2}, {0, 3}}; };
  EXPECT_EQ(inputs({0, 9}), (std::vector<Axes>{part({0, 2}), part({0, 3}), part({0, 4})}));
  EXPECT_EQ(inputs({1, 4}), (std::vector<Axes>{part({1, 2}), part({0, 2}), none}));
  EXPECT_EQ(inputs({6, 8}), (std::vector<Axes>{none, none, part({1, 3})}));
}

TEST(Dependency, OfAReorganisationIsWhereItsBlocksCome) {
  // Channel 3 (2 i + j) + c of the output is channel c at row i, column j of every 2 x 2 block.
  const auto read = [](Range channels) {
    return of({3, 8, 8}, Reorg{.stride = 2}, {channels, {1, 3}, {0, 2}});
  };
  EXPECT_EQ(read({0, 12}), (Axes{Range{0, 3}, {2, 6}, {0, 4}}));
  EXPECT_EQ(read({3, 6}), (Axes{Range{0, 3}, {2, 5}, {1, 4}}));
  EXPECT_EQ(read({7, 8}), (Axes{Range{1, 2}, {3, 6}, {0, 3}}));
  EXPECT_EQ(read({5, 7}), (Axes{Range{0, 3}, {2, 6}, {0, 4}}));  // c = 2 of one, c = 0 of the next
}

TEST(Dependency, OfAnUpsamplingIsThePixelsBeforeIt) {
  EXPECT_EQ(of({2, 4, 4}, Upsample{.stride = 2}, {Range{1, 2}, {1, 4}, {2, 3}}),
            (Axes{Range{1, 2}, {0, 2}, {1, 2}}));
}

TEST(Dependency, OfElementsIsThemselves) {
  const Axes some{Range{1, 2}, {0, 3}, {2, 4}};
  for (const LayerKind& kind : std::vector<LayerKind>{Activate{}, BatchNorm{}, Dropout{}})
    EXPECT_EQ(of({2, 4, 4}, kind, some), some);
  const Network sum = test::join({2, 2}, 4, 4, Add{});
  for (const std::size_t which : {0U, 1U}) EXPECT_EQ(dependency(sum, 3, which, some), some);
}

TEST(Dependency, OfLayersThatMixEverythingIsTheWholeMap) {
  const Axes one{Range{1, 2}, {0, 1}, {0, 1}};
  const Axes map{Range{0, 2}, {0, 3}, {0, 4}};
  EXPECT_EQ(of({2, 3, 4}, Flatten{}, one), map);
  EXPECT_EQ(of({2, 3, 4}, Dense{.outputs = 3}, one), map);
  EXPECT_EQ(of({2, 3, 4}, SparseDense{.outputs = 3, .density = 0.5}, one), map);
  EXPECT_EQ(of({5, 1, 1}, Softmax{}, one), (Axes{Range{0, 5}, {0, 1}, {0, 1}}));
}

TEST(Dependency, OfNothingIsNothing) {
  EXPECT_EQ(of(image, Conv{.outputs = 1}, {Range{0, 1}, {3, 3}, {0, 1}}), none);
  EXPECT_EQ(of({5, 1, 1}, Softmax{}, none), none);
}

TEST(NeededForResult, IsWhatAnyReaderNeeds) {
  // One output of two columns 3 apart, of which the first lies in the padding: column 1 of four.
  const Conv second{.outputs = 1, .window = {1, 2, 1, 3, 1, 3, 0, 0, 2, 0}};
  const Conv first{.outputs = 1, .window = {1, 1, 1, 4}};
  for (const auto& [a, b] : {std::pair(first, second), std::pair(second, first)}) {
    Network network = test::chain({1, 1, 4}, {a});
    test::append(network, "other", b, {0});
    test::append(network, "sum", Add{}, {1, 2});
    EXPECT_EQ(needed_for_result(network)[0], (Axes{Range{0, 1}, {0, 1}, {0, 2}}));
  }
  EXPECT_EQ(needed_for_result(test::chain({1, 1, 4}, {second}))[0],
            (Axes{Range{0, 1}, {0, 1}, {1, 2}}));
}

TEST(NeededForResult, GoesBackToTheFirstLayerOfTheRest) {
  const MaxPool halves{.window = {2, 2, 2, 2}};
  // 11 rows, 5, 2 and 1: of 5 rows 4 are read, of 2 both.
  const Network network = test::chain({1, 11, 16}, {halves, halves, halves});
  const auto rows = [&network](LayerId first) {
    std::vector<Index> all;
    for (const Axes& axes : needed_for_result(network, first)) all.push_back(axes[1].end);
    return all;
  };
  EXPECT_EQ(rows(1), (std::vector<Index>{8, 4, 2, 1}));
  EXPECT_EQ(rows(2), (std::vector<Index>{0, 4, 2, 1}));
  EXPECT_EQ(rows(3), (std::vector<Index>{0, 0, 2, 1}));
}

TEST(NeededForResult, IsNothingOfWhatLeadsNowhere) {
  Network network = test::chain({2, 6, 6}, {Conv{.outputs = 3}});
  test::append(network, "dead", Conv{.outputs = 5}, {1});
  test::append(network, "end", Conv{.outputs = 4}, {1});
  const std::vector<Axes> needed = needed_for_result(network);
  EXPECT_TRUE(empty(needed[2]));
  EXPECT_EQ(needed[1], (Axes{Range{0, 3}, {0, 6}, {0, 6}}));
}

}  // namespace
}  // namespace modnn
