#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace modnn {

/// The file of an experiment that is given by its path or, where there is no such file, by the name
/// of a shipped one. Throws InputError with the nearest name when it is neither.
std::string experiment_file(const std::string& word);

/// Accepts a finite time in seconds > 0.
CLI::Validator seconds_valid();

}  // namespace modnn
