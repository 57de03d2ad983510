#include "partition/dense/relieve.h"

#include <optional>
#include <queue>

namespace modnn {
namespace {

class Relief {
 public:
  Relief(const Bipartite& graph, const CoClustering& homes, const std::vector<double>& capacity,
         NonzeroSplit& at_row)
      : graph_(graph),
        homes_(homes),
        capacity_(capacity),
        at_row_(at_row),
        load_(loads(graph, homes, at_row)),
        sent_(graph.columns * homes.workers),
        partial_(graph.rows * homes.workers) {
    for (Index i = 0; i < graph.rows; ++i)
      for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n) count(i, n, 1);
  }

  bool run() {
    for (int worker = 0; worker < homes_.workers; ++worker)
      if (load_[worker] > capacity_[worker]) relieve(worker);
    return fits(load_, capacity_);
  }

 private:
  /// All nonzeros that one transfer makes a worker compute: of the column that is sent to it, or of
  /// the row of which it sends a partial sum.
  struct Unit {
    bool column;
    Index index;
    int other;  ///< the worker that would compute them instead
  };
  struct Candidate {
    double cost;  ///< transfers more, per nonzero moved
    std::size_t unit;
    bool operator<(const Candidate& candidate) const {
      return cost != candidate.cost ? cost > candidate.cost : unit > candidate.unit;
    }
  };

  void count(Index row, Index n, std::int32_t change) {
    const int q = homes_.of_row[row], p = homes_.of_column[graph_.column_of[n]];
    if (p == q) return;
    if (at_row_[n]) {
      sent_[graph_.column_of[n] * homes_.workers + q] += change;
    } else {
      partial_[row * homes_.workers + p] += change;
    }
  }

  void move(Index row, Index n) {
    count(row, n, -1);
    const int q = homes_.of_row[row], p = homes_.of_column[graph_.column_of[n]];
    --load_[at_row_[n] ? q : p];
    ++load_[at_row_[n] ? p : q];
    at_row_[n] = !at_row_[n];
    count(row, n, 1);
  }

  std::vector<Unit> units_of(int worker) const {
    std::vector<Unit> units;
    for (Index j = 0; j < graph_.columns; ++j)
      if (sent_[j * homes_.workers + worker] > 0) units.push_back({true, j, homes_.of_column[j]});
    for (Index i = 0; i < graph_.rows; ++i)
      if (partial_[i * homes_.workers + worker] > 0) units.push_back({false, i, homes_.of_row[i]});
    return units;
  }

  /// Calls visit(row, position) for the nonzeros of a unit.
  template <typename Visit>
  void visit(const Unit& unit, int worker, Visit&& visit_nonzero) const {
    if (unit.column) {
      for (Index c = graph_.column_starts[unit.index]; c < graph_.column_starts[unit.index + 1];
           ++c)
        if (homes_.of_row[graph_.row_of[c]] == worker && at_row_[graph_.position_of[c]])
          visit_nonzero(graph_.row_of[c], graph_.position_of[c]);
    } else {
      for (Index n = graph_.row_starts[unit.index]; n < graph_.row_starts[unit.index + 1]; ++n)
        if (homes_.of_column[graph_.column_of[n]] == worker && !at_row_[n])
          visit_nonzero(unit.index, n);
    }
  }

  /// Transfers more per nonzero when the unit moves; nothing when it cannot.
  std::optional<double> cost(const Unit& unit, int worker) const {
    double moved = 0, added = -1;
    visit(unit, worker, [&](Index row, Index n) {
      ++moved;
      const bool there = unit.column ? partial_[row * homes_.workers + unit.other] > 0
                                     : sent_[graph_.column_of[n] * homes_.workers + unit.other] > 0;
      if (!there) ++added;
    });
    if (moved == 0 || load_[unit.other] + moved > capacity_[unit.other]) return std::nullopt;
    return added / moved;
  }

  void relieve(int worker) {
    const std::vector<Unit> units = units_of(worker);
    std::priority_queue<Candidate> queue;
    for (std::size_t u = 0; u < units.size(); ++u)
      if (const auto price = cost(units[u], worker)) queue.push({*price, u});
    while (load_[worker] > capacity_[worker] && !queue.empty()) {
      const Candidate best = queue.top();
      queue.pop();
      const auto price = cost(units[best.unit], worker);
      if (!price) continue;
      if (*price > best.cost) {
        queue.push({*price, best.unit});
        continue;
      }
      std::vector<std::pair<Index, Index>> nonzeros;
      visit(units[best.unit], worker, [&](Index row, Index n) { nonzeros.emplace_back(row, n); });
      for (const auto& [row, n] : nonzeros) move(row, n);
    }
  }

  const Bipartite& graph_;
  const CoClustering& homes_;
  const std::vector<double>& capacity_;
  NonzeroSplit& at_row_;
  std::vector<double> load_;
  std::vector<std::int32_t> sent_;     ///< [column][worker]: nonzeros for which x_j is sent there
  std::vector<std::int32_t> partial_;  ///< [row][worker]: nonzeros in its partial sum of y_i
};

}  // namespace

bool relieve(const Bipartite& graph, const CoClustering& homes, const std::vector<double>& capacity,
             NonzeroSplit& at_row) {
  return Relief(graph, homes, capacity, at_row).run();
}

}  // namespace modnn
