#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "config/error.h"
#include "experiments/results/csv.h"
#include "experiments/results/result_set.h"
#include "experiments/results/row.h"
#include "experiments/results/set_index.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/identity.h"

namespace modnn {
namespace {

constexpr std::size_t most_differences = 5;

std::string shortened(const Json& value) {
  constexpr std::size_t longest = 60;
  std::string text = without_controls(value.dump(-1, ' ', false, Json::error_handler_t::replace));
  if (text.size() > longest) text = text.substr(0, longest - 3) + "...";
  return text;
}

/// "/pointer: was <old>, is <new>", for the first values that differ.
void add_differences(const Json& before, const Json& now, const Json::json_pointer& at,
                     std::vector<std::string>& lines) {
  if (lines.size() >= most_differences || before == now) return;
  if (before.is_array() && now.is_array() && before.size() == now.size()) {
    for (std::size_t i = 0; i < now.size(); ++i) {
      add_differences(before[i], now[i], at / i, lines);
    }
    return;
  }
  if (!before.is_object() || !now.is_object()) {
    lines.push_back(fmt::format("  {}: was {}, is {}", without_controls(at.to_string()),
                                shortened(before), shortened(now)));
    return;
  }
  for (const auto& [key, value] : before.items()) {
    if (changes_nothing((at / key).to_string())) continue;
    if (now.contains(key)) {
      add_differences(value, now[key], at / key, lines);
    } else if (lines.size() < most_differences) {
      lines.push_back(fmt::format("  {}: was {}, is not there",
                                  without_controls((at / key).to_string()), shortened(value)));
    }
  }
  for (const auto& [key, value] : now.items()) {
    if (before.contains(key) || lines.size() >= most_differences) continue;
    lines.push_back(fmt::format("  {}: was not there, is {}",
                                without_controls((at / key).to_string()), shortened(value)));
  }
}

std::vector<std::string> differences(const ResultSet& set, const std::filesystem::path& folder) {
  std::vector<std::string> lines;
  try {
    add_differences(read_resolved(folder).root, set.resolved, Json::json_pointer(), lines);
  } catch (const InputError&) {
    // Nobody knows what the other experiment was.
  }
  return lines;
}

/// The points of the set in the folder: those of its index, else all that have a row.
std::vector<std::string> known_points(const ResultStore& store, int& format) {
  std::vector<std::string> ids;
  try {
    const auto add = [&](const std::string& id) { ids.push_back(id); };
    format = read_index(store.folder(), add).format;
  } catch (const InputError&) {
    ids.clear();
    for (const auto& [id, row] : store.rows()) ids.push_back(id);
  }
  return ids;
}

}  // namespace

void refuse_other_experiment(const ResultSet& set, const ResultStore& store,
                             const std::string& remedy) {
  if (store.rows().empty() && !store.has_other_versions()) return;
  int format = result_format_version;
  std::vector<std::string> before = known_points(store, format);
  if (format != result_format_version) {
    throw InputError(std::vector<std::string>{
        fmt::format("{}: holds results of another version of modnn (format {}, this one writes {})",
                    store.folder().string(), format, result_format_version),
        remedy});
  }
  if (before == set.ids) return;
  const std::unordered_set<std::string_view> now(set.ids.begin(), set.ids.end());
  std::size_t results = 0, lost = 0;
  for (const std::string& id : before) {
    const StoredRow* row = store.find(id);
    if (row == nullptr || row->failed) continue;
    ++results;
    if (!now.contains(id)) ++lost;
  }
  if (lost == 0) return;
  const std::unordered_set<std::string_view> known(before.begin(), before.end());
  const bool shrunk = std::all_of(set.ids.begin(), set.ids.end(),
                                  [&](const std::string& id) { return known.contains(id); });
  std::vector<std::string> lines{
      fmt::format("{}: holds the results of {}: {} of its {} points are not among this one's",
                  store.folder().string(),
                  shrunk ? "this experiment with more points" : "another experiment of this name",
                  lost, results)};
  const auto what = differences(set, store.folder());
  lines.insert(lines.end(), what.begin(), what.end());
  lines.push_back(remedy);
  throw InputError(lines);
}

}  // namespace modnn
