#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/document.h"
#include "config/reader.h"
#include "sim/experiment/experiment.h"

namespace modnn {

/// Inlines every catalogue name and file that the experiment refers to (model, platform, devices,
/// medium), so that JSON pointers reach into them. May be called again after a value was replaced
/// by another name.
void resolve_experiment(Document& document, Problems& problems);

/// Reads a resolved experiment (without its sweep). std::nullopt when anything was recorded in
/// `problems`.
std::optional<Experiment> read_experiment(const Document& document, Problems& problems);

/// The plots that `modnn plot` draws for the experiment: names of the scripts in plots/.
std::vector<std::string> read_figures(const Document& document, Problems& problems);

/// The resolved experiment without what does not change a result (names of the experiment and its
/// figures, the sweep, comments), with sorted keys: equal for equal points.
std::string canonical_form(const Document& document);

}  // namespace modnn
