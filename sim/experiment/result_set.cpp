#include "sim/experiment/result_set.h"

#include <algorithm>

#include "config/error.h"
#include "sim/experiment/csv.h"
#include "sim/experiment/file_access.h"
#include "sim/experiment/row.h"

namespace modnn {
namespace {

/// The index lists the points in order, and says from which rows the other files were made.
std::string index_of(const ResultSet& set, const ResultStore& store, const std::string& resolved) {
  Json index;
  index["format"] = result_format_version;
  index["experiment"] = set.experiment;
  index["made_from"] = {{"points.jsonl", store.fingerprint()},
                        {"experiment.resolved.json", content_hash(resolved)}};
  index["points"] = set.ids;
  return index.dump(0) + "\n";
}

}  // namespace

bool write_result_set(const ResultSet& set, const ResultStore& store, int jobs) {
  const std::filesystem::path& folder = store.folder();
  const std::string resolved = set.resolved.dump(2) + "\n";
  const std::string index = index_of(set, store, resolved);
  const auto missing = [&folder](const char* file) {
    return !std::filesystem::exists(folder / file);
  };
  const std::vector<const char*> files{"summary.csv", "layers.csv", "devices.csv",
                                       "experiment.resolved.json"};
  if (read_file(folder / "index.json") == index &&
      std::none_of(files.begin(), files.end(), missing)) {
    return false;
  }
  // Files that are written from here on do not fit the old index.
  std::filesystem::remove(folder / "index.json");
  write_csv_files(set, store, jobs);
  write_file(folder / "experiment.resolved.json", resolved);
  write_file(folder / "index.json", index);
  return true;
}

ResultSet read_result_set(const std::filesystem::path& folder) {
  ResultSet set;
  const Document resolved = load_document(folder / "experiment.resolved.json");
  const Document index = load_document(folder / "index.json");
  Problems problems;
  set.axes = read_axes(resolved, problems);
  set.resolved = resolved.root;
  const Value root(index, problems);
  ObjectReader object(root);
  set.experiment = object.string("experiment");
  if (const auto points = object.required("points")) {
    for (const Value& id : points->elements()) set.ids.push_back(id.string());
  }
  problems.throw_if_any();
  if (set.ids.size() != set.axes.size()) {
    throw InputError(folder.string() + ": index.json does not fit experiment.resolved.json");
  }
  return set;
}

}  // namespace modnn
