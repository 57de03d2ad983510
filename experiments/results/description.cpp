#include "experiments/results/description.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

#include "config/catalog.h"
#include "config/content_hash.h"
#include "config/differences.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/goal_keys.h"
#include "experiments/spec/identity.h"
#include "experiments/spec/pipeline_keys.h"
#include "platforms/device_keys.h"
#include "platforms/link.h"
#include "platforms/medium_keys.h"
#include "platforms/platform_keys.h"

namespace modnn {
namespace {

struct KeyColumn {
  std::string pointer;
  const Key* key;
};

/// The rows that have a column, outside lists.
void add_columns(const Keys& keys, const std::string& above, std::vector<KeyColumn>& columns) {
  for (const Key& key : keys) {
    const std::string pointer = above + "/" + key.name;
    if (!key.column.empty()) columns.push_back({pointer, &key});
    if (key.inside != nullptr && key.type != KeyType::list) {
      add_columns(*key.inside, pointer, columns);
    }
  }
}

const std::vector<KeyColumn>& table_columns() {
  static const std::vector<KeyColumn> columns = [] {
    std::vector<KeyColumn> all;
    add_columns(experiment_keys(), "", all);
    return all;
  }();
  return columns;
}

/// A list in one cell; a very long one ends in the hash of the whole.
std::string joined(const std::vector<std::string>& parts) {
  constexpr std::size_t longest = 1000;
  const std::string text = fmt::format("{}", fmt::join(parts, " + "));
  return text.size() > longest ? text.substr(0, longest) + "... #" + content_hash(text) : text;
}

std::string name_of(const nlohmann::json& description) {
  return description.is_object() ? description.value("name", "") : "";
}

/// "nexus5 + 4 x nexus5": the group owner, then the workers by groups.
std::string devices(const nlohmann::json& platform) {
  std::vector<std::string> parts{name_of(platform["group_owner"]["device"])};
  for (const nlohmann::json& group : platform["workers"]) {
    parts.push_back(fmt::format("{} x {}", group["count"].get<double>(), name_of(group["device"])));
  }
  return joined(parts);
}

/// Of a group whose link says its rate; none where it is wrong.
std::optional<LinkRate> link_rate(const nlohmann::json& group) {
  const Document document = parse_document(group["link"].dump(), "link");
  Problems problems;
  const Link link = read_link(Value(document, problems));
  return problems.empty() ? rate_of(link) : std::nullopt;
}

std::string rates(const nlohmann::json& platform) {
  std::vector<std::string> parts;
  for (const nlohmann::json& group : platform["workers"]) {
    if (group.contains("link")) {
      const auto rate = link_rate(group);
      parts.push_back(rate ? fmt::format("{}", rate->goodput_bps) : "none");
    } else {
      const bool on_air = group.contains("rate_bps");
      parts.push_back(on_air ? fmt::format("{}", group["rate_bps"].get<double>()) : "uplink");
    }
  }
  return joined(parts);
}

/// "ax 80 MHz 2 x MCS 11: 1200980392 bit/s"; null when no group says its link.
Json links(const nlohmann::json& platform) {
  std::vector<std::string> parts;
  bool any = false;
  for (const nlohmann::json& group : platform["workers"]) {
    const auto rate = group.contains("link") ? link_rate(group) : std::nullopt;
    if (!rate) {
      parts.emplace_back("none");
      continue;
    }
    any = true;
    const nlohmann::json& link = group["link"];
    parts.push_back(fmt::format(
        "{} {} MHz {} x MCS {}: {:.0f} bit/s", link["standard"].get<std::string>(),
        link["width_mhz"].get<double>(), link["streams"].get<double>(), rate->mcs, rate->data_bps));
  }
  return any ? Json(joined(parts)) : Json();
}

/// The catalogue's entry of that name in canonical form; null when there is none.
const nlohmann::json& entry(Collection collection, const std::string& name, const Keys& keys,
                            const std::string& pointer) {
  static std::map<std::pair<Collection, std::string>, nlohmann::json> known;
  const auto [place, is_new] = known.try_emplace({collection, name});
  const auto names = is_new ? catalog_names(collection) : std::vector<std::string>();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    Json root = load_document(collection_folder(collection) / (name + ".json")).root;
    complete(root, keys, Json());
    place->second = nlohmann::json::parse(canonical_form(root, pointer));
  }
  return place->second;
}

/// How a part differs from the catalogue's entry of its name.
void compare(const nlohmann::json& part, Collection collection, const Keys& keys,
             const std::string& pointer, std::vector<std::string>& settings) {
  const std::string name = name_of(part);
  const nlohmann::json& known = entry(collection, name, keys, pointer);
  const std::string whole = pointer + "=#" + content_hash(part.dump());
  if (known.is_null()) {
    settings.push_back(whole);
    return;
  }
  add_differences(part, known, pointer, settings, whole);
}

/// What a group of phones has beside its device, its count and its rate.
void compare_group(const nlohmann::json& group, const Keys& keys, const std::string& pointer,
                   std::vector<std::string>& settings) {
  compare(group["device"], Collection::devices, device_keys(), pointer + "/device", settings);
  Json usual{{"device", Json::parse(group["device"].dump())}};
  complete(usual, keys, Json());
  nlohmann::json own = group;
  nlohmann::json others = nlohmann::json::parse(canonical_form(usual, pointer));
  for (const char* told : {"device", "count", "rate_bps"}) {
    own.erase(told);
    others.erase(told);
  }
  add_differences(own, others, pointer, settings, "");
}

/// How a search differs from the usual one, beside what it minimises, which has a column.
void compare_search(const nlohmann::json& form, std::vector<std::string>& settings) {
  const nlohmann::json::json_pointer search("/partition/auto");
  if (!form.contains(search)) return;
  Json usual = Json::object();
  complete(usual, keys_in<goal_fields>(), Json());
  nlohmann::json own = form[search];
  nlohmann::json others = nlohmann::json::parse(canonical_form(usual, search.to_string()));
  own.erase("minimise");
  others.erase("minimise");
  add_differences(own, others, search.to_string(), settings, "");
}

std::string settings_of(const nlohmann::json& form) {
  static const Keys no_keys;
  std::vector<std::string> settings;
  compare(form["model"], Collection::models, no_keys, "/model", settings);
  const nlohmann::json& platform = form["platform"];
  compare(platform["medium"], Collection::media, medium_keys(), "/platform/medium", settings);
  compare_group(platform["group_owner"], group_owner_keys(), "/platform/group_owner", settings);
  for (std::size_t i = 0; i < platform["workers"].size(); ++i) {
    compare_group(platform["workers"][i], worker_keys(), fmt::format("/platform/workers/{}", i),
                  settings);
  }
  add_differences(form["partition"]["layers"], nlohmann::json::object(), "/partition/layers",
                  settings, "");
  add_differences(form["partition"]["kinds"], nlohmann::json::object(), "/partition/kinds",
                  settings, "");
  compare_search(form, settings);
  if (form["partition"].contains("plan"))
    settings.push_back("/partition/plan=#" + content_hash(form["partition"]["plan"].dump()));
  if (form.contains("events") && !form["events"].empty())
    settings.push_back("/events=" + form["events"].dump());
  const nlohmann::json::json_pointer times("/workload/arrivals/times_s");
  if (form.contains(times))
    settings.push_back(times.to_string() + "=#" + content_hash(form[times].dump()));
  constexpr std::size_t longest = 4000;
  const std::string text = fmt::format("{}", fmt::join(settings, "; "));
  return text.size() > longest ? text.substr(0, longest) + "... #" + content_hash(text) : text;
}

/// The value of a column; null when the point has none.
Json cell(const nlohmann::json& form, const KeyColumn& column) {
  const nlohmann::json::json_pointer at(column.pointer);
  if (!form.contains(at)) return nullptr;
  const nlohmann::json& value = form[at];
  if (column.key->type == KeyType::integer) return value.get<std::int64_t>();
  if (value.is_array()) return joined(value.get<std::vector<std::string>>());
  return Json::parse(value.dump());
}

int workers_of(const nlohmann::json& platform) {
  double workers = 0;
  for (const nlohmann::json& group : platform["workers"]) workers += group["count"].get<double>();
  return static_cast<int>(workers);
}

/// A column that no key has: it says several of them, or one of a part that is written elsewhere.
struct FormColumn {
  const char* name;
  const char* unit;
  const char* help;
  Json (*value)(const nlohmann::json& form);
};

constexpr FormColumn parts[] = {
    {"model", "", "name of the model",
     [](const nlohmann::json& form) -> Json { return name_of(form["model"]); }},
    {"platform", "", "name of the platform",
     [](const nlohmann::json& form) -> Json { return name_of(form["platform"]); }},
    {"workers", "", "number of workers",
     [](const nlohmann::json& form) -> Json { return workers_of(form["platform"]); }},
    {"devices", "", "the group owner's device, then count x device of every group of workers",
     [](const nlohmann::json& form) -> Json { return devices(form["platform"]); }},
    {"baseline_device", "", "the phone that speed-ups are measured against: the group owner's",
     [](const nlohmann::json& form) -> Json {
       return name_of(form["platform"]["group_owner"]["device"]);
     }},
    {"medium", "", "name of the medium",
     [](const nlohmann::json& form) -> Json { return name_of(form["platform"]["medium"]); }},
    {"rates_bps", "bit/s", "of every group of workers when it is alone on the air, or \"uplink\"",
     [](const nlohmann::json& form) -> Json { return rates(form["platform"]); }},
    {"links", "", "of every group of workers whose link says its rate: scheme and data rate",
     [](const nlohmann::json& form) -> Json { return links(form["platform"]); }},
    {"pipeline", "",
     "the key /partition/pipeline: who computes which layers, or what was searched for",
     [](const nlohmann::json& form) -> Json {
       const nlohmann::json& partition = form["partition"];
       const bool any = partition.contains("pipeline") && !partition["pipeline"].empty();
       return any ? Json(pipeline_text(partition["pipeline"])) : Json();
     }},
};
constexpr FormColumn settings_column{
    "settings", "",
    "every other value that differs from the default or from the catalogue's entry of that name",
    [](const nlohmann::json& form) -> Json { return settings_of(form); }};

}  // namespace

Json describe_point(const Document& document) {
  const nlohmann::json form = point_form(document);
  Json row;
  for (const FormColumn& column : parts) row[column.name] = column.value(form);
  for (const KeyColumn& column : table_columns()) row[column.key->column] = cell(form, column);
  row[settings_column.name] = settings_column.value(form);
  return row;
}

ResultColumns point_columns() {
  ResultColumns columns;
  const auto add = [&columns](const FormColumn& column) {
    columns.push_back({column.name, column.unit, column.help});
  };
  for (const FormColumn& column : parts) add(column);
  for (const KeyColumn& column : table_columns()) {
    if (column.pointer != "/platform/name")
      columns.push_back(
          {column.key->column, std::string(column.key->unit), "the key " + column.pointer});
  }
  add(settings_column);
  return columns;
}

const std::map<std::string, std::string>& columns_of_pointers() {
  static const std::map<std::string, std::string> columns = [] {
    std::map<std::string, std::string> told{{"/model", "model"}, {"/platform", "platform"}};
    for (const char* pointer : {"", "/for", "/stages"})
      told[std::string("/partition/pipeline") + pointer] = "pipeline";
    for (const KeyColumn& column : table_columns()) {
      // A text counts by what it names: the column does not show what was written.
      if (column.key->type != KeyType::text) told[column.pointer] = column.key->column;
    }
    return told;
  }();
  return columns;
}

}  // namespace modnn
