#include "partition/dense/metis.h"

#include <stdexcept>

#include "partition/shares.h"

#ifdef MODNN_WITH_METIS
#include <metis.h>
#endif

namespace modnn {

#ifdef MODNN_WITH_METIS

namespace {

struct Adjacency {
  std::vector<idx_t> starts{0}, neighbours, weights;
};

/// Rows, then columns, in compressed form.
Adjacency adjacency(const Bipartite& graph) {
  Adjacency result;
  for (Index i = 0; i < graph.rows; ++i) {
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n)
      result.neighbours.push_back(static_cast<idx_t>(graph.rows + graph.column_of[n]));
    result.starts.push_back(static_cast<idx_t>(result.neighbours.size()));
    result.weights.push_back(static_cast<idx_t>(graph.row_degree(i)));
  }
  for (Index j = 0; j < graph.columns; ++j) {
    for (Index n = graph.column_starts[j]; n < graph.column_starts[j + 1]; ++n)
      result.neighbours.push_back(static_cast<idx_t>(graph.row_of[n]));
    result.starts.push_back(static_cast<idx_t>(result.neighbours.size()));
    result.weights.push_back(static_cast<idx_t>(graph.column_degree(j)));
  }
  return result;
}

}  // namespace

bool has_metis() { return true; }

CoClustering metis_clusters(const Bipartite& graph, const std::vector<double>& shares,
                            MetisObjective objective, std::uint64_t seed) {
  const double sum = sum_of_shares(shares);
  // METIS divides by a part's weight: workers without a share take no part.
  std::vector<int> workers;
  std::vector<real_t> part_weights;
  for (std::size_t q = 0; q < shares.size(); ++q) {
    if (shares[q] <= 0) continue;
    workers.push_back(static_cast<int>(q));
    part_weights.push_back(static_cast<real_t>(shares[q] / sum));
  }
  std::vector<int> worker_of(graph.rows + graph.columns, workers.front());
  if (workers.size() > 1 && graph.nonzeros() > 0) {
    Adjacency graph_of = adjacency(graph);
    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_OBJTYPE] =
        objective == MetisObjective::volume ? METIS_OBJTYPE_VOL : METIS_OBJTYPE_CUT;
    options[METIS_OPTION_SEED] = static_cast<idx_t>(seed);
    idx_t vertices = static_cast<idx_t>(worker_of.size()), constraints = 1;
    idx_t parts = static_cast<idx_t>(workers.size()), reached = 0;
    real_t imbalance = 1.05F;
    std::vector<idx_t> part(worker_of.size());
    const int status = METIS_PartGraphKway(&vertices, &constraints, graph_of.starts.data(),
                                           graph_of.neighbours.data(), graph_of.weights.data(),
                                           nullptr, nullptr, &parts, part_weights.data(),
                                           &imbalance, options, &reached, part.data());
    if (status != METIS_OK) throw std::runtime_error("METIS failed on the graph of the layer");
    for (std::size_t v = 0; v < part.size(); ++v) worker_of[v] = workers[part[v]];
  }
  return to_homes(graph, static_cast<int>(shares.size()), worker_of);
}

#else

bool has_metis() { return false; }

CoClustering metis_clusters(const Bipartite&, const std::vector<double>&, MetisObjective,
                            std::uint64_t) {
  throw std::runtime_error("this program was built without METIS");
}

#endif

}  // namespace modnn
