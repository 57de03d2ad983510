#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiments/spec/points.h"
#include "process/interrupts.h"

namespace modnn {

/// Sentences on what a search does not look at, or not alone, and on what is said of a search where
/// there is none.
std::vector<std::string> search_notes(const Experiment& experiment);

/// The outcome of a search: that of several points that differ in what it does not look at.
struct Searched {
  std::shared_ptr<const Found> found{};
  std::optional<PlanError> error{};
};

/// Of those of the points that search, by their index; with all `jobs` for one search after the
/// other, and progress on standard error unless `quiet`. After an interrupt those are missing that
/// were not finished.
std::map<std::size_t, Searched> search_plans(const Sweep& sweep,
                                             const std::vector<std::size_t>& points, int jobs,
                                             bool quiet, const Interrupts& interrupts);

}  // namespace modnn
