#pragma once

#include <filesystem>
#include <span>

#include "models/weights/stored_array.h"

namespace modnn {

/// Reads the header of a NumPy file (format versions 1 to 3; floating-point numbers of 16, 32 or 64
/// bits, of either byte order, in C or Fortran order). Throws InputError when the file is missing,
/// truncated or longer than its header says, or is something else.
StoredArray open_npy(const std::filesystem::path& path);

/// Reads a whole NumPy file. Throws as open_npy() and read_array() do.
Array read_npy(const std::filesystem::path& path);

/// Writes format version 1. `values` has as many elements as `shape` says. Throws EnvironmentError
/// when the file cannot be written.
void write_npy(const std::filesystem::path& path, const std::vector<Index>& shape,
               std::span<const float> values);

}  // namespace modnn
