#include "partition/dense/refine.h"

#include "partition/dense/fm.h"

namespace modnn {
namespace {

/// The hypergraph of a split. Vertex and net i < rows is row i, rows + j is column j. Net v holds
/// vertex v and its neighbours.
struct Hypergraph {
  std::vector<std::int64_t> starts;      ///< [vertices + 1], of nets_of
  std::vector<std::int64_t> net_starts;  ///< [vertices + 1], of pins_of
  std::vector<std::int32_t> nets_of;     ///< nets of a vertex beside its own
  std::vector<std::int32_t> pins_of;     ///< vertices of a net beside its own
};

/// Without a split (null) every nonzero links both ways.
Hypergraph make_hypergraph(const Bipartite& graph, const NonzeroSplit* at_row) {
  const auto rows = static_cast<std::int32_t>(graph.rows);
  const std::size_t vertices = graph.rows + graph.columns;
  Hypergraph hyper;
  hyper.starts.assign(vertices + 1, 0);
  hyper.net_starts.assign(vertices + 1, 0);
  const auto each = [&](auto&& link) {
    for (std::int32_t i = 0; i < rows; ++i) {
      for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n) {
        const std::int32_t j = rows + graph.column_of[n];
        if (at_row == nullptr || (*at_row)[n]) link(i, j);
        if (at_row == nullptr || !(*at_row)[n]) link(j, i);
      }
    }
  };
  each([&](std::int32_t vertex, std::int32_t net) {
    ++hyper.starts[vertex + 1];
    ++hyper.net_starts[net + 1];
  });
  for (std::size_t v = 0; v < vertices; ++v) {
    hyper.starts[v + 1] += hyper.starts[v];
    hyper.net_starts[v + 1] += hyper.net_starts[v];
  }
  hyper.nets_of.resize(hyper.starts.back());
  hyper.pins_of.resize(hyper.starts.back());
  std::vector<std::int64_t> next(hyper.starts), next_pin(hyper.net_starts);
  each([&](std::int32_t vertex, std::int32_t net) {
    hyper.nets_of[next[vertex]++] = net;
    hyper.pins_of[next_pin[net]++] = vertex;
  });
  return hyper;
}

/// The model for fm.h: gains in transfers.
class VolumeModel {
 public:
  VolumeModel(const Bipartite& graph, const NonzeroSplit* at_row,
              const std::vector<double>& capacity, CoClustering& homes)
      : hyper_(make_hypergraph(graph, at_row)),
        capacity_(capacity),
        homes_(homes),
        rows_(static_cast<std::int32_t>(graph.rows)),
        vertices_(static_cast<std::int32_t>(graph.rows + graph.columns)),
        workers_(homes.workers),
        pins_(static_cast<std::size_t>(vertices_) * workers_),
        load_(workers_, 0.0),
        absent_(workers_) {
    for (std::int32_t v = 0; v < vertices_; ++v) {
      load_[home(v)] += weight(v);
      count(v, home(v), 1);
    }
  }

  std::int32_t vertices() const { return vertices_; }
  int home(std::int32_t v) const {
    return v < rows_ ? homes_.of_row[v] : homes_.of_column[v - rows_];
  }
  /// A vertex computes the nonzeros that link it to the nets of others.
  double weight(std::int32_t v) const {
    return static_cast<double>(hyper_.starts[v + 1] - hyper_.starts[v]);
  }
  double load(int worker) const { return load_[worker]; }
  double capacity(int worker) const { return capacity_[worker]; }

  std::int64_t volume() const {
    std::int64_t transfers = -static_cast<std::int64_t>(vertices_);
    for (const std::int32_t pins : pins_) transfers += pins > 0;
    return transfers;
  }

  fm::Move best_move(std::int32_t v) {
    const int from = home(v);
    std::fill(absent_.begin(), absent_.end(), 0);
    std::int64_t alone = 0;
    each_net(v, [&](std::int32_t net) {
      const std::int32_t* const counts = &pins(net, 0);
      if (counts[from] == 1) ++alone;
      for (int q = 0; q < workers_; ++q) absent_[q] += counts[q] == 0;
    });
    fm::Move best;
    for (int q = 0; q < workers_; ++q) {
      if (q == from || load_[q] + weight(v) > capacity_[q]) continue;
      const std::int64_t gain = alone - absent_[q];
      if (best.to < 0 || fm::better(*this, gain, q, best)) best = {gain, q};
    }
    return best;
  }

  std::int64_t gain(std::int32_t v, int to) {
    std::int64_t gain = 0;
    each_net(v, [&](std::int32_t net) {
      gain += pins(net, home(v)) == 1;
      gain -= pins(net, to) == 0;
    });
    return gain;
  }

  void apply(std::int32_t v, int to) {
    const int from = home(v);
    count(v, from, -1);
    count(v, to, 1);
    load_[from] -= weight(v);
    load_[to] += weight(v);
    (v < rows_ ? homes_.of_row[v] : homes_.of_column[v - rows_]) = to;
  }

  /// Nets with very many pins change gains so rarely that looking at all their pins does not pay.
  template <typename Visit>
  void each_affected(std::int32_t v, int from, Visit&& visit) {
    constexpr std::int64_t most_pins = 400;
    const int to = home(v);
    each_net(v, [&](std::int32_t net) {
      const bool one_left = pins(net, from) == 1, first_came = pins(net, to) == 1;
      if (!one_left && !first_came) return;
      if (hyper_.net_starts[net + 1] - hyper_.net_starts[net] > most_pins) return;
      const auto offer = [&](std::int32_t pin) {
        if (pin != v && (first_came || home(pin) == from)) visit(pin);
      };
      offer(net);
      for (std::int64_t n = hyper_.net_starts[net]; n < hyper_.net_starts[net + 1]; ++n)
        offer(hyper_.pins_of[n]);
    });
  }

 private:
  std::int32_t& pins(std::int32_t net, int worker) {
    return pins_[static_cast<std::size_t>(net) * workers_ + worker];
  }
  template <typename Visit>
  void each_net(std::int32_t v, Visit&& visit) {
    visit(v);
    for (std::int64_t n = hyper_.starts[v]; n < hyper_.starts[v + 1]; ++n) visit(hyper_.nets_of[n]);
  }
  void count(std::int32_t v, int worker, std::int32_t change) {
    each_net(v, [&](std::int32_t net) { pins(net, worker) += change; });
  }

  Hypergraph hyper_;
  const std::vector<double>& capacity_;
  CoClustering& homes_;
  std::int32_t rows_;
  std::int32_t vertices_;
  int workers_;
  std::vector<std::int32_t> pins_;  ///< [net][worker]: pins of the net at home there
  std::vector<double> load_;
  std::vector<std::int64_t> absent_;  ///< scratch of best_move
};

}  // namespace

void restore_capacity(const Bipartite& graph, const NonzeroSplit& at_row,
                      const std::vector<double>& capacity, CoClustering& homes) {
  if (fits(loads(graph, homes, at_row), capacity)) return;
  VolumeModel model(graph, &at_row, capacity, homes);
  fm::restore(model, homes.workers);
}

void refine(const Bipartite& graph, const NonzeroSplit& at_row, const std::vector<double>& capacity,
            CoClustering& homes) {
  VolumeModel model(graph, &at_row, capacity, homes);
  fm::restore(model, homes.workers);
  fm::improve(model, model.volume(), 1e-3);
}

void gather_majorities(const Bipartite& graph, const NonzeroSplit& at_row,
                       const std::vector<double>& capacity, CoClustering& homes) {
  VolumeModel model(graph, &at_row, capacity, homes);
  std::vector<Index> shared(homes.workers);
  for (std::int32_t v = 0; v < model.vertices(); ++v) {
    std::fill(shared.begin(), shared.end(), 0);
    if (v < graph.rows) {
      for (Index n = graph.row_starts[v]; n < graph.row_starts[v + 1]; ++n)
        ++shared[homes.of_column[graph.column_of[n]]];
    } else {
      const Index j = v - graph.rows;
      for (Index n = graph.column_starts[j]; n < graph.column_starts[j + 1]; ++n)
        ++shared[homes.of_row[graph.row_of[n]]];
    }
    const auto most = std::max_element(shared.begin(), shared.end());
    const int to = static_cast<int>(most - shared.begin());
    if (*most > shared[model.home(v)] && model.load(to) + model.weight(v) <= capacity[to] &&
        model.gain(v, to) >= 0)
      model.apply(v, to);
  }
}

void refine_boundary(const Bipartite& graph, const std::vector<double>& capacity,
                     CoClustering& homes) {
  std::vector<double> both;
  for (const double nonzeros : capacity) both.push_back(2 * nonzeros);
  VolumeModel model(graph, nullptr, both, homes);
  fm::restore(model, homes.workers);
  fm::improve(model, model.volume(), 1e-3);
}

}  // namespace modnn
