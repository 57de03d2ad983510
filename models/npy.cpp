#include "models/npy.h"

#include <bit>
#include <cstdint>
#include <fstream>
#include <sstream>

#include "config/error.h"

namespace modnn {
namespace {

static_assert(std::endian::native == std::endian::little, "weight files are read as they lie");

constexpr std::string_view magic = "\x93NUMPY";

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

/// The text from `open` up to one of the characters `close` that follows `key` in the header, a
/// Python dictionary such as
/// {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }.
std::string header_value(const std::filesystem::path& path, const std::string& header,
                         const std::string& key, char open, const char* close) {
  const std::size_t at = header.find("'" + key + "':");
  const std::size_t begin = at == header.npos ? at : header.find(open, at + key.size() + 3);
  const std::size_t end = begin == header.npos ? begin : header.find_first_of(close, begin + 1);
  if (end == header.npos) fail(path, "the header has no readable '" + key + "'");
  return header.substr(begin + 1, end - begin - 1);
}

std::vector<Index> parse_shape(const std::filesystem::path& path, const std::string& text) {
  std::vector<Index> shape;
  std::istringstream extents(text);
  for (std::string extent; std::getline(extents, extent, ',');) {
    if (extent.find_first_not_of(' ') == std::string::npos) continue;
    // 15 digits fit an Index; element_count() judges the product.
    if (extent.size() > 15) fail(path, "an extent of " + extent + " is too large");
    if (extent.find_first_not_of(" 0123456789") != std::string::npos)
      fail(path, "an extent of " + extent + " is not a number");
    shape.push_back(std::stoll(extent));
  }
  return shape;
}

std::string read_header(const std::filesystem::path& path, std::istream& file) {
  std::string start(8, '\0');
  if (!file.read(start.data(), 8) || !start.starts_with(magic)) fail(path, "not a NumPy file");
  const int version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3)
    fail(path, "NumPy format version " + std::to_string(version) + " is not known");
  std::uint32_t length = 0;
  file.read(reinterpret_cast<char*>(&length), version == 1 ? 2 : 4);
  constexpr std::uint32_t longest = 1 << 20;
  if (!file || length > longest) fail(path, "the header is damaged");
  std::string header(length, '\0');
  if (!file.read(header.data(), length)) fail(path, "the file ends within its header");
  return header;
}

}  // namespace

Array read_npy(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) fail(path, "no such file");
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, "cannot be read");
  const std::string header = read_header(path, file);
  const std::string type = header_value(path, header, "descr", '\'', "'");
  if (type != "<f4") fail(path, "holds '" + type + "' values, expected '<f4' (float32)");
  if (header_value(path, header, "fortran_order", ' ', ",}") != "False")
    fail(path, "is in Fortran order, expected C order");
  Array array{parse_shape(path, header_value(path, header, "shape", '(', ")")), {}};

  const Index count = element_count(array.shape);
  const auto there = static_cast<Index>(std::filesystem::file_size(path)) - file.tellg();
  if (count < 0 || there != 4 * count)
    fail(path, "has " + std::to_string(there) + " bytes of values, its shape " +
                   to_string(array.shape) + " does not");
  array.values.resize(static_cast<std::size_t>(count));
  if (!file.read(reinterpret_cast<char*>(array.values.data()), 4 * count))
    fail(path, "cannot be read");
  return array;
}

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
