#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/document.h"
#include "sim/experiment/axes.h"
#include "sim/experiment/result_store.h"

namespace modnn {

/// What the files of a result set say about the points beside their rows.
struct ResultSet {
  std::string experiment;
  Axes axes;
  std::vector<std::string> ids;  ///< of every point, in the order of the sweep
  Json resolved;                 ///< the experiment with every name replaced by contents
};

/// Brings summary.csv, layers.csv, devices.csv, experiment.resolved.json and index.json up to date
/// with the rows that the store has, in the order of the sweep; the bytes depend on the rows alone.
/// False when they were up to date already. `jobs` processes share the work.
bool write_result_set(const ResultSet& set, const ResultStore& store, int jobs);

/// The result set in a folder, from experiment.resolved.json and index.json. Throws InputError when
/// the folder holds none.
ResultSet read_result_set(const std::filesystem::path& folder);

}  // namespace modnn
