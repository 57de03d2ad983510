#pragma once

#include <compare>
#include <limits>

#include "config/words.h"

namespace modnn {

/// What a plan takes, as the simulator says.
struct Outcome {
  double makespan_s = 0;
  double energy_j = 0;
  double peak_memory_bytes = 0;
};

/// What a search minimises.
enum class Objective { makespan, energy, peak_memory };
inline const Words<Objective> objective_words{{Objective::makespan, "makespan_s"},
                                              {Objective::energy, "energy_j"},
                                              {Objective::peak_memory, "peak_memory_bytes"}};

/// Whether a search keeps to what an experiment says of ways: its mode, via, relays and
/// group_owner_computes.
enum class Ways {
  any,   ///< it tries the others, too
  given  ///< these alone
};
inline const Words<Ways> ways_words{{Ways::any, "any"}, {Ways::given, "given"}};

/// At most so much of each.
struct Limits {
  double makespan_s = std::numeric_limits<double>::infinity();
  double energy_j = std::numeric_limits<double>::infinity();
  double peak_memory_bytes = std::numeric_limits<double>::infinity();

  bool operator==(const Limits&) const = default;
};

struct Goal {
  Objective minimise = Objective::makespan;
  Limits subject_to{};
  Ways ways = Ways::any;
  int plans = 2000;  ///< that are simulated beside those of the schemes

  bool operator==(const Goal&) const = default;
};

/// How good a plan is, less is better: what keeps the limits comes before what does not, then what
/// is minimised counts, and of equals the time, the energy and the memory.
struct Score {
  double beyond = 0;  ///< the largest share by which a limit is exceeded
  double value = 0;
  Outcome measured{};

  std::partial_ordering operator<=>(const Score& other) const;
  bool operator==(const Score& other) const { return (*this <=> other) == 0; }
};

Score score_of(const Goal& goal, const Outcome& measured);

}  // namespace modnn
