#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "config/catalog.h"
#include "models/network/network.h"

namespace modnn {

/// The file of an experiment that is given by its path or, where there is no such file, by the name
/// of a shipped one. Throws InputError with the nearest name when it is neither.
std::string experiment_file(const std::string& word);

/// A word with a '/' or that ends in .json or .onnx is a file, as in experiments.
bool is_file(const std::string& word);

/// A JSON file, or the description of the network in an ONNX file.
Document load_file(const std::string& file);

/// The shipped description of that name. Throws InputError with the nearest name when there is
/// none.
Document load_entry(Collection collection, const std::string& name);

/// The same, or a file.
Document load_entry_or_file(Collection collection, const std::string& word);
Network load_network(const std::string& word);

/// Accepts a finite time in seconds > 0.
CLI::Validator seconds_valid();

/// The person's word that programs may be started which an experiment names.
void add_allow_commands(CLI::App& command, bool& allowed);

}  // namespace modnn
