#pragma once

#include <filesystem>
#include <span>

#include "models/array.h"

namespace modnn {

/// Reads a NumPy file (format versions 1 to 3; little-endian float32 in C order). Throws InputError
/// when the file is missing, truncated or longer than its header says, or holds something else.
Array read_npy(const std::filesystem::path& path);

/// Writes format version 1. `values` has as many elements as `shape` says. Throws EnvironmentError
/// when the file cannot be written.
void write_npy(const std::filesystem::path& path, const std::vector<Index>& shape,
               std::span<const float> values);

}  // namespace modnn
