#include "sim/experiment/identity.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <sstream>

#include "sim/experiment/content_hash.h"
#include "sim/experiment/experiment_json.h"

namespace modnn {
namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

/// Hash of a file, or of all files in a folder with their names.
std::string hash_of_files(const std::filesystem::path& path) {
  // Weights are large, and the points of a sweep share them.
  static std::map<std::filesystem::path, std::string> known;
  if (const auto found = known.find(path); found != known.end()) return found->second;
  std::vector<std::filesystem::path> files{path};
  if (std::filesystem::is_directory(path)) {
    files.assign(std::filesystem::directory_iterator(path), {});
    std::sort(files.begin(), files.end());
  }
  std::string contents;
  for (const std::filesystem::path& file : files) {
    contents += (files.size() > 1 ? file.filename().string() : "") + content_hash(content_of(file));
  }
  return known[path] = content_hash(contents);
}

/// Sorts keys and drops comments, at every level.
nlohmann::json canonical(const Json& value) {
  if (value.is_object()) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto& [key, member] : value.items()) {
      if (key != "$schema" && key != "$comment" && key != "source") object[key] = canonical(member);
    }
    return object;
  }
  if (value.is_array()) {
    nlohmann::json array = nlohmann::json::array();
    for (const Json& element : value) array.push_back(canonical(element));
    return array;
  }
  // 40000000 and 4e7 are the same number.
  if (value.is_number()) return value.get<double>();
  return nlohmann::json::parse(value.dump());
}

}  // namespace

std::string canonical_form(const Json& value) { return canonical(value).dump(); }

std::string canonical_form(const Document& document) {
  nlohmann::json form = canonical(document.root);
  // Trained weights and images count by what is in them, not by where they are.
  for (const char* pointer : {"/model/weights", "/image"}) {
    const nlohmann::json::json_pointer at(pointer);
    if (form.contains(at) && form[at].is_string())
      form[at] = hash_of_files(beside_writer(document, pointer));
  }
  for (const char* key : {"name", "figures", "published", "sweep", "zip", "replications"})
    form.erase(key);
  return form.dump();
}

std::string baseline_form(const Document& document) {
  Document reduced = document;
  Json& root = reduced.root;
  for (const char* key :
       {"partition", "delivery", "mode", "image", "tolerance", "fidelity", "noise"}) {
    root.erase(key);
  }
  // Generated weights have equally many nonzeros whatever the seed, but it also says which of the
  // trained ones planted blocks keep.
  if (!root.contains("/model/weights"_json_pointer)) root.erase("seed");
  root["platform"]["workers"] = Json::array();
  root["platform"].erase("medium");
  return canonical_form(reduced);
}

Json FormTemplate::marker(std::size_t hole) {
  // A control character, which no name in an experiment holds.
  return fmt::format("\x01{}", hole);
}

FormTemplate::FormTemplate(const std::string& form, std::size_t holes) {
  std::map<std::size_t, std::size_t> places;  // position in the form -> hole
  for (std::size_t hole = 0; hole < holes; ++hole) {
    const std::string mark = canonical_form(marker(hole));
    for (std::size_t at = form.find(mark); at != std::string::npos; at = form.find(mark, at + 1)) {
      places[at] = hole;
    }
  }
  head_ = form.substr(0, places.empty() ? std::string::npos : places.begin()->first);
  for (auto place = places.begin(); place != places.end(); ++place) {
    const std::size_t begin = place->first + canonical_form(marker(place->second)).size();
    const auto next = std::next(place);
    const std::size_t end = next == places.end() ? form.size() : next->first;
    pieces_.push_back({place->second, form.substr(begin, end - begin)});
  }
}

std::string FormTemplate::fill(const std::vector<const std::string*>& values) const {
  std::string form = head_;
  for (const Piece& piece : pieces_) form.append(*values[piece.hole]).append(piece.text);
  return form;
}

}  // namespace modnn
