#include "experiments/spec/setting.h"

#include <algorithm>

#include "config/error.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/pointers.h"

namespace modnn {
namespace {

/// How messages name the option.
std::string label(const std::string& pointer, const std::string& value) {
  constexpr std::size_t longest = 120;
  const std::string text = "--set " + pointer + "=" + value;
  return text.size() > longest ? text.substr(0, longest) + "..." : text;
}

/// A value that begins like a list, an object or a string is one; another is what it says if it is
/// JSON, else a bare string. Throws InputError.
Json parse_value(const Setting& setting) {
  const std::string name = label(setting.pointer, setting.value);
  const std::size_t first = setting.value.find_first_not_of(" \t\r\n");
  const bool structured = first != std::string::npos &&
                          std::string("[{\"").find(setting.value[first]) != std::string::npos;
  try {
    return parse_document(setting.value, name).root;
  } catch (const InputError&) {
    if (structured) throw;
    return setting.value;
  }
}

void stop_varying(Json& root, const std::string& pointer) {
  if (!root.is_object()) return;
  if (root.contains("sweep") && root["sweep"].is_object()) root["sweep"].erase(pointer);
  if (!root.contains("zip") || !root["zip"].is_array()) return;
  Json& zip = root["zip"];
  for (Json& combination : zip) {
    if (combination.is_object()) combination.erase(pointer);
  }
  const bool nothing_left = std::all_of(zip.begin(), zip.end(),
                                        [](const Json& entry) { return entry == Json::object(); });
  if (nothing_left) root.erase("zip");
}

}  // namespace

Setting parse_setting(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (text.empty() || text[0] != '/' || equals == std::string::npos) {
    throw InputError("--set " + text + ": expected /pointer=value, e.g. /delivery/via=peer");
  }
  Setting setting{text.substr(0, equals), text.substr(equals + 1)};
  if (!is_utf8(setting.pointer)) throw InputError("--set: the pointer is not UTF-8");
  if (!is_utf8(setting.value)) throw InputError("--set " + setting.pointer + "=...: not UTF-8");
  if (const std::string wrong = wrong_with_pointer(setting.pointer); !wrong.empty()) {
    throw InputError(label(setting.pointer, setting.value) + ": " + setting.pointer + ": " + wrong);
  }
  return setting;
}

void apply_setting(Document& document, const Setting& setting, Problems& problems) {
  try {
    Document value;
    value.root = parse_value(setting);
    value.origins[""] = {label(setting.pointer, setting.value), 0};
    stop_varying(document.root, setting.pointer);
    put(document, setting.pointer, value);
    resolve_experiment(document, problems);
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) problems.add(line);
  }
}

}  // namespace modnn
