#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/document.h"
#include "experiments/results/column.h"
#include "experiments/results/result_store.h"
#include "experiments/spec/axes.h"

namespace modnn {

/// What the files of a result set say about the points beside their rows.
struct ResultSet {
  std::string experiment;
  Axes axes;
  std::vector<std::string> ids;  ///< of every point, in the order of the sweep
  Json resolved;                 ///< the experiment with every name replaced by contents
};

struct WrittenSet {
  bool changed = false;             ///< false: everything was up to date
  std::vector<std::string> mended;  ///< files that were not as modnn had written them
};

/// Brings summary.csv, layers.csv, devices.csv, experiment.resolved.json and index.json up to date
/// with the rows that the store has, in the order of the sweep; the bytes depend on the rows alone.
/// `jobs` processes share the work.
WrittenSet write_result_set(const ResultSet& set, const ResultStore& store, int jobs);

/// Throws InputError when the folder holds results of points that the set does not have: those of
/// another experiment of the same name, whose files would be replaced. Its lines name what differs
/// and end with `remedy`.
void refuse_other_experiment(const ResultSet& set, const ResultStore& store,
                             const std::string& remedy);

/// The members of index.json.
const ResultColumns& index_members();

/// experiment.resolved.json of the result set in a folder, however large. Throws InputError when
/// there is none, or it is damaged.
Document read_resolved(const std::filesystem::path& folder);

/// The result set in a folder, from experiment.resolved.json and index.json. Throws InputError when
/// the folder holds none, or one that is damaged.
ResultSet read_result_set(const std::filesystem::path& folder);

}  // namespace modnn
