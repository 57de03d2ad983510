#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/reader.h"
#include "platforms/kernel_cost.h"

namespace modnn {

/// What a layer, or a part of one, took somewhere.
struct MeasuredCall {
  std::string network{};
  std::string layer{};
  KernelCall call;
  double seconds = 0;
};

/// Reads a CSV whose first line names its columns, in any order (but lines that begin with # are
/// comments): `kind` (a kernel), `in_channels`,
/// `out_channels`, `out_height`, `out_width` and `seconds`, and where they are not 1 or empty
/// `network`, `layer`, `kernel_height`, `kernel_width`, `stride_height`, `stride_width`, `groups`,
/// `density`. Records what is wrong as `file:line: ...`.
std::vector<MeasuredCall> read_samples(const std::filesystem::path& file, Problems& problems);

/// Such a file, with every column.
std::string samples_csv(const std::vector<MeasuredCall>& samples);

}  // namespace modnn
