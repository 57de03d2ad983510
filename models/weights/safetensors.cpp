#include "models/weights/safetensors.h"

#include <algorithm>
#include <fstream>

#include "config/error.h"
#include "config/input_file.h"
#include "config/reader.h"
#include "models/weights/foreign_file.h"

namespace modnn {
namespace {

constexpr std::uint64_t length_bytes = 8;
// A quarter of the format's own limit, but enough for 100,000 tensors.
constexpr std::uint64_t longest_header = 25'000'000;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

std::string read_header(const InputFile& file, const std::filesystem::path& path) {
  const std::uint64_t bytes = file.size();
  const auto is_no_safetensors = [&](const std::string& why) {
    const std::string known = foreign_file(file);
    fail(path, known.empty() ? why : "not a safetensors file" + known);
  };
  std::uint64_t length = 0;
  if (bytes < length_bytes) is_no_safetensors("not a safetensors file: shorter than 8 bytes");
  file.read(0, &length, length_bytes);
  if (length > bytes - length_bytes)
    is_no_safetensors("the header is said to have " + std::to_string(length) + " bytes, but " +
                      std::to_string(bytes - length_bytes) + " follow");
  if (length > longest_header)
    is_no_safetensors("the header is said to have " + std::to_string(length) +
                      " bytes, expected at most " + std::to_string(longest_header));
  std::string header(length, '\0');
  file.read(length_bytes, header.data(), length);
  if (!header.starts_with('{'))
    is_no_safetensors("not a safetensors file: its header does not start with '{'");
  return header;
}

/// The types that are read.
const std::map<std::string, NumberFormat> formats{{"F16", NumberFormat::f16},
                                                  {"BF16", NumberFormat::bf16},
                                                  {"F32", NumberFormat::f32},
                                                  {"F64", NumberFormat::f64}};

StoredArray read_entry(const Value& value, std::uint64_t data_start, std::uint64_t data_bytes) {
  constexpr Bounds count{0, 1099511627776.0};  // 2^40
  const std::size_t before = value.problems().lines().size();
  ObjectReader reader(value);
  StoredArray entry;
  entry.type = reader.string("dtype");
  if (const auto known = formats.find(entry.type); known != formats.end())
    entry.format = known->second;
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
  const Index bytes = entry.format ? elements * bytes_of(*entry.format) : 0;
  if (elements < 0 || entry.end < entry.begin ||
      (entry.format && entry.end - entry.begin != static_cast<std::uint64_t>(bytes)))
    offsets->problem("does not hold the values of shape " + to_string(entry.shape));
  else if (entry.end > data_bytes)
    offsets->problem("ends at byte " + std::to_string(entry.end) + " of " +
                     std::to_string(data_bytes) + ": the file is truncated");
  entry.begin += data_start;
  entry.end += data_start;
  return entry;
}

/// Tensors must follow one another without overlap, holes or a rest.
void check_layout(const SafetensorsFile& file, std::uint64_t file_bytes) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
  for (const auto& [name, entry] : file.tensors) parts.emplace_back(entry.begin, entry.end);
  std::sort(parts.begin(), parts.end());
  std::uint64_t end = file.data_start;
  for (const auto& part : parts) {
    if (part.first != end)
      fail(file.path, "a tensor starts at byte " + std::to_string(part.first - file.data_start) +
                          " of the data, the one before ends at " +
                          std::to_string(end - file.data_start));
    end = part.second;
  }
  if (end != file_bytes)
    fail(file.path, std::to_string(file_bytes - end) + " bytes follow the last tensor");
}

}  // namespace

SafetensorsFile open_safetensors(const std::filesystem::path& path) {
  const InputFile opened(path);
  const std::string header = read_header(opened, path);
  SafetensorsFile file{path, length_bytes + header.size(), {}};
  const std::uint64_t data_bytes = opened.size() - file.data_start;

  const Document document = parse_document(header, path.string());
  Problems problems;
  const Value root(document, problems);
  if (!root.is_object()) root.expected("an object of tensors");
  for (const std::string& name : root.is_object() ? root.keys() : std::vector<std::string>{}) {
    if (name == "__metadata__") continue;
    StoredArray entry = read_entry(root.member(name), file.data_start, data_bytes);
    entry.file = path;
    entry.what = "tensor \"" + name + "\" ";
    file.tensors.emplace(name, std::move(entry));
  }
  problems.throw_if_any();
  check_layout(file, opened.size());
  return file;
}

Array read_tensor(const SafetensorsFile& file, const std::string& name) {
  return read_array(file.tensors.at(name));
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
