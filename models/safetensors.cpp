#include "models/safetensors.h"

#include <algorithm>
#include <bit>
#include <fstream>

#include "config/error.h"
#include "config/reader.h"

namespace modnn {
namespace {

static_assert(std::endian::native == std::endian::little, "weight files are read as they lie");

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t longest_header = 100'000'000;  // the format's own limit

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

std::string read_header(const std::filesystem::path& path, std::uint64_t file_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::uint64_t length = 0;
  if (file_bytes < length_bytes || !file.read(reinterpret_cast<char*>(&length), length_bytes))
    fail(path, "not a safetensors file: shorter than 8 bytes");
  if (length > file_bytes - length_bytes || length > longest_header)
    fail(path, "the header is said to have " + std::to_string(length) + " bytes, but " +
                   std::to_string(file_bytes - length_bytes) + " follow");
  std::string header(length, '\0');
  if (!file.read(header.data(), static_cast<std::streamsize>(length))) fail(path, "cannot be read");
  return header;
}

/// Bytes of a value of each type of the format.
Index bytes_of(std::size_t type) {
  constexpr Index bytes[] = {4, 8, 2, 2, 8, 4, 2, 1, 8, 4, 2, 1, 1};
  return bytes[type];
}
const std::vector<std::string> type_names{"F32", "F64", "F16", "BF16", "I64", "I32", "I16",
                                          "I8",  "U64", "U32", "U16",  "U8",  "BOOL"};

TensorEntry read_entry(const Value& value, std::uint64_t data_bytes) {
  constexpr Bounds count{0, 1099511627776.0};  // 2^40
  const std::size_t before = value.problems().lines().size();
  ObjectReader reader(value);
  TensorEntry entry;
  const std::size_t type = reader.choice("dtype", type_names);
  entry.type = type_names[type];
  if (const auto shape = reader.required("shape"))
    for (const Value& extent : shape->elements()) entry.shape.push_back(extent.integer(count));
  const auto offsets = reader.required("data_offsets");
  if (offsets) {
    const std::vector<Value> parts = offsets->elements();
    if (parts.size() != 2) {
      offsets->expected("[begin, end]");
    } else {
      entry.begin = static_cast<std::uint64_t>(parts[0].integer(count));
      entry.end = static_cast<std::uint64_t>(parts[1].integer(count));
    }
  }
  reader.done();
  if (value.problems().lines().size() > before) return entry;

  const Index elements = element_count(entry.shape);
  if (elements < 0 || entry.end < entry.begin ||
      entry.end - entry.begin != static_cast<std::uint64_t>(elements * bytes_of(type)))
    offsets->problem("does not hold the values of shape " + to_string(entry.shape));
  else if (entry.end > data_bytes)
    offsets->problem("ends at byte " + std::to_string(entry.end) + " of " +
                     std::to_string(data_bytes) + ": the file is truncated");
  return entry;
}

/// Tensors must follow one another without overlap, holes or a rest.
void check_layout(const SafetensorsFile& file, std::uint64_t data_bytes) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
  for (const auto& [name, entry] : file.tensors) parts.emplace_back(entry.begin, entry.end);
  std::sort(parts.begin(), parts.end());
  std::uint64_t end = 0;
  for (const auto& part : parts) {
    if (part.first != end)
      fail(file.path, "a tensor starts at byte " + std::to_string(part.first) +
                          " of the data, the one before ends at " + std::to_string(end));
    end = part.second;
  }
  if (end != data_bytes)
    fail(file.path, std::to_string(data_bytes - end) + " bytes follow the last tensor");
}

}  // namespace

SafetensorsFile open_safetensors(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) fail(path, "no such file");
  const std::uint64_t file_bytes = std::filesystem::file_size(path);
  const std::string header = read_header(path, file_bytes);
  SafetensorsFile file{path, length_bytes + header.size(), {}};
  const std::uint64_t data_bytes = file_bytes - file.data_start;

  const Document document = parse_document(header, path.string());
  Problems problems;
  const Value root(document, problems);
  if (!root.is_object()) root.expected("an object of tensors");
  for (const std::string& name : root.is_object() ? root.keys() : std::vector<std::string>{})
    if (name != "__metadata__") file.tensors[name] = read_entry(root.member(name), data_bytes);
  problems.throw_if_any();
  check_layout(file, data_bytes);
  return file;
}

Array read_tensor(const SafetensorsFile& file, const std::string& name) {
  const TensorEntry& entry = file.tensors.at(name);
  if (entry.type != "F32")
    fail(file.path, "tensor \"" + name + "\" holds " + entry.type + " values, expected F32");
  Array array{entry.shape, std::vector<float>((entry.end - entry.begin) / sizeof(float))};
  std::ifstream stream(file.path, std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(file.data_start + entry.begin));
  if (!stream.read(reinterpret_cast<char*>(array.values.data()),
                   static_cast<std::streamsize>(entry.end - entry.begin)))
    fail(file.path, "tensor \"" + name + "\" cannot be read");
  return array;
}

void write_safetensors(const std::filesystem::path& path, const std::vector<NamedValues>& tensors) {
  Json header = Json::object();
  std::uint64_t end = 0;
  for (const NamedValues& tensor : tensors) {
    const std::uint64_t begin = end;
    end += tensor.values.size_bytes();
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' ');  // the data starts aligned
  const std::uint64_t length = text.size();
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&length), length_bytes);
  file << text;
  for (const NamedValues& tensor : tensors)
    file.write(reinterpret_cast<const char*>(tensor.values.data()),
               static_cast<std::streamsize>(tensor.values.size_bytes()));
  if (!file.flush()) throw EnvironmentError(path.string() + ": cannot be written");
}

}  // namespace modnn
