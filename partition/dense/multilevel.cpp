#include "partition/dense/multilevel.h"

#include <array>
#include <numeric>
#include <string>

#include "config/random.h"
#include "partition/dense/fm.h"

namespace modnn {
namespace {

struct Graph {
  std::vector<std::int64_t> starts;  ///< [vertices + 1]
  std::vector<std::int32_t> neighbours;
  std::vector<std::int32_t> edge_weights;
  std::vector<double> weights;  ///< of the vertices

  std::int32_t vertices() const { return static_cast<std::int32_t>(weights.size()); }
};

Graph make_graph(const Bipartite& bipartite) {
  Graph graph;
  const auto rows = static_cast<std::int32_t>(bipartite.rows);
  graph.starts.push_back(0);
  const auto add = [&](const std::vector<Index>& starts, const std::vector<std::int32_t>& ends,
                       std::int32_t first) {
    for (const std::int32_t end : ends) graph.neighbours.push_back(first + end);
    const std::int64_t before = graph.starts.back();
    for (std::size_t v = 1; v < starts.size(); ++v) {
      graph.starts.push_back(before + starts[v]);
      graph.weights.push_back(static_cast<double>(starts[v] - starts[v - 1]));
    }
  };
  add(bipartite.row_starts, bipartite.column_of, rows);
  add(bipartite.column_starts, bipartite.row_of, 0);
  graph.edge_weights.assign(graph.neighbours.size(), 1);
  return graph;
}

/// Vertices 0 .. count - 1 in a seeded order (Fisher and Yates).
std::vector<std::int32_t> shuffled(std::int32_t count, const CounterRandom& random) {
  std::vector<std::int32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (std::int32_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.bits(i) % i]);
  return order;
}

/// Pairs neighbours along heavy edges, and neighbours of the same vertex where all of theirs are
/// taken. Returns the coarse vertex of every vertex and their number.
std::pair<std::vector<std::int32_t>, std::int32_t> match(const Graph& graph, double heaviest,
                                                         const CounterRandom& random) {
  std::vector<std::int32_t> partner(graph.vertices(), -1);
  const std::vector<std::int32_t> order = shuffled(graph.vertices(), random);
  const auto join = [&](std::int32_t v, std::int32_t u) { partner[v] = u, partner[u] = v; };
  for (const std::int32_t v : order) {
    if (partner[v] >= 0) continue;
    std::int32_t best = -1, best_weight = 0;
    for (std::int64_t e = graph.starts[v]; e < graph.starts[v + 1]; ++e) {
      const std::int32_t u = graph.neighbours[e];
      if (partner[u] >= 0 || graph.edge_weights[e] <= best_weight ||
          graph.weights[u] + graph.weights[v] > heaviest)
        continue;
      best = u;
      best_weight = graph.edge_weights[e];
    }
    if (best >= 0) join(v, best);
  }
  std::vector<std::int32_t> waiting(graph.vertices(), -1);  // [vertex]: an unmatched neighbour
  for (const std::int32_t v : order) {
    if (partner[v] >= 0) continue;
    std::int64_t heaviest_edge = graph.starts[v];
    for (std::int64_t e = graph.starts[v]; e < graph.starts[v + 1]; ++e)
      if (graph.edge_weights[e] > graph.edge_weights[heaviest_edge]) heaviest_edge = e;
    if (heaviest_edge == graph.starts[v + 1]) continue;
    std::int32_t& other = waiting[graph.neighbours[heaviest_edge]];
    if (other >= 0 && graph.weights[other] + graph.weights[v] <= heaviest) {
      join(v, other);
      other = -1;
    } else {
      other = v;
    }
  }
  std::vector<std::int32_t> coarse(graph.vertices(), -1);
  std::int32_t count = 0;
  for (std::int32_t v = 0; v < graph.vertices(); ++v) {
    if (coarse[v] >= 0) continue;
    coarse[v] = count;
    if (partner[v] >= 0) coarse[partner[v]] = count;
    ++count;
  }
  return {coarse, count};
}

Graph contract(const Graph& graph, const std::vector<std::int32_t>& coarse, std::int32_t count) {
  Graph result;
  result.weights.assign(count, 0.0);
  std::vector<std::array<std::int32_t, 2>> members(count, {-1, -1});
  for (std::int32_t v = 0; v < graph.vertices(); ++v) {
    result.weights[coarse[v]] += graph.weights[v];
    auto& pair = members[coarse[v]];
    pair[pair[0] < 0 ? 0 : 1] = v;
  }
  result.starts.push_back(0);
  std::vector<std::int64_t> at(count, -1);  // [neighbour]: its edge, if it is of the current vertex
  for (std::int32_t c = 0; c < count; ++c) {
    const auto first = static_cast<std::int64_t>(result.neighbours.size());
    for (const std::int32_t v : members[c]) {
      if (v < 0) continue;
      for (std::int64_t e = graph.starts[v]; e < graph.starts[v + 1]; ++e) {
        const std::int32_t u = coarse[graph.neighbours[e]];
        if (u == c) continue;
        if (at[u] < first) {
          at[u] = static_cast<std::int64_t>(result.neighbours.size());
          result.neighbours.push_back(u);
          result.edge_weights.push_back(0);
        }
        result.edge_weights[at[u]] += graph.edge_weights[e];
      }
    }
    result.starts.push_back(static_cast<std::int64_t>(result.neighbours.size()));
  }
  return result;
}

/// The model for fm.h: gains in edges cut.
class CutModel {
 public:
  CutModel(const Graph& graph, const std::vector<double>& capacity, std::vector<int>& part)
      : graph_(graph),
        capacity_(capacity),
        part_(part),
        load_(capacity.size()),
        links_(capacity.size()) {
    for (std::int32_t v = 0; v < vertices(); ++v) load_[part[v]] += graph.weights[v];
  }

  std::int32_t vertices() const { return graph_.vertices(); }
  int home(std::int32_t v) const { return part_[v]; }
  double weight(std::int32_t v) const { return graph_.weights[v]; }
  double load(int part) const { return load_[part]; }
  double capacity(int part) const { return capacity_[part]; }

  std::int64_t cut() const {
    std::int64_t cut = 0;
    for (std::int32_t v = 0; v < vertices(); ++v)
      for (std::int64_t e = graph_.starts[v]; e < graph_.starts[v + 1]; ++e)
        if (part_[v] != part_[graph_.neighbours[e]]) cut += graph_.edge_weights[e];
    return cut / 2;
  }
  double overload() const {
    double over = 0;
    for (std::size_t p = 0; p < load_.size(); ++p) over += std::max(0.0, load_[p] - capacity_[p]);
    return over;
  }

  fm::Move best_move(std::int32_t v) {
    std::fill(links_.begin(), links_.end(), 0);
    for (std::int64_t e = graph_.starts[v]; e < graph_.starts[v + 1]; ++e)
      links_[part_[graph_.neighbours[e]]] += graph_.edge_weights[e];
    fm::Move best;
    for (int q = 0; q < static_cast<int>(capacity_.size()); ++q) {
      if (q == part_[v] || load_[q] + weight(v) > capacity_[q]) continue;
      const std::int64_t gain = links_[q] - links_[part_[v]];
      if (best.to < 0 || fm::better(*this, gain, q, best)) best = {gain, q};
    }
    return best;
  }

  void apply(std::int32_t v, int to) {
    load_[part_[v]] -= weight(v);
    load_[to] += weight(v);
    part_[v] = to;
  }

  template <typename Visit>
  void each_affected(std::int32_t v, int, Visit&& visit) {
    for (std::int64_t e = graph_.starts[v]; e < graph_.starts[v + 1]; ++e)
      visit(graph_.neighbours[e]);
  }

 private:
  const Graph& graph_;
  const std::vector<double>& capacity_;
  std::vector<int>& part_;
  std::vector<double> load_;
  std::vector<std::int64_t> links_;  ///< scratch of best_move
};

void refine_cut(CutModel& model, int parts) {
  fm::restore(model, parts);
  fm::improve(model, model.cut(), 1e-3);
}

/// Parts grown one after the other from a seeded vertex along the edges, each up to its capacity
/// without the slack.
std::vector<int> grow(const Graph& graph, const std::vector<double>& targets,
                      const CounterRandom& random) {
  const int parts = static_cast<int>(targets.size());
  std::vector<int> part(graph.vertices(), -1);
  const std::vector<std::int32_t> order = shuffled(graph.vertices(), random);
  for (int p = 0; p < parts; ++p) {
    double load = 0;
    std::size_t next = 0;
    std::vector<std::int64_t> links(graph.vertices(), 0);
    std::priority_queue<fm::Entry> queue;
    while (load < targets[p]) {
      if (queue.empty()) {
        while (next < order.size() && part[order[next]] >= 0) ++next;
        if (next == order.size()) break;
        queue.push({links[order[next]], order[next]});
        ++next;
      }
      const auto [rank, v] = queue.top();
      queue.pop();
      if (part[v] >= 0 || rank < links[v]) continue;
      if (load > 0 && load + graph.weights[v] > targets[p] * 1.02) continue;
      part[v] = p;
      load += graph.weights[v];
      for (std::int64_t e = graph.starts[v]; e < graph.starts[v + 1]; ++e) {
        const std::int32_t u = graph.neighbours[e];
        if (part[u] >= 0) continue;
        links[u] += graph.edge_weights[e];
        queue.push({links[u], u});
      }
    }
  }
  for (int& p : part)
    if (p < 0) p = parts - 1;
  return part;
}

std::vector<int> first_partition(const Graph& graph, const std::vector<double>& targets,
                                 const std::vector<double>& capacity, std::uint64_t seed) {
  constexpr int tries = 8;
  std::vector<int> best;
  std::pair<double, std::int64_t> best_score;
  for (int attempt = 0; attempt < tries; ++attempt) {
    const CounterRandom random(seed, "multilevel.grow." + std::to_string(attempt));
    std::vector<int> part = grow(graph, targets, random);
    CutModel model(graph, capacity, part);
    refine_cut(model, static_cast<int>(targets.size()));
    const std::pair score(model.overload(), model.cut());
    if (best.empty() || score < best_score) {
      best = std::move(part);
      best_score = score;
    }
  }
  return best;
}

}  // namespace

CoClustering multilevel_clusters(const Bipartite& graph, const std::vector<double>& shares,
                                 double epsilon, std::uint64_t seed) {
  const int parts = static_cast<int>(shares.size());
  std::vector<double> targets, capacity;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (const double share : shares) {
    targets.push_back(share / sum * 2 * static_cast<double>(graph.nonzeros()));
    capacity.push_back(targets.back() * (1 + epsilon));
  }
  const std::int32_t small_enough = std::max(100, 20 * parts);
  const double heaviest = 3 * static_cast<double>(graph.nonzeros()) / small_enough;

  std::vector<Graph> levels{make_graph(graph)};
  std::vector<std::vector<std::int32_t>> coarse_of;
  while (levels.back().vertices() > small_enough) {
    const CounterRandom random(seed, "multilevel.match." + std::to_string(levels.size()));
    auto [coarse, count] = match(levels.back(), heaviest, random);
    if (count > 0.95 * levels.back().vertices()) break;
    levels.push_back(contract(levels.back(), coarse, count));
    coarse_of.push_back(std::move(coarse));
  }
  std::vector<int> part = first_partition(levels.back(), targets, capacity, seed);
  for (std::size_t level = coarse_of.size(); level-- > 0;) {
    std::vector<int> finer;
    for (const std::int32_t c : coarse_of[level]) finer.push_back(part[c]);
    part = std::move(finer);
    CutModel model(levels[level], capacity, part);
    refine_cut(model, parts);
  }
  return {
      parts, {part.begin(), part.begin() + graph.rows}, {part.begin() + graph.rows, part.end()}};
}

}  // namespace modnn
