#pragma once

#include <filesystem>
#include <string>

#include "config/reader.h"

namespace modnn {

/// The description of the network in an ONNX file, which is also the file of its weights. Throws
/// InputError as import_onnx() does.
Document load_onnx(const std::filesystem::path& path);

/// Puts the description of an ONNX file in place of its name at `pointer`, which is relative to the
/// file in which it was written. False, and nothing done, where there is no such name; records
/// problems.
bool inline_onnx(Document& document, const std::string& pointer, Problems& problems);

}  // namespace modnn
