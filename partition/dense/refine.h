#pragma once

#include <vector>

#include "partition/dense/co_clustering.h"

namespace modnn {

/// Moves rows and columns between workers, with the split of the nonzeros fixed, until every worker
/// computes at most its capacity, where that can be had; the least loss of volume first.
void restore_capacity(const Bipartite& graph, const NonzeroSplit& at_row,
                      const std::vector<double>& capacity, CoClustering& homes);

/// restore_capacity(), then moves that lower the communication volume within the capacities. Given
/// a split the volume is the (connectivity - 1) of a hypergraph whose nets are the columns with the
/// rows that they are sent to, and the rows with the columns that add to them (the medium-grain
/// model of Pelt and Bisseling, IPDPS 2014). Moves follow Fiduccia and Mattheyses, see fm.h.
void refine(const Bipartite& graph, const NonzeroSplit& at_row, const std::vector<double>& capacity,
            CoClustering& homes);

/// Moves rows and columns to the worker with which they share most nonzeros, where that costs no
/// volume: of equally good homes the natural one.
void gather_majorities(const Bipartite& graph, const NonzeroSplit& at_row,
                       const std::vector<double>& capacity, CoClustering& homes);

/// The same without a split: moves that lower the number of (row or column, other worker that it
/// shares nonzeros with) pairs, rows and columns together weighing at most twice the capacity. A
/// start for refine() that does not depend on any split.
void refine_boundary(const Bipartite& graph, const std::vector<double>& capacity,
                     CoClustering& homes);

}  // namespace modnn
