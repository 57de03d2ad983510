#include "partition/dense/fgcp.h"

#include <algorithm>
#include <array>
#include <queue>

#include "partition/dense/vertex_cover.h"

namespace modnn {
namespace {

struct Nonzero {
  std::int32_t row = 0, column = 0, position = 0;
};

/// Nonzeros off the diagonal, by block: blocks[p * workers + q] have their input on p, their output
/// on q.
std::vector<std::vector<Nonzero>> off_diagonal(const Bipartite& graph, const CoClustering& homes) {
  const int k = homes.workers;
  std::vector<std::size_t> count(static_cast<std::size_t>(k) * k);
  const auto visit = [&](auto&& take) {
    for (Index i = 0; i < graph.rows; ++i) {
      const int q = homes.of_row[i];
      for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n) {
        const int p = homes.of_column[graph.column_of[n]];
        if (p != q) take(static_cast<std::size_t>(p) * k + q, i, n);
      }
    }
  };
  visit([&](std::size_t block, Index, Index) { ++count[block]; });
  std::vector<std::vector<Nonzero>> blocks(count.size());
  for (std::size_t b = 0; b < count.size(); ++b) blocks[b].reserve(count[b]);
  visit([&](std::size_t block, Index i, Index n) {
    blocks[block].push_back(
        {static_cast<std::int32_t>(i), graph.column_of[n], static_cast<std::int32_t>(n)});
  });
  return blocks;
}

/// Consecutive numbers for the rows and columns that occur in a block.
class Numbering {
 public:
  explicit Numbering(Index size) : number_(size, -1) {}
  std::int32_t of(std::int32_t name) {
    std::int32_t& number = number_[name];
    if (number < 0) {
      number = static_cast<std::int32_t>(names_.size());
      names_.push_back(name);
    }
    return number;
  }
  int size() const { return static_cast<int>(names_.size()); }
  void clear() {
    for (const std::int32_t name : names_) number_[name] = -1;
    names_.clear();
  }

 private:
  std::vector<std::int32_t> number_;
  std::vector<std::int32_t> names_;
};

class CrossPartition {
 public:
  CrossPartition(const Bipartite& graph, const CoClustering& homes,
                 const std::vector<double>& shares)
      : homes_(homes),
        shares_(shares),
        blocks_(off_diagonal(graph, homes)),
        rows_(graph.rows),
        columns_(graph.columns),
        at_row_(graph.nonzeros(), 1),
        load_(homes.workers, 0.0) {
    for (Index i = 0; i < graph.rows; ++i)
      for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
        if (homes.of_column[graph.column_of[n]] == homes.of_row[i]) ++load_[homes.of_row[i]];
  }

  NonzeroSplit run(CrossMode mode) {
    for (int p = 0; p < homes_.workers; ++p) {
      for (int q = 0; q < homes_.workers; ++q) {
        const auto& block = blocks_[static_cast<std::size_t>(p) * homes_.workers + q];
        if (block.empty()) continue;
        mode == CrossMode::optimal ? cover_optimally(block, p, q) : cover_greedily(block, p, q);
      }
    }
    settle();
    return std::move(at_row_);
  }

 private:
  /// Nonzeros that may be computed on either side: a component of a block, or what is covered
  /// twice.
  struct Choice {
    int p, q;  ///< homes of the columns and of the rows
    std::vector<std::int32_t> positions;
    bool at_row = true;

    int worker() const { return at_row ? q : p; }
    int other() const { return at_row ? p : q; }
    double nonzeros() const { return static_cast<double>(positions.size()); }
  };

  /// True when another nonzero would load worker a less than worker b, relative to their shares.
  bool lighter(int a, int b) const { return load_[a] * shares_[b] < load_[b] * shares_[a]; }

  void compute_at(const Nonzero& nonzero, bool row, int p, int q) {
    at_row_[nonzero.position] = row ? 1 : 0;
    ++load_[row ? q : p];
  }

  void cover_optimally(const std::vector<Nonzero>& nonzeros, int p, int q) {
    Block block;
    std::vector<std::pair<std::int32_t, std::int32_t>> edges;
    edges.reserve(nonzeros.size());
    rows_.clear();
    columns_.clear();
    for (const Nonzero& nonzero : nonzeros)
      edges.emplace_back(columns_.of(nonzero.column), rows_.of(nonzero.row));
    block.adjacency.resize(columns_.size());
    block.right = rows_.size();
    for (const auto& [column, row] : edges) block.adjacency[column].push_back(row);
    const Covers covers = minimum_covers(block);
    const std::size_t first = choices_.size();
    choices_.resize(first + covers.components + 1, Choice{p, q, {}, true});
    for (std::size_t e = 0; e < edges.size(); ++e) {
      const int column = covers.left[edges[e].first], row = covers.right[edges[e].second];
      if (column == Covers::always && row == Covers::always) {
        choices_[first + covers.components].positions.push_back(nonzeros[e].position);
      } else if (column == Covers::always) {
        compute_at(nonzeros[e], true, p, q);
      } else if (row == Covers::always) {
        compute_at(nonzeros[e], false, p, q);
      } else {
        choices_[first + column].positions.push_back(nonzeros[e].position);
      }
    }
  }

  void cover_greedily(const std::vector<Nonzero>& nonzeros, int p, int q) {
    // Vertices: the block's columns, then its rows.
    rows_.clear();
    columns_.clear();
    std::vector<std::array<std::int32_t, 2>> ends;
    for (const Nonzero& nonzero : nonzeros)
      ends.push_back({columns_.of(nonzero.column), rows_.of(nonzero.row)});
    for (auto& end : ends) end[1] += columns_.size();
    std::vector<std::vector<std::int32_t>> edges_of(columns_.size() + rows_.size());
    for (std::size_t e = 0; e < ends.size(); ++e)
      for (const std::int32_t v : ends[e]) edges_of[v].push_back(static_cast<std::int32_t>(e));

    // Of each side the vertex with most uncovered nonzeros, of equals the first, is on top once
    // outdated entries are renewed.
    using Queue = std::priority_queue<std::pair<Index, std::int32_t>>;
    std::array<Queue, 2> queues;
    std::vector<Index> uncovered;
    for (std::size_t v = 0; v < edges_of.size(); ++v) {
      uncovered.push_back(static_cast<Index>(edges_of[v].size()));
      queues[static_cast<int>(v) < columns_.size() ? 0 : 1].emplace(uncovered[v],
                                                                    -static_cast<std::int32_t>(v));
    }
    const auto best = [&uncovered](Queue& queue) {
      while (queue.top().first != uncovered[-queue.top().second]) {
        const std::int32_t v = -queue.top().second;
        queue.pop();
        queue.emplace(uncovered[v], -v);
      }
      return queue.top();
    };
    std::vector<char> covered(nonzeros.size());
    for (std::size_t left = nonzeros.size(); left > 0;) {
      const auto column = best(queues[0]), row = best(queues[1]);
      const bool take_row = row.first != column.first ? row.first > column.first : lighter(p, q);
      for (const std::int32_t e : edges_of[-(take_row ? row : column).second]) {
        if (covered[e]) continue;
        covered[e] = 1;
        --left;
        --uncovered[ends[e][0]];
        --uncovered[ends[e][1]];
        compute_at(nonzeros[e], !take_row, p, q);
      }
    }
  }

  /// Largest choices first, each to the less loaded of its two workers; then choices change sides
  /// while that makes the busier of their two workers less busy.
  void settle() {
    std::stable_sort(choices_.begin(), choices_.end(), [](const Choice& a, const Choice& b) {
      return a.positions.size() > b.positions.size();
    });
    for (Choice& choice : choices_) {
      choice.at_row = lighter(choice.q, choice.p);
      load_[choice.worker()] += choice.nonzeros();
    }
    constexpr int most_passes = 10;
    bool changed = true;
    for (int pass = 0; pass < most_passes && changed; ++pass) {
      changed = false;
      for (Choice& choice : choices_) {
        const int from = choice.worker(), to = choice.other();
        if ((load_[to] + choice.nonzeros()) * shares_[from] >= load_[from] * shares_[to]) continue;
        load_[from] -= choice.nonzeros();
        load_[to] += choice.nonzeros();
        choice.at_row = !choice.at_row;
        changed = true;
      }
    }
    for (const Choice& choice : choices_)
      for (const std::int32_t position : choice.positions)
        at_row_[position] = choice.at_row ? 1 : 0;
  }

  const CoClustering& homes_;
  const std::vector<double>& shares_;
  std::vector<std::vector<Nonzero>> blocks_;
  Numbering rows_, columns_;
  NonzeroSplit at_row_;
  std::vector<double> load_;
  std::vector<Choice> choices_;
};

}  // namespace

NonzeroSplit fgcp(const Bipartite& graph, const CoClustering& homes,
                  const std::vector<double>& shares, CrossMode mode) {
  return CrossPartition(graph, homes, shares).run(mode);
}

}  // namespace modnn
