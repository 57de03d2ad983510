#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/dense/bipartite.h"
#include "partition/dense/co_clustering.h"
#include "partition/plan/plan.h"
#include "partition/plan/weight_storage.h"

namespace modnn {

/// The two halves of a dense layer that is cut by neurons: who computes which partial sums, and who
/// adds them up. Device 0 is the group owner; `devices` are the computing devices in the order of
/// the shares.
struct NeuronCut {
  Stage partial_sums;
  Stage combine;  ///< without messages and without `elements` of work for arriving partial sums
};

/// Full matrix: every device reads its range of the inputs and adds to all outputs, which the group
/// owner adds up.
NeuronCut cut_by_inputs(const Network& network, LayerId layer, const std::vector<DeviceId>& devices,
                        const std::vector<double>& shares, const WeightStorage& storage);

/// Sparse matrix: as `partition` says. With `at_group_owner` all sums are added up there, else at
/// the outputs' homes.
NeuronCut cut_by_neurons(const Network& network, LayerId layer, const Bipartite& graph,
                         const SparsePartition& partition, const std::vector<DeviceId>& devices,
                         bool at_group_owner, const WeightStorage& storage);

}  // namespace modnn
