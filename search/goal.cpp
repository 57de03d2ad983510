#include "search/goal.h"

#include <algorithm>
#include <tuple>

namespace modnn {

std::partial_ordering Score::operator<=>(const Score& other) const {
  const auto parts = [](const Score& score) {
    const Outcome& of = score.measured;
    return std::tuple(score.beyond, score.value, of.makespan_s, of.energy_j, of.peak_memory_bytes);
  };
  return parts(*this) <=> parts(other);
}

Score score_of(const Goal& goal, const Outcome& measured) {
  const Limits& limits = goal.subject_to;
  Score score;
  score.measured = measured;
  score.beyond = std::max({0.0, measured.makespan_s / limits.makespan_s - 1,
                           measured.energy_j / limits.energy_j - 1,
                           measured.peak_memory_bytes / limits.peak_memory_bytes - 1});
  switch (goal.minimise) {
    case Objective::makespan:
      score.value = measured.makespan_s;
      break;
    case Objective::energy:
      score.value = measured.energy_j;
      break;
    case Objective::peak_memory:
      score.value = measured.peak_memory_bytes;
      break;
  }
  return score;
}

}  // namespace modnn
