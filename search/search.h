#pragma once

#include <stdexcept>
#include <string>

#include "search/bounds.h"
#include "search/oracle.h"

namespace modnn {

/// What a search has found.
struct Found {
  PlanOptions options;  ///< what the planner makes the best plan from
  std::string origin;   ///< the scheme that it is, or that the search came from
  Score score;
  int plans = 0;  ///< that were simulated
  LowerBounds bounds;
};

/// The text says why.
struct NothingFound : std::runtime_error {
  enum class Reason { limits, no_plan, interrupted };
  NothingFound(Reason why, const std::string& text) : std::runtime_error(text), reason(why) {}
  Reason reason;
};

/// The best plan of all that are tried: every scheme that there is, its dense layers and ways
/// varied for the best of them; what dynamic programming on the planner's costs finds; of small
/// networks a whole family; and from the best of these on small changes, of which those that help
/// are made together. Equal input gives equal output, whatever the jobs. Throws NothingFound.
Found search(const SearchTask& task);

}  // namespace modnn
