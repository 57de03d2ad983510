#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/document.h"
#include "config/reader.h"
#include "experiments/spec/experiment.h"

namespace modnn {

/// Inlines every catalogue name and file that the experiment refers to (model, platform, devices,
/// medium), so that JSON pointers reach into them. May be called again after a value was replaced
/// by another name.
void resolve_experiment(Document& document, Problems& problems);

/// Reads a resolved experiment (without its sweep). std::nullopt when anything was recorded in
/// `problems`. `network` and `cluster`, when the caller has read the document's model or platform
/// before, are taken instead of reading them again.
std::optional<Experiment> read_experiment(const Document& document, Problems& problems,
                                          const Network* network = nullptr,
                                          const Cluster* cluster = nullptr);

/// A scheme's name, with its argument; `names` are those that may stand here.
std::string read_scheme(const Value& value, Locality locality,
                        const std::vector<std::string>& names, const Experiment& experiment);

/// The file that the text at `pointer` names, relative to the file in which it was written.
std::filesystem::path beside_writer(const Document& document, const std::string& pointer);

}  // namespace modnn
