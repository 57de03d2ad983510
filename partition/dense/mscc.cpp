#include "partition/dense/mscc.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include "partition/dense/kmeans.h"
#include "partition/dense/multilevel.h"
#include "partition/dense/refine.h"
#include "partition/dense/spectral.h"
#include "partition/dense/within_capacity.h"
#include "partition/shares.h"

namespace modnn {
namespace {

/// Assigns points [begin, end) under capacities by regret; returns what each worker got.
void assign_by_regret(const Eigen::MatrixXd& distances, const std::vector<double>& weights,
                      const std::vector<double>& capacity, Eigen::Index begin, Eigen::Index end,
                      std::vector<int>& labels) {
  const auto workers = static_cast<int>(capacity.size());
  std::vector<double> regret(end - begin);
  for (Eigen::Index i = begin; i < end; ++i) {
    double best = std::numeric_limits<double>::infinity(), second = best;
    for (int q = 0; q < workers; ++q) {
      if (capacity[q] <= 0) continue;
      const double distance = distances(i, q);
      second = std::min(second, std::max(best, distance));
      best = std::min(best, distance);
    }
    regret[i - begin] = second - best;
  }
  std::vector<Eigen::Index> order(end - begin);
  std::iota(order.begin(), order.end(), begin);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    return regret[a - begin] > regret[b - begin];
  });
  std::vector<double> room = capacity;
  for (const Eigen::Index i : order) {
    int chosen = -1;
    for (int q = 0; q < workers; ++q) {
      if (room[q] < weights[i] || capacity[q] <= 0) continue;
      if (chosen < 0 || distances(i, q) < distances(i, chosen)) chosen = q;
    }
    // What fits nowhere goes where most room is; refine() moves something else away.
    if (chosen < 0)
      chosen = static_cast<int>(std::max_element(room.begin(), room.end()) - room.begin());
    labels[i] = chosen;
    room[chosen] -= weights[i];
  }
}

/// Rows in order, and columns in order, cut where the running sum of nonzeros passes the shares.
CoClustering contiguous(const Bipartite& graph, const std::vector<double>& shares) {
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  const auto cut = [&](const std::vector<Index>& starts) {
    std::vector<int> home;
    int worker = 0;
    double until = shares[0] / sum * static_cast<double>(graph.nonzeros());
    for (std::size_t i = 1; i < starts.size(); ++i) {
      // A row belongs to the worker in whose share its middle lies.
      const double middle = 0.5 * static_cast<double>(starts[i] + starts[i - 1]);
      while (worker + 1 < static_cast<int>(shares.size()) && middle > until)
        until += shares[++worker] / sum * static_cast<double>(graph.nonzeros());
      home.push_back(worker);
    }
    return home;
  };
  return {static_cast<int>(shares.size()), cut(graph.row_starts), cut(graph.column_starts)};
}

/// Rows on some workers, columns on the others, each of about half of the shares. In a matrix where
/// every row meets every part, a x b blocks then cost a row or a column part each, where a plain
/// split sends everything to everybody: k / 2 times n values instead of k - 1 times, for a square
/// matrix. The largest share goes to the rows, or to the columns.
CoClustering separated(const Bipartite& graph, const std::vector<double>& shares, bool rows_first) {
  std::vector<double> row_shares(shares.size()), column_shares(shares.size());
  double rows = 0, columns = 0;
  for (const int worker : largest_first(shares)) {
    const bool to_rows = rows == columns ? rows_first : rows < columns;
    (to_rows ? row_shares : column_shares)[worker] = shares[worker];
    (to_rows ? rows : columns) += shares[worker];
  }
  return {static_cast<int>(shares.size()), homes_in_order(graph.rows, row_shares),
          homes_in_order(graph.columns, column_shares)};
}

/// The largest share takes rows or columns off the matrix, as many as hold its part, the next one
/// off what is left, and so on; the last one has the rest. A strip of rows costs the columns that
/// are left, a strip of columns the rows: each is cut the cheaper way. For unequal shares of a
/// matrix where every row meets every part that is far below a plain split, whose every strip costs
/// the whole side.
SparsePartition peeled(const Bipartite& graph, const std::vector<double>& shares) {
  const std::vector<int> order = largest_first(shares);
  CoClustering homes{static_cast<int>(shares.size()), {}, {}};
  const auto take = [](Index left, double part, int worker, std::vector<int>& home) {
    home.insert(home.end(), std::lround(part * static_cast<double>(left)), worker);
  };
  std::vector<int> turn(shares.size());
  double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  bool last = false;
  for (std::size_t i = 0; !last; ++i) {
    const int worker = order[i];
    turn[worker] = static_cast<int>(i);
    last = i + 1 == order.size() || shares[order[i + 1]] == 0;
    const double part = last ? 1 : shares[worker] / sum;
    sum -= shares[worker];
    const Index rows = graph.rows - std::ssize(homes.of_row);
    const Index columns = graph.columns - std::ssize(homes.of_column);
    if (last || columns <= rows) take(rows, part, worker, homes.of_row);
    if (last || columns > rows) take(columns, part, worker, homes.of_column);
  }
  NonzeroSplit at_row;
  at_row.reserve(graph.nonzeros());
  for (Index i = 0; i < graph.rows; ++i)
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
      at_row.push_back(turn[homes.of_row[i]] <= turn[homes.of_column[graph.column_of[n]]] ? 1 : 0);
  return {homes, at_row};
}

class Search {
 public:
  Search(const Bipartite& graph, const std::vector<double>& shares, const MsccOptions& options)
      : graph_(graph),
        shares_(shares),
        options_(options),
        capacity_(capacities(shares, graph.nonzeros(), options.epsilon)),
        weights_(degrees(graph)),
        starts_(starts_for(graph.nonzeros())) {}

  SparsePartition run() {
    const int workers = static_cast<int>(shares_.size());
    keep_plain_splits();
    if (graph_.nonzeros() > most_thorough && options_.with_cross) return run_quickly();
    consider(contiguous(graph_, shares_));
    keep_blocks();
    const Eigen::MatrixXd points = spectral_embedding(graph_, std::min(workers - 1, 8));
    if (points.cols() > 0)
      for (int start = 0; start < starts_; ++start) consider(spectral_start(points, start));
    // Contracting a graph in which everything is linked to everything finds nothing.
    if (graph_.nonzeros() <= most_edges_per_vertex * (graph_.rows + graph_.columns))
      for (int start = 0; start < starts_; ++start)
        consider(
            multilevel_clusters(graph_, shares_, options_.epsilon, options_.seed * 1000 + start));
    return finish();
  }

 private:
  static constexpr Index most_edges_per_vertex = 64;
  static constexpr Index most_thorough = 2'000'000;  ///< nonzeros up to which all is tried

  /// Small matrices can afford more starts.
  static int starts_for(Index nonzeros) {
    return static_cast<int>(std::clamp<Index>(400000 / std::max<Index>(nonzeros, 1), 1, 12));
  }

  /// The plain splits by outputs and by inputs, in equal rows and columns and in equal nonzeros per
  /// share: what comes out is never worse than those of them that fit.
  void keep_plain_splits() {
    CoClustering equal_sizes = contiguous(graph_, shares_);
    for (const char at_row : {char{1}, char{0}})
      if (at_row == 1 || options_.with_cross)
        keep({equal_sizes, NonzeroSplit(graph_.nonzeros(), at_row)});
    equal_sizes.of_row = homes_in_order(graph_.rows, shares_);
    equal_sizes.of_column = homes_in_order(graph_.columns, shares_);
    for (const char at_row : {char{1}, char{0}})
      if (at_row == 1 || options_.with_cross)
        keep({equal_sizes, NonzeroSplit(graph_.nonzeros(), at_row)});
  }

  /// One start beside the plain splits; the better is improved.
  SparsePartition run_quickly() {
    const int workers = static_cast<int>(shares_.size());
    const Eigen::MatrixXd points = spectral_embedding(graph_, std::min(workers - 1, 8));
    const CoClustering homes =
        points.cols() > 0 ? spectral_start(points, 0) : contiguous(graph_, shares_);
    keep(within_capacity(graph_, homes, shares_, capacity_));
    keep_blocks();
    alternate(*best_, best_volume_);
    return finish();
  }

  /// Blocks of the matrix, tried where they can win if every row meets every part.
  void keep_blocks() {
    const auto sharing =
        std::count_if(shares_.begin(), shares_.end(), [](double s) { return s > 0; });
    if (!options_.with_cross || sharing < 3) return;
    const double half = 0.5 * static_cast<double>(sharing);
    const auto rows = static_cast<double>(graph_.rows),
               columns = static_cast<double>(graph_.columns);
    if (half * (rows + columns) / 2 < static_cast<double>(sharing - 1) * std::min(rows, columns)) {
      for (const bool rows_first : {true, false})
        keep_improved(
            within_capacity(graph_, separated(graph_, shares_, rows_first), shares_, capacity_));
    }
    const SparsePartition strips = peeled(graph_, shares_);
    const auto same = [](const std::vector<int>& home) {
      return std::ranges::adjacent_find(home, std::not_equal_to<>()) == home.end();
    };
    // All rows, or all columns, with one worker: a plain split.
    if (!same(strips.homes.of_row) && !same(strips.homes.of_column)) keep_improved(strips);
  }

  void keep_improved(const SparsePartition& found) {
    const Index reached = keep(found);
    if (graph_.nonzeros() <= most_thorough) alternate(found, reached);
  }

  CoClustering spectral_start(const Eigen::MatrixXd& points, int start) const {
    const int workers = static_cast<int>(shares_.size());
    Eigen::MatrixXd centres =
        kmeans_centres(points, weights_, workers, options_.seed * 1000 + start);
    centres = matched(points, centres);
    std::vector<int> labels(points.rows()), before;
    constexpr int most_rounds = 20;
    for (int round = 0; round < most_rounds && labels != before; ++round) {
      before = labels;
      const Eigen::MatrixXd distances = squared_distances(points, centres);
      assign_by_regret(distances, weights_, capacity_, 0, graph_.rows, labels);
      assign_by_regret(distances, weights_, capacity_, graph_.rows, points.rows(), labels);
      update_centres(points, weights_, labels, centres);
    }
    return to_homes(graph_, workers, labels);
  }

  /// Centres in the order of the workers whose shares they fit.
  Eigen::MatrixXd matched(const Eigen::MatrixXd& points, const Eigen::MatrixXd& centres) const {
    const Eigen::MatrixXd distances = squared_distances(points, centres);
    std::vector<double> mass(shares_.size());
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      Eigen::Index nearest = 0;
      distances.row(i).minCoeff(&nearest);
      mass[nearest] += weights_[i];
    }
    const std::vector<int> worker_of = workers_by_mass(mass, shares_);
    Eigen::MatrixXd ordered(centres.rows(), centres.cols());
    for (Eigen::Index c = 0; c < centres.rows(); ++c) ordered.row(worker_of[c]) = centres.row(c);
    return ordered;
  }

  void consider(const CoClustering& start) {
    improve(start, [&](CoClustering& homes) {
      refine(graph_, NonzeroSplit(graph_.nonzeros(), 1), capacity_, homes);
    });
    if (!options_.with_cross) return;
    improve(start, [&](CoClustering& homes) { refine_boundary(graph_, capacity_, homes); });
    improve(start, [&](CoClustering& homes) {
      refine(graph_, NonzeroSplit(graph_.nonzeros(), 0), capacity_, homes);
    });
  }

  /// Prepares the homes, then alternates.
  template <typename Prepare>
  void improve(CoClustering homes, Prepare&& prepare) {
    prepare(homes);
    if (!options_.with_cross) {
      keep({homes, NonzeroSplit(graph_.nonzeros(), 1)});
      return;
    }
    SparsePartition found = within_capacity(graph_, homes, shares_, capacity_);
    alternate(found, keep(found));
  }

  /// Better homes for the split and the best split for the homes, in turn, from a partition of
  /// volume `reached`.
  void alternate(SparsePartition partition, Index reached) {
    constexpr int most_rounds = 20;
    for (int round = 0; round < most_rounds; ++round) {
      free_diagonal(partition);
      refine(graph_, partition.at_row, capacity_, partition.homes);
      partition = within_capacity(graph_, partition.homes, shares_, capacity_);
      const Index now = keep(partition);
      // The last per mille is not worth a round.
      if (now >= reached - reached / 1000) break;
      reached = now;
    }
  }

  /// Nonzeros of diagonal blocks cost nothing either way: each joins the net of the smaller of its
  /// row and column, which is the more likely to stay whole (Pelt and Bisseling).
  void free_diagonal(SparsePartition& partition) const {
    for (Index i = 0; i < graph_.rows; ++i) {
      for (Index n = graph_.row_starts[i]; n < graph_.row_starts[i + 1]; ++n) {
        const Index j = graph_.column_of[n];
        if (partition.homes.of_row[i] == partition.homes.of_column[j])
          partition.at_row[n] = graph_.column_degree(j) <= graph_.row_degree(i) ? 1 : 0;
      }
    }
  }

  SparsePartition finish() {
    gather_majorities(graph_, best_->at_row, capacity_, best_->homes);
    return std::move(*best_);
  }

  Index keep(const SparsePartition& found) {
    const Index transfers = volume(graph_, found.homes, found.at_row);
    const bool feasible = fits(loads(graph_, found.homes, found.at_row), capacity_);
    if (!best_ || std::pair(!feasible, transfers) < std::pair(!best_feasible_, best_volume_)) {
      best_ = found;
      best_feasible_ = feasible;
      best_volume_ = transfers;
    }
    return transfers;
  }

  const Bipartite& graph_;
  const std::vector<double>& shares_;
  const MsccOptions& options_;
  std::vector<double> capacity_;
  std::vector<double> weights_;
  int starts_;
  std::optional<SparsePartition> best_;
  bool best_feasible_ = false;
  Index best_volume_ = 0;
};

}  // namespace

CoClustering scc(const Bipartite& graph, const std::vector<double>& shares, std::uint64_t seed) {
  capacities(shares, graph.nonzeros(), 0);  // the shares are checked
  const int workers = static_cast<int>(shares.size());
  int dimensions = 1;
  while ((1 << dimensions) < workers) ++dimensions;
  const Eigen::MatrixXd points = spectral_embedding(graph, dimensions);
  const std::vector<double> weights(points.rows(), 1.0);
  const Eigen::MatrixXd distances =
      squared_distances(points, kmeans_centres(points, weights, workers, seed));
  std::vector<int> labels;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    Eigen::Index nearest = 0;
    distances.row(i).minCoeff(&nearest);
    labels.push_back(static_cast<int>(nearest));
  }
  return larger_clusters_to_larger_shares(graph, labels, shares);
}

SparsePartition mscc(const Bipartite& graph, const std::vector<double>& shares,
                     const MsccOptions& options) {
  return Search(graph, shares, options).run();
}

}  // namespace modnn
