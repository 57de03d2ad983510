#include "cli/names.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>

#include "config/error.h"
#include "config/suggest.h"
#include "models/json/network_json.h"
#include "models/json/onnx_json.h"
#include "models/onnx/onnx_import.h"
#include "process/streams.h"

namespace modnn {

std::string experiment_file(const std::string& word) {
  std::error_code error;
  const auto kind = std::filesystem::status(word, error).type();
  const bool file = kind != std::filesystem::file_type::not_found &&
                    kind != std::filesystem::file_type::none &&
                    kind != std::filesystem::file_type::directory;
  // What cannot be a name is reported as a file.
  if (file || word.find('/') != std::string::npos || word.ends_with(".json")) return word;
  const auto names = catalog_names(Collection::experiments);
  if (std::find(names.begin(), names.end(), word) == names.end()) {
    if (kind == std::filesystem::file_type::directory) return word;
    throw InputError(one_line(word) +
                     ": there is no such file, and no shipped experiment is called so" +
                     did_you_mean(word, names));
  }
  return (collection_folder(Collection::experiments) / (word + ".json")).string();
}

bool is_file(const std::string& word) {
  return word.find('/') != std::string::npos || word.ends_with(".json") || is_onnx(word);
}

Document load_file(const std::string& file) {
  return is_onnx(file) ? load_onnx(file) : load_document(file);
}

Document load_entry(Collection collection, const std::string& name) {
  const auto names = catalog_names(collection);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw InputError("nothing is called \"" + name + "\" there" + did_you_mean(name, names) +
                     fmt::format("; there is: {}", fmt::join(names, ", ")));
  }
  return load_document(collection_folder(collection) / (name + ".json"));
}

Document load_entry_or_file(Collection collection, const std::string& word) {
  return is_file(word) ? load_file(word) : load_entry(collection, word);
}

Network load_network(const std::string& word) {
  const Document document = load_entry_or_file(Collection::models, word);
  Problems problems;
  auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  return std::move(*network);
}

CLI::Validator seconds_valid() {
  constexpr double most = 1e9;  // 30 years
  const auto check = [](std::string& text) -> std::string {
    double seconds = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    // Not a number compares false.
    if (read.ec == std::errc() && read.ptr == end && seconds > 0 && seconds <= most) return "";
    return "expected a number of seconds > 0 and at most 1e9, got " + one_line(text, 40);
  };
  return {check, "SECONDS"};
}

void add_allow_commands(CLI::App& command, bool& allowed) {
  command.add_flag("--allow-commands", allowed,
                   "Start the programs that the files name as /partition/command, as you would; "
                   "without it files start nothing");
}

}  // namespace modnn
