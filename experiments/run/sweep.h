#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiments/results/result_set.h"
#include "experiments/results/table.h"
#include "experiments/run/remarks.h"
#include "experiments/run/shard.h"
#include "experiments/spec/points.h"

namespace modnn {

struct SweepOptions {
  std::filesystem::path output = "results";  ///< the set lands in output/<experiment name>
  int jobs = 1;                              ///< points that run at a time
  Shard shard;                               ///< the part of the points that is computed
  double point_timeout_s = 0;                ///< a point that takes longer fails; 0: none does
  bool force = false;                        ///< compute what is there already
  bool replace = false;                      ///< take the place of another experiment's results
  bool retry_failed = false;                 ///< compute failed points again
  bool quiet = false;                        ///< no progress
  bool json_lines = false;                   ///< every row to stdout, too
  TableLook look;                            ///< of the table that the person sees
  bool trace = false;  ///< write traces, and compute what succeeded without one again
};

/// A sweep beside the results that are there already.
struct PendingSweep {
  /// Reads only. Throws InputError when anything is left to compute and a value is wrong, or when
  /// the folder holds results of another experiment.
  PendingSweep(const Sweep& swept, const SweepOptions& options);
  /// Looks again for what is there.
  void find_missing(const SweepOptions& options);

  const Sweep& sweep;
  ResultStore store;
  ResultSet set;
  std::vector<std::size_t> missing;  ///< the shard's points that have to be computed
  std::size_t reused = 0;            ///< the shard's other points
};

struct SweepOutcome {
  std::size_t computed = 0;
  std::size_t reused = 0;
  std::size_t failed = 0;  ///< of the shard's points, whenever they failed
  std::size_t wrong = 0;   ///< of them those whose input is wrong
  std::size_t left = 0;    ///< not computed, because of an interrupt
  bool changed = false;    ///< the set's files were written
  std::filesystem::path folder;
  std::string table;
  Remarks failures;  ///< why points failed, whenever they did
  Remarks notes;     ///< what the rows say to their reader
};

/// Computes every point that the result set lacks, and writes the set's files. After an interrupt,
/// the running points are finished and everything that is there is written.
SweepOutcome run_sweep(PendingSweep& pending, const SweepOptions& options);

}  // namespace modnn
