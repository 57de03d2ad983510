#include "sim/experiment/setting.h"

#include <algorithm>

#include "config/error.h"
#include "sim/experiment/experiment_json.h"

namespace modnn {
namespace {

Json parse_value(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
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
  return {text.substr(0, equals), text.substr(equals + 1)};
}

void apply_setting(Document& document, const Setting& setting, Problems& problems) {
  Document value;
  value.root = parse_value(setting.value);
  value.origins[""] = {"--set " + setting.pointer + "=" + setting.value, 0};
  stop_varying(document.root, setting.pointer);
  try {
    graft(document, setting.pointer, value);
    resolve_experiment(document, problems);
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) problems.add(line);
  }
}

}  // namespace modnn
