#pragma once

#include <string>
#include <vector>

#include "config/error.h"
#include "experiments/run/sweep.h"

namespace modnn {

struct RunArguments {
  std::vector<std::string> files;
  std::vector<std::string> settings;
  std::string shard = "1/1";
  SweepOptions sweep;
  bool dry_run = false;
  bool allow_commands = false;
};

/// Loads the files, with the settings. Throws InputError with what is wrong in any of them.
std::vector<Sweep> load_sweeps(const RunArguments& arguments);

/// `modnn run`.
ExitCode run(RunArguments& arguments);

}  // namespace modnn
