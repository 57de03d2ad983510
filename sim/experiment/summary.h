#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/document.h"

namespace modnn {

/// Writes summary.csv (one line per row), layers.csv and devices.csv into `folder`, replacing each
/// file at once. Rows come in the given order; `pointers` are the swept pointers, which get a
/// column unless another column says the same. The bytes depend on the rows alone.
void write_summaries(const std::filesystem::path& folder, const std::vector<const Json*>& rows,
                     const std::vector<std::string>& pointers);

/// The table that `modnn run` prints: what varies between the rows, and the main results.
std::string summary_table(const std::vector<const Json*>& rows,
                          const std::vector<std::string>& pointers);

/// Replaces a file's contents by way of a temporary file, so that no reader ever sees half of it.
void write_file(const std::filesystem::path& path, const std::string& text);

}  // namespace modnn
