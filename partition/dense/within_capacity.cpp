#include "partition/dense/within_capacity.h"

#include <optional>

#include "partition/dense/refine.h"
#include "partition/dense/relieve.h"

namespace modnn {

SparsePartition within_capacity(const Bipartite& graph, const CoClustering& homes,
                                const std::vector<double>& shares,
                                const std::vector<double>& capacity) {
  std::optional<SparsePartition> best;
  std::pair<bool, Index> best_score;
  const auto consider = [&](SparsePartition candidate) {
    const bool over = !fits(loads(graph, candidate.homes, candidate.at_row), capacity);
    const std::pair score(over, volume(graph, candidate.homes, candidate.at_row));
    if (best && score >= best_score) return;
    best = std::move(candidate);
    best_score = score;
  };
  const NonzeroSplit optimal = fgcp(graph, homes, shares, CrossMode::optimal);
  consider({homes, optimal});
  if (!best_score.first) return std::move(*best);

  SparsePartition relieved{homes, optimal};
  relieve(graph, homes, capacity, relieved.at_row);
  consider(std::move(relieved));
  SparsePartition restored{homes, optimal};
  restore_capacity(graph, optimal, capacity, restored.homes);
  consider(std::move(restored));
  for (const char at_row : {char{0}, char{1}})
    consider({homes, NonzeroSplit(graph.nonzeros(), at_row)});
  return std::move(*best);
}

}  // namespace modnn
