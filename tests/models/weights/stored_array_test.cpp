#include "models/weights/stored_array.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

#include "files.h"
#include "models/weights/npy.h"

namespace modnn {
namespace {

using test::TemporaryPath;

std::string little_endian(std::uint64_t bits, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(bits >> (8 * i) & 0xff);
  return text;
}

float read_one(NumberFormat format, std::uint64_t bits, bool big_endian = false) {
  const TemporaryPath file("one");
  const auto size = static_cast<int>(bytes_of(format));
  std::string bytes = little_endian(bits, size);
  if (big_endian) bytes = {bytes.rbegin(), bytes.rend()};
  file.write("skipped" + bytes);
  StoredArray array{.file = file.path(), .format = format, .big_endian = big_endian, .begin = 7};
  array.end = array.begin + static_cast<std::uint64_t>(size);
  return read_array(array).values.at(0);
}

TEST(StoredArray, WidensEveryHalfAsIeee754Says) {
  const TemporaryPath file("halves");
  std::string bytes;
  for (std::uint64_t bits = 0; bits < 65536; ++bits) bytes += little_endian(bits, 2);
  file.write(bytes);
  const Array array = read_array({.file = file.path(),
                                  .format = NumberFormat::f16,
                                  .shape = {65536},
                                  .begin = 0,
                                  .end = bytes.size()});
  for (int bits = 0; bits < 65536; ++bits) {
    // Sign, 5 bits of exponent (bias 15), 10 of fraction.
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    double expected =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    if (exponent == 31)
      expected = fraction == 0 ? std::numeric_limits<double>::infinity()
                               : std::numeric_limits<double>::quiet_NaN();
    if (bits >> 15) expected = -expected;
    const float value = array.values[static_cast<std::size_t>(bits)];
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(value)) << bits;
    } else {
      EXPECT_EQ(value, static_cast<float>(expected)) << bits;
      EXPECT_EQ(std::signbit(value), bits >> 15 != 0) << bits;
    }
  }
}

TEST(StoredArray, Bfloat16IsTheUpperHalfOfAFloat) {
  EXPECT_EQ(read_one(NumberFormat::bf16, 0x3f80), 1.0F);
  EXPECT_EQ(read_one(NumberFormat::bf16, 0xc020), -2.5F);
  EXPECT_EQ(read_one(NumberFormat::bf16, 0x4049), 3.140625F);
  EXPECT_EQ(read_one(NumberFormat::bf16, 0x0001), std::ldexp(1.0F, -133));  // subnormal
  EXPECT_EQ(read_one(NumberFormat::bf16, 0x7f80), std::numeric_limits<float>::infinity());
}

TEST(StoredArray, RoundsDoublesToTheNearestAndTiesToEven) {
  const auto rounded = [](double value) {
    return read_one(NumberFormat::f64, std::bit_cast<std::uint64_t>(value));
  };
  EXPECT_EQ(rounded(0.1), 0.1F);
  EXPECT_EQ(rounded(1 + 0x1p-24), 1.0F);                    // a tie, to the even 1
  EXPECT_EQ(rounded(1 + 3 * 0x1p-24), 1 + 0x1p-22F);        // a tie, to the even one above
  EXPECT_EQ(rounded(1 + 0x1p-24 + 0x1p-50), 1 + 0x1p-23F);  // just above the tie
  EXPECT_EQ(rounded(0x1p-149), 0x1p-149F);                  // the smallest subnormal
  EXPECT_EQ(rounded(0x1p-151), 0.0F);
  EXPECT_EQ(rounded(1e39), std::numeric_limits<float>::infinity());
}

TEST(StoredArray, BigEndianNumbersAreTurned) {
  EXPECT_EQ(read_one(NumberFormat::f32, 0x40490fdb, true), std::bit_cast<float>(0x40490fdb));
  EXPECT_EQ(read_one(NumberFormat::f64, std::bit_cast<std::uint64_t>(-7.25), true), -7.25F);
  EXPECT_EQ(read_one(NumberFormat::f16, 0x3c00, true), 1.0F);
}

/// The values 0, 1, 2, ... in the order of the file, of any shape.
TEST(StoredArray, FortranOrderCountsTheFirstIndexFastest) {
  for (const std::vector<Index>& shape :
       {std::vector<Index>{}, {5}, {2, 3}, {4, 1}, {1, 4}, {2, 3, 4}, {3, 2, 1, 2}, {300, 301}}) {
    const TemporaryPath file("fortran");
    std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
    file.write({reinterpret_cast<const char*>(values.data()), 4 * values.size()});
    const Array array = read_array({.file = file.path(),
                                    .format = NumberFormat::f32,
                                    .fortran_order = true,
                                    .shape = shape,
                                    .begin = 0,
                                    .end = 4 * values.size()});
    for (std::size_t at = 0; at < values.size(); ++at) {
      // The index of the value at row-major position `at`, and its column-major position.
      Index rest = static_cast<Index>(at), expected = 0;
      std::vector<Index> index(shape.size());
      for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
        index[axis] = rest % shape[axis];
      for (std::size_t axis = shape.size(); axis-- > 0;)
        expected = expected * shape[axis] + index[axis];
      ASSERT_EQ(array.values[at], static_cast<float>(expected)) << to_string(shape) << " " << at;
    }
  }
}

}  // namespace
}  // namespace modnn
