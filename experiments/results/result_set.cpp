#include "experiments/results/result_set.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/csv.h"
#include "experiments/results/row.h"
#include "experiments/results/set_index.h"
#include "experiments/spec/identity.h"

namespace modnn {
namespace {

using Stamps = std::map<std::string, FileStamp>;
using Sink = std::function<void(std::string_view)>;

/// Those that index.json has the stamps of.
std::vector<std::string> files_of(const ResultSet& set) {
  std::vector<std::string> files{"experiment.resolved.json"};
  for (std::size_t i = 0; i < csv_files_of(set); ++i) files.emplace_back(csv_files()[i].name);
  return files;
}

/// What the set's files hold; a file that is not there is left out.
Stamps stamps_in(const std::filesystem::path& folder, const std::vector<std::string>& files) {
  Stamps stamps;
  for (const std::string& file : files) {
    if (const auto stamp = stamp_of(folder / file)) stamps[file] = *stamp;
  }
  return stamps;
}

/// The index lists the points in order, and says from which rows the other files were made and what
/// they hold. It may be large, so that it comes piece by piece.
void make_index(const ResultSet& set, const ResultStore& store, const Stamps& stamps,
                const Sink& sink) {
  Json index;
  index["format"] = result_format_version;
  index["experiment"] = set.experiment;
  index["made_from"] = {{"points.jsonl", store.fingerprint()}};
  for (const auto& [file, stamp] : stamps) {
    index["files"][file] = {{"bytes", stamp.bytes}, {"hash", stamp.hash}};
  }
  std::string head = index.dump(0);
  head.resize(head.rfind('\n'));
  sink(head + ",\n\"points\": [");
  for (std::size_t i = 0; i < set.ids.size(); ++i) {
    sink((i == 0 ? "\n\"" : ",\n\"") + set.ids[i] + "\"");
  }
  sink("\n]\n}\n");
}

FileStamp stamp_of_index(const ResultSet& set, const ResultStore& store, const Stamps& stamps) {
  FileStamp stamp;
  RunningHash hash;
  make_index(set, store, stamps, [&](std::string_view text) {
    stamp.bytes += text.size();
    hash.add(text);
  });
  stamp.hash = hash.digest();
  return stamp;
}

/// Files that are not as the index says that they were written.
std::vector<std::string> changed_files(const std::filesystem::path& folder,
                                       const std::vector<std::string>& files,
                                       const Stamps& stamps) {
  std::vector<std::string> changed;
  try {
    for (const auto& [file, written] : read_index(folder).files) {
      const auto there = stamps.find(file);
      const bool known = std::find(files.begin(), files.end(), file) != files.end();
      if (known && (there == stamps.end() || there->second != written)) changed.push_back(file);
    }
  } catch (const InputError&) {
    // There is none, or it is damaged itself: then everything is written again.
  }
  return changed;
}

}  // namespace

WrittenSet write_result_set(const ResultSet& set, const ResultStore& store, int jobs) {
  const std::filesystem::path& folder = store.folder();
  const std::string resolved = set.resolved.dump(2) + "\n";
  const std::vector<std::string> files = files_of(set);
  const Stamps before = stamps_in(folder, files);
  const auto known = before.find("experiment.resolved.json");
  if (before.size() == files.size() && known->second.hash == content_hash(resolved) &&
      stamp_of(folder / "index.json") == stamp_of_index(set, store, before)) {
    return {};
  }
  const WrittenSet written{true, changed_files(folder, files, before)};
  Stamps stamps = write_csv_files(set, store, jobs);
  // Of an experiment that had a workload before.
  for (std::size_t i = csv_files_of(set); i < csv_file_count; ++i) {
    std::error_code none;
    std::filesystem::remove(folder / csv_files()[i].name, none);
  }
  stamps["experiment.resolved.json"] = write_file(folder / "experiment.resolved.json", resolved);
  // Last: files that do not fit the index are written again.
  ReplacedFile index(folder / "index.json");
  make_index(set, store, stamps, [&](std::string_view text) { index.append(text); });
  index.commit();
  return written;
}

const ResultColumns& index_members() {
  static const ResultColumns members{
      {"format", "", "version of the format of results"},
      {"experiment", "", "name of the experiment"},
      {"made_from", "", "from which rows the other files were made"},
      {"files", "bytes", "size and hash of each of them"},
      {"points", "", "ids of all points, in the order of the sweep"},
  };
  return members;
}

Document read_resolved(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "experiment.resolved.json";
  const auto text = read_own_file(file);
  if (!text) throw InputError(file.string() + ": there is no such file");
  return parse_own_document(*text, file.string());
}

ResultSet read_result_set(const std::filesystem::path& folder) {
  ResultSet set;
  const Document resolved = read_resolved(folder);
  Problems problems;
  set.axes = read_axes(resolved, problems);
  set.resolved = resolved.root;
  problems.throw_if_any();
  set.experiment =
      read_index(folder, [&](const std::string& id) { set.ids.push_back(id); }).experiment;
  if (set.ids.size() != set.axes.size()) {
    throw InputError(folder.string() + ": index.json does not fit experiment.resolved.json");
  }
  return set;
}

}  // namespace modnn
