#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "models/weights/stored_array.h"

namespace modnn {

/// The table of contents of a safetensors file
/// (https://github.com/huggingface/safetensors: eight bytes of header length, a JSON header, data).
struct SafetensorsFile {
  std::filesystem::path path;
  std::uint64_t data_start = 0;
  std::map<std::string, StoredArray> tensors;
};

/// Reads and checks the header. Tensors of types that cannot be read (integers, 8-bit floats) are
/// listed, too: only reading them fails. Throws InputError with everything that is wrong: a header
/// that is longer than the file, that is not JSON, offsets that do not match shapes, overlap, leave
/// holes or lie past the end of the file.
SafetensorsFile open_safetensors(const std::filesystem::path& path);

/// The values of a tensor that must exist. Throws as read_array() does.
Array read_tensor(const SafetensorsFile& file, const std::string& name);

/// One tensor to write; `values` has as many elements as `shape` says.
struct NamedValues {
  std::string name;
  std::vector<Index> shape;
  std::span<const float> values;
};

/// Throws EnvironmentError when the file cannot be written.
void write_safetensors(const std::filesystem::path& path, const std::vector<NamedValues>& tensors);

}  // namespace modnn
