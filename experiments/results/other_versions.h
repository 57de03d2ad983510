#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "experiments/results/result_store.h"

namespace modnn {

/// How many of the points' rows were computed by which version of the program, such as
/// "modnn 0.1.0 (b1de2d3c)"; the first five are named.
std::map<std::string, std::size_t> rows_of_versions(const ResultStore& store,
                                                    const std::vector<std::string>& ids);

/// A line for each version but this one.
std::string reused_from_others(const std::map<std::string, std::size_t>& versions);

/// "4 rows by modnn 0.1.0 (b1de2d3c), 2 rows by ..."; nothing where there is one version.
std::string mixture(const std::map<std::string, std::size_t>& versions);

}  // namespace modnn
