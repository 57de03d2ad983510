#include "models/network/receptive_field.h"

#include <gtest/gtest.h>

#include "networks.h"

namespace modnn {
namespace {

using test::append;
using test::chain;

Window window(Index kernel, Index stride, Index dilation) {
  return {kernel, kernel, stride, stride, dilation, dilation, 0, 0, 0, 0};
}

TEST(ReceptiveFields, GrowByTheSpanTimesTheStridesBefore) {
  const Network net = chain({1, 100, 100}, {Conv{.outputs = 1, .window = window(3, 1, 1)},
                                            MaxPool{.window = window(2, 2, 1)},
                                            Conv{.outputs = 1, .window = window(3, 1, 1)},
                                            Conv{.outputs = 1, .window = window(3, 2, 2)}});
  const auto fields = receptive_fields(net);
  EXPECT_EQ(fields[0], (ReceptiveField{1, 1}));
  EXPECT_EQ(fields[1], (ReceptiveField{3, 3}));
  EXPECT_EQ(fields[2], (ReceptiveField{4, 4}));    // 3 + 1
  EXPECT_EQ(fields[3], (ReceptiveField{8, 8}));    // 4 + 2 x 2
  EXPECT_EQ(fields[4], (ReceptiveField{16, 16}));  // 8 + 4 x 2: the dilated kernel spans 5
}

TEST(ReceptiveFields, OfAJoinAreTheLargest) {
  Network net = chain({2, 50, 50}, {Conv{.outputs = 2}});
  Window same = window(5, 1, 1);
  same.pad_top = same.pad_bottom = same.pad_left = same.pad_right = 2;
  const LayerId wide = append(net, "wide", Conv{.outputs = 2, .window = same}, {0});
  append(net, "add", Add{}, {1, wide});
  EXPECT_EQ(receptive_fields(net).back(), (ReceptiveField{5, 5}));
}

TEST(ReceptiveFields, BehindAnUpsamplingCountTheBlocks) {
  const Network net = chain({1, 90, 90}, {MaxPool{.window = window(2, 2, 1)}, Upsample{2},
                                          Conv{.outputs = 1, .window = window(3, 1, 1)},
                                          Conv{.outputs = 1, .window = window(2, 1, 1)}});
  const auto fields = receptive_fields(net);
  EXPECT_EQ(fields[2], (ReceptiveField{2, 2}));
  EXPECT_EQ(fields[3], (ReceptiveField{4, 4}));  // 3 rows touch at most 2 blocks of 2
  EXPECT_EQ(fields[4], (ReceptiveField{6, 6}));  // 4 rows touch 3
}

TEST(ReceptiveFields, AreNeverLargerThanTheImage) {
  const Network net = chain({1, 9, 7}, {Conv{.outputs = 1}, Flatten{}, Dense{.outputs = 2}});
  EXPECT_EQ(receptive_fields(net)[1], (ReceptiveField{1, 1}));
  EXPECT_EQ(receptive_fields(net)[3], (ReceptiveField{9, 7}));
}

// An output of the second layer depends on all 5 x 3 of the map before it, whose pixels are 2
// apart: 2 x 4 + 1 rows and 2 x 2 + 1 columns of the image.
TEST(ReceptiveFields, AreNoLargerThanTheMapsBetween) {
  Window wide = window(9, 1, 1);
  wide.pad_top = wide.pad_bottom = wide.pad_left = wide.pad_right = 4;
  const Network net = chain({1, 10, 6}, {Conv{.outputs = 1, .window = window(1, 2, 1)},
                                         Conv{.outputs = 1, .window = wide}});
  EXPECT_EQ(receptive_fields(net)[2], (ReceptiveField{9, 5}));
}

}  // namespace
}  // namespace modnn
