#pragma once

#include "cli/commands.h"

namespace modnn {

/// Adds `modnn calibrate device`.
void add_calibrate_device(CLI::App& calibrate, Action& action);

}  // namespace modnn
