#include "sim/middleware/rounding.h"

#include <gtest/gtest.h>
#include <limits>

namespace modnn {
namespace {

TEST(RoundToHalf, KeepsElevenBits) {
  EXPECT_EQ(round_to_half(1), 1);
  EXPECT_EQ(round_to_half(-2049), -2048);                // between 2048 and 2050: to even
  EXPECT_EQ(round_to_half(2051), 2052);                  // likewise
  EXPECT_EQ(round_to_half(1 + 0x1p-10F), 1 + 0x1p-10F);  // the next after 1
  EXPECT_EQ(round_to_half(1 + 0x1p-12F), 1);
  EXPECT_EQ(round_to_half(0.1F), 0.0999755859375F);  // 0x2e66
  EXPECT_EQ(round_to_half(65504), 65504);            // the largest
  EXPECT_EQ(round_to_half(1e6F), 65504);             // saturates
  EXPECT_EQ(round_to_half(0x1p-24F), 0x1p-24F);      // the least subnormal
  EXPECT_EQ(round_to_half(0x1p-26F), 0);
  EXPECT_EQ(round_to_half(0), 0);
}

Parcel parcel_of(const std::vector<float>& values) {
  auto tensor =
      std::make_shared<Tensor>(Box{{0, 1}, {0, 1}, {0, static_cast<Index>(values.size())}});
  for (std::size_t i = 0; i < values.size(); ++i) tensor->values[i] = values[i];
  return {{{1}, tensor}};
}

std::vector<float> rounded(const std::vector<float>& values, int bytes) {
  const Parcel parcel = round_parcel(parcel_of(values), bytes);
  const auto& result = parcel.at(0).second->values;
  return {result.begin(), result.end()};
}

TEST(RoundParcel, FourBytesAreExact) {
  EXPECT_EQ(rounded({0.1F, -3}, 4), (std::vector<float>{0.1F, -3}));
}

TEST(RoundParcel, OneByteHas256StepsOverTheMessagesRange) {
  // Steps of 1 from 0 to 255.
  EXPECT_EQ(rounded({0, 255, 100.4F, 100.6F}, 1), (std::vector<float>{0, 255, 100, 101}));
  EXPECT_EQ(rounded({7, 7}, 1), (std::vector<float>{7, 7}));
}

}  // namespace
}  // namespace modnn
