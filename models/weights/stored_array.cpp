#include "models/weights/stored_array.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <map>
#include <tuple>

#include "config/error.h"
#include "config/input_file.h"

namespace modnn {
namespace {

static_assert(std::endian::native == std::endian::little, "weight files are read as they lie");

float number_at(const char* bytes, NumberFormat format) {
  const auto bits = [bytes]<typename Bits>(Bits value) {
    std::memcpy(&value, bytes, sizeof value);
    return value;
  };
  switch (format) {
    case NumberFormat::f16:
      return static_cast<float>(Eigen::numext::bit_cast<Eigen::half>(bits(std::uint16_t{})));
    case NumberFormat::bf16:
      return static_cast<float>(Eigen::numext::bit_cast<Eigen::bfloat16>(bits(std::uint16_t{})));
    case NumberFormat::f64:
      return static_cast<float>(bits(double{}));
    case NumberFormat::f32:
      break;
  }
  return bits(float{});
}

/// Positions, in row-major order, of the values of a Fortran-order file, one after the other.
class FortranOrder {
 public:
  explicit FortranOrder(const std::vector<Index>& shape)
      : shape_(shape), strides_(shape.size(), 1), index_(shape.size()) {
    for (std::size_t axis = shape.size(); axis > 1; --axis)
      strides_[axis - 2] = strides_[axis - 1] * shape[axis - 1];
  }

  std::size_t next() {
    const Index at = position_;
    for (std::size_t axis = 0; axis < shape_.size(); ++axis) {
      position_ += strides_[axis];
      if (++index_[axis] < shape_[axis]) break;
      position_ -= strides_[axis] * shape_[axis];
      index_[axis] = 0;
    }
    return static_cast<std::size_t>(at);
  }

 private:
  const std::vector<Index>& shape_;
  std::vector<Index> strides_, index_;
  Index position_ = 0;
};

/// Calls visit(i, value) for every value in the order of the file, block by block.
template <typename Visit>
void for_each_value(const StoredArray& stored, const Visit& visit) {
  const InputFile file(stored.file);
  if (!stored.format)
    throw InputError(stored.file.string() + ": " + stored.what + "holds " + stored.type +
                     " values, expected floating-point numbers of 16, 32 or 64 bits");
  if (stored.end > file.size())
    throw InputError(stored.file.string() + ": " + stored.what + "cannot be read");
  const auto size = static_cast<std::size_t>(bytes_of(*stored.format));
  const std::size_t count = (stored.end - stored.begin) / size;
  constexpr std::size_t block = 1 << 16;
  std::vector<char> bytes(size * std::min(block, count));
  for (std::size_t first = 0; first < count; first += block) {
    const std::size_t many = std::min(block, count - first);
    file.read(stored.begin + first * size, bytes.data(), many * size);
    for (std::size_t i = 0; i < many; ++i) {
      char* const number = bytes.data() + i * size;
      if (stored.big_endian) std::reverse(number, number + size);
      visit(first + i, number_at(number, *stored.format));
    }
  }
}

}  // namespace

Index bytes_of(NumberFormat format) {
  switch (format) {
    case NumberFormat::f16:
    case NumberFormat::bf16:
      return 2;
    case NumberFormat::f64:
      return 8;
    case NumberFormat::f32:
      break;
  }
  return 4;
}

Array read_array(const StoredArray& stored) {
  if (stored.values != nullptr) return {stored.shape, *stored.values};
  Array array{stored.shape, {}};
  if (stored.format)
    array.values.resize((stored.end - stored.begin) /
                        static_cast<std::size_t>(bytes_of(*stored.format)));
  FortranOrder order(stored.shape);
  for_each_value(stored, [&](std::size_t i, float value) {
    array.values[stored.fortran_order ? order.next() : i] = value;
  });
  return array;
}

ValueSummary summarize_values(const StoredArray& stored) {
  using Place = std::tuple<std::filesystem::path, std::uint64_t, std::filesystem::file_time_type,
                           std::uintmax_t>;
  const auto add = [](ValueSummary& summary, float value) {
    summary.finite = summary.finite && std::isfinite(value);
    if (value != 0) ++summary.nonzeros;
    summary.least = std::min(summary.least, value);
  };
  if (stored.values != nullptr) {
    ValueSummary summary;
    for (const float value : *stored.values) add(summary, value);
    return summary;
  }
  static std::map<Place, ValueSummary> known;
  std::error_code none;
  const Place place{stored.file, stored.begin, std::filesystem::last_write_time(stored.file, none),
                    std::filesystem::file_size(stored.file, none)};
  if (const auto found = known.find(place); found != known.end()) return found->second;
  ValueSummary summary;
  for_each_value(stored, [&](std::size_t /*i*/, float value) { add(summary, value); });
  return known[place] = summary;
}

}  // namespace modnn
