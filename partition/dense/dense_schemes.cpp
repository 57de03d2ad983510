#include "partition/dense/dense_schemes.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "partition/dense/metis.h"
#include "partition/dense/mscc.h"
#include "partition/dense/within_capacity.h"

namespace modnn {
namespace {

/// The better of METIS's two objectives, after the cross partition.
SparsePartition metis_within_capacity(const Bipartite& graph, const std::vector<double>& shares,
                                      const DenseSchemeOptions& options) {
  const std::vector<double> capacity = capacities(shares, graph.nonzeros(), options.epsilon);
  const auto found = [&](MetisObjective objective) {
    const CoClustering homes = metis_clusters(graph, shares, objective, options.seed);
    if (options.fgcp == CrossMode::greedy)
      return SparsePartition{homes, fgcp(graph, homes, shares, CrossMode::greedy)};
    return within_capacity(graph, homes, shares, capacity);
  };
  const auto cost = [&](const SparsePartition& partition) {
    return std::pair(!fits(loads(graph, partition.homes, partition.at_row), capacity),
                     volume(graph, partition.homes, partition.at_row));
  };
  SparsePartition by_cut = found(MetisObjective::cut), by_volume = found(MetisObjective::volume);
  return cost(by_volume) < cost(by_cut) ? by_volume : by_cut;
}

}  // namespace

SparsePartition partition_sparse(const std::string& name, const Bipartite& graph,
                                 const std::vector<double>& shares,
                                 const DenseSchemeOptions& options) {
  const auto split = [&](char at_row) { return NonzeroSplit(graph.nonzeros(), at_row); };
  const MsccOptions mscc_options{options.epsilon, options.seed, name == "mscc+fgcp"};
  if (name == "output_split" || name == "input_split") {
    const CoClustering homes{static_cast<int>(shares.size()), homes_in_order(graph.rows, shares),
                             homes_in_order(graph.columns, shares)};
    return {homes, split(name == "output_split" ? 1 : 0)};
  }
  if (name == "scc") return {scc(graph, shares, options.seed), split(1)};
  if (name == "mscc") return mscc(graph, shares, mscc_options);
  if (name == "mscc+fgcp") {
    SparsePartition found = mscc(graph, shares, mscc_options);
    if (options.fgcp == CrossMode::greedy)
      found.at_row = fgcp(graph, found.homes, shares, CrossMode::greedy);
    return found;
  }
  if (name == "metis+fgcp") return metis_within_capacity(graph, shares, options);
  throw std::out_of_range("no scheme \"" + name + "\" for a sparse dense layer");
}

}  // namespace modnn
