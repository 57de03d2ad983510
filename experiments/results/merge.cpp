#include "experiments/results/merge.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/other_versions.h"
#include "experiments/results/result_set.h"
#include "experiments/results/set_index.h"
#include "experiments/results/trace.h"

namespace modnn {
namespace {

using Path = std::filesystem::path;

bool is_result_set(const Path& folder) { return is_there(folder / "index.json"); }

/// The folder itself, or the result sets right below it.
std::vector<Path> result_sets_in(const Path& folder) {
  if (is_result_set(folder)) return {folder};
  std::vector<Path> sets;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (is_result_set(entry.path())) sets.push_back(entry.path());
  }
  if (sets.empty()) {
    throw InputError(folder.string() +
                     ": expected a result set (with an index.json) or a folder of result sets");
  }
  std::sort(sets.begin(), sets.end());
  return sets;
}

/// Whether two rows of a point say the same; how long it took and where is not compared.
bool same_results(const Json& a, const Json& b) {
  for (const char* key : {"status", "point", "notes", "result", "layers", "devices"}) {
    if (a.value(key, Json()) != b.value(key, Json())) return false;
  }
  return true;
}

/// Takes over the rows that `target` lacks, or has as failures.
void take_rows(const ResultSet& set, const ResultStore& part, ResultStore& target,
               MergeOutcome& outcome) {
  for (const std::string& id : set.ids) {
    const StoredRow* offered = part.find(id);
    if (offered == nullptr) continue;
    const StoredRow* known = target.find(id);
    if (known == nullptr || (known->failed && !offered->failed)) {
      target.append(id, offered->failed, part.text(*offered));
    } else if (known->failed == offered->failed &&
               !same_results(target.read(*known), part.read(*offered))) {
      outcome.conflicts.push_back(fmt::format("point {}: {} differs from an earlier part", id,
                                              (part.folder() / "points.jsonl").string()));
    }
  }
}

/// Copies the traces that `target` lacks.
void take_traces(const ResultSet& set, const Path& part, const Path& target) {
  refuse_links(part / "traces");
  if (!is_there(part / "traces")) return;
  bool prepared = false;
  for (const std::string& id : set.ids) {
    const Path trace = trace_path(part, id);
    const Path copy = trace_path(target, id);
    if (!is_there(trace) || is_there(copy)) continue;
    if (!std::exchange(prepared, true)) prepare_traces(target);
    copy_own_file(trace, copy);
  }
}

/// Whether a part has the points of the first one, in the same order.
bool has_same_points(const ResultSet& set, const Path& part) {
  std::size_t points = 0;
  bool same = true;
  read_index(part, [&](const std::string& id) {
    same = same && points < set.ids.size() && set.ids[points] == id;
    ++points;
  });
  return same && points == set.ids.size();
}

MergeOutcome merge_one(const std::vector<Path>& parts, const Path& folder, int jobs) {
  const ResultSet set = read_result_set(parts.front());
  for (const Path& part : parts) {
    if (!has_same_points(set, part)) {
      throw InputError(fmt::format("{} and {} are of different experiments of the same name",
                                   parts.front().string(), part.string()));
    }
  }
  MergeOutcome outcome;
  outcome.folder = folder;
  outcome.points = set.ids.size();
  ResultStore target(folder);
  refuse_other_experiment(set, target, "choose another --output");
  target.begin_writing();
  outcome.damaged = target.damaged();
  for (const Path& part : parts) {
    if (std::filesystem::equivalent(part, folder)) continue;
    const ResultStore rows(part);
    outcome.damaged += rows.damaged();
    take_rows(set, rows, target, outcome);
    take_traces(set, part, folder);
  }
  for (const std::string& id : set.ids) {
    const StoredRow* row = target.find(id);
    if (row == nullptr) ++outcome.missing;
    if (row != nullptr && row->failed) ++outcome.failed;
  }
  outcome.versions = mixture(rows_of_versions(target, set.ids));
  target.check_unchanged();
  outcome.mended = write_result_set(set, target, jobs).mended;
  return outcome;
}

}  // namespace

std::vector<MergeOutcome> merge(const std::vector<Path>& folders, const Path& output, int jobs) {
  std::map<std::string, std::vector<Path>> parts;  // by experiment
  for (const Path& folder : folders) {
    for (const Path& set : result_sets_in(folder)) {
      parts[read_index(set).experiment].push_back(set);
    }
  }
  std::vector<MergeOutcome> outcomes;
  for (const auto& [experiment, sets] : parts) {
    outcomes.push_back(merge_one(sets, output / experiment, jobs));
  }
  return outcomes;
}

}  // namespace modnn
