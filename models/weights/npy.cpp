#include "models/weights/npy.h"

#include <cstdint>
#include <fstream>
#include <map>
#include <stdexcept>

#include "config/error.h"
#include "config/input_file.h"
#include "models/weights/foreign_file.h"
#include "models/weights/npy_header.h"

namespace modnn {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

/// Reads the header's text, and says where the values begin.
std::string read_header(const std::filesystem::path& path, const InputFile& file,
                        std::uint64_t& begin) {
  const std::string start = file.beginning(8);
  if (start.size() < 8 || !start.starts_with(magic))
    fail(path, "not a NumPy file" + foreign_file(file));
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3)
    fail(path, "NumPy format version " + std::to_string(version) + " is not known");
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::uint32_t length = 0;
  constexpr std::uint32_t longest = 1 << 20;
  if (file.size() >= 8 + length_bytes) file.read(8, &length, length_bytes);
  if (file.size() < 8 + length_bytes || length > longest) fail(path, "the header is damaged");
  begin = 8 + length_bytes + length;
  if (begin > file.size()) fail(path, "the file ends within its header");
  std::string header(length, '\0');
  file.read(8 + length_bytes, header.data(), length);
  return header;
}

/// '<' or '=': little-endian, '>': big-endian, then the letter f and the bytes of a number.
void read_type(const std::string& descr, StoredArray& array) {
  array.type = "'" + descr + "'";
  array.big_endian = descr.starts_with('>');
  static const std::map<std::string, NumberFormat> formats{
      {"f2", NumberFormat::f16}, {"f4", NumberFormat::f32}, {"f8", NumberFormat::f64}};
  const std::size_t order = descr.find_first_of("<=>");
  const auto found = formats.find(order == 0 ? descr.substr(1) : descr);
  if (found != formats.end()) array.format = found->second;
}

}  // namespace

StoredArray open_npy(const std::filesystem::path& path) {
  const InputFile file(path);
  StoredArray array;
  array.file = path;
  const std::string text = read_header(path, file, array.begin);
  try {
    const NpyHeader header = parse_npy_header(text);
    read_type(header.descr, array);
    array.fortran_order = header.fortran_order;
    array.shape = header.shape;
  } catch (const std::invalid_argument& error) {
    fail(path, error.what());
  }
  array.end = file.size();
  if (!array.format) return array;
  const Index count = element_count(array.shape);
  const auto there = static_cast<Index>(array.end - array.begin);
  if (count < 0 || there != bytes_of(*array.format) * count)
    fail(path, "has " + std::to_string(there) + " bytes of values, its shape " +
                   to_string(array.shape) + " does not");
  return array;
}

Array read_npy(const std::filesystem::path& path) { return read_array(open_npy(path)); }

void write_npy(const std::filesystem::path& path, const std::vector<Index>& shape,
               std::span<const float> values) {
  std::string extents;
  for (const Index extent : shape) extents += std::to_string(extent) + ", ";
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + extents + "), }";
  // The values start at a multiple of 64 bytes: magic 6, version 2, length 2, header, newline.
  header.append((64 - (10 + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  const auto length = static_cast<std::uint16_t>(header.size());
  std::ofstream file(path, std::ios::binary);
  file << magic << '\x01' << '\0';
  file.write(reinterpret_cast<const char*>(&length), 2);
  file << header;
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size_bytes()));
  if (!file.flush()) throw EnvironmentError(path.string() + ": cannot be written");
}

}  // namespace modnn
