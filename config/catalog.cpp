#include "config/catalog.h"

#include <algorithm>
#include <cstdlib>

#include "config/error.h"
#include "config/input_file.h"
#include "config/suggest.h"

namespace modnn {
namespace {

bool holds_data(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_directory(folder / "models" / "zoo", error) &&
         std::filesystem::is_directory(folder / "platforms", error);
}

std::filesystem::path find_data_root() {
  if (const char* chosen = std::getenv("MODNN_DATA")) {
    if (holds_data(chosen)) return chosen;
    throw EnvironmentError("MODNN_DATA=" + std::string(chosen) +
                           ": expected a folder with models/zoo and platforms");
  }
  std::error_code error;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto installed = binary.parent_path().parent_path() / "share" / "modnn";
  for (const std::filesystem::path& folder :
       {installed, std::filesystem::path(MODNN_SOURCE_ROOT)}) {
    if (holds_data(folder)) return folder;
  }
  throw EnvironmentError("the shipped models and platforms are neither in " + installed.string() +
                         " nor in " MODNN_SOURCE_ROOT
                         ": set MODNN_DATA to the folder that holds them");
}

std::string singular(Collection collection) {
  switch (collection) {
    case Collection::models:
      return "model";
    case Collection::platforms:
      return "platform";
    case Collection::devices:
      return "device";
    case Collection::media:
      return "medium";
    case Collection::experiments:
      return "experiment";
    case Collection::published:
      return "published data";
  }
  return "";
}

}  // namespace

std::filesystem::path data_root() {
  static const std::filesystem::path root = find_data_root();
  return root;
}

std::string display_name(const std::filesystem::path& path) {
  if (!path.is_absolute()) return path.string();
  const auto relative = path.lexically_normal().lexically_relative(data_root().lexically_normal());
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::filesystem::path collection_folder(Collection collection) {
  switch (collection) {
    case Collection::models:
      return data_root() / "models" / "zoo";
    case Collection::platforms:
      return data_root() / "platforms";
    case Collection::devices:
      return data_root() / "platforms" / "devices";
    case Collection::media:
      return data_root() / "platforms" / "media";
    case Collection::experiments:
      return data_root() / "experiments";
    case Collection::published:
      return data_root() / "experiments" / "published";
  }
  return {};
}

std::vector<std::string> catalog_names(Collection collection) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(collection_folder(collection), error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::filesystem::path folder_of_writer(const Document& document, const std::string& pointer) {
  const Origin origin = origin_of(document, pointer);
  return origin.line > 0 ? std::filesystem::path(origin.file).parent_path()
                         : std::filesystem::path();
}

namespace {

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".json");
}

/// A path beside the file in which it was written.
std::filesystem::path beside(const Value& reference) {
  return (folder_of_writer(reference.document(), reference.pointer()) / reference.string())
      .lexically_normal();
}

/// Loads a file that `reference` leads to.
bool load_path(const std::filesystem::path& path, const Value& reference, Document& loaded) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) || std::filesystem::is_directory(path, error)) {
    constexpr std::size_t longest = 300;
    const std::string text = path.string();
    reference.problem("there is no file " +
                      (text.size() > longest ? text.substr(0, longest) + "..." : text));
    return false;
  }
  try {
    const InputFile readable(path);
  } catch (const InputError& problem) {
    reference.problem(problem.lines().front());
    return false;
  }
  try {
    loaded = load_named_document(path);
  } catch (const InputError& problem) {
    for (const std::string& line : problem.lines()) reference.problems().add(line);
    return false;
  }
  return true;
}

}  // namespace

bool load_reference(Collection collection, const Value& reference, Document& loaded) {
  const std::string name = reference.string();
  std::filesystem::path path = collection_folder(collection) / (name + ".json");
  if (is_path(name)) {
    path = beside(reference);
  } else {
    const auto names = catalog_names(collection);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      std::string known;
      for (const std::string& other : names) known += (known.empty() ? "" : ", ") + other;
      const std::string hint = did_you_mean(name, names);
      reference.problem("there is no " + singular(collection) + " \"" + name + "\"" +
                        (hint.empty() ? "; there is: " + known : hint));
      return false;
    }
  }
  return load_path(path, reference, loaded);
}

void inline_reference(Document& document, const std::string& pointer, Collection collection,
                      Problems& problems) {
  const Json::json_pointer at(pointer);
  if (!document.root.contains(at) || !document.root.at(at).is_string()) return;
  Document loaded;
  if (load_reference(collection, Value(document, problems, pointer), loaded)) {
    graft(document, pointer, loaded);
  }
}

void inline_file(Document& document, const std::string& pointer, const std::string& example,
                 Problems& problems) {
  const Json::json_pointer at(pointer);
  if (!document.root.contains(at) || !document.root.at(at).is_string()) return;
  const Value reference(document, problems, pointer);
  Document loaded;
  if (!is_path(reference.string()))
    reference.expected("the name of a file, such as \"" + example + "\"");
  else if (load_path(beside(reference), reference, loaded))
    graft(document, pointer, loaded);
}

}  // namespace modnn
