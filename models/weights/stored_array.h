#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/maps/array.h"

namespace modnn {

/// How a floating-point number lies in a file (IEEE 754, and bfloat16).
enum class NumberFormat { f16, bf16, f32, f64 };

/// Bytes of one number.
Index bytes_of(NumberFormat format);

/// Where an array lies in a file, and how: what is known before its values are read.
struct StoredArray {
  std::filesystem::path file;
  std::string what{};                  ///< of the file: "" or "tensor \"a\" "; for error messages
  std::string type{};                  ///< as the file names it: "F32", "<f4", ...
  std::optional<NumberFormat> format;  ///< none: not a floating-point type that can be read
  bool big_endian = false;
  bool fortran_order = false;  ///< the first index changes fastest
  std::vector<Index> shape{};
  std::uint64_t begin = 0, end = 0;  ///< bytes of the file
  /// The values, where the file had to be read for them to be known; row-major, of `shape`.
  std::shared_ptr<const std::vector<float>> values{};
};

/// Reads the values as float32: half precision and bfloat16 widen exactly, float64 is rounded to
/// the nearest (ties to even). Throws InputError when the type is none of these or the file is
/// shorter than it was.
Array read_array(const StoredArray& stored);

/// What can be wrong with the values of an array, as float32.
struct ValueSummary {
  bool finite = true;
  std::uint64_t nonzeros = 0;
  float least = 0;  ///< of the values and 0
};

/// Reads an array without holding it, once per process. Throws as read_array() does.
ValueSummary summarize_values(const StoredArray& stored);

}  // namespace modnn
