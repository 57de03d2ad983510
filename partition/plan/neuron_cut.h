#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/dense/bipartite.h"
#include "partition/dense/co_clustering.h"
#include "partition/plan/delivery.h"
#include "partition/plan/plan.h"
#include "partition/plan/weight_storage.h"

namespace modnn {

/// The two halves of a layer that is cut by neurons or channels: who computes which partial sums,
/// and who adds them up. Device 0 is the group owner; `devices` are the computing devices in the
/// order of the shares.
struct NeuronCut {
  Stage partial_sums;
  Stage combine;  ///< without messages and without `elements` of work for arriving partial sums
};

/// Full matrix, or a convolution: every device reads what is its part of the input, [device], and
/// adds to all of the `outputs`, which the group owner adds up.
NeuronCut cut_by_inputs(const Network& network, LayerId layer, const Box& outputs,
                        const std::vector<Region>& parts, const WeightStorage& storage);

/// Parts of a layer's input for these devices: channels in proportion to the shares, all rows and
/// columns.
std::vector<Region> input_parts(const Network& network, LayerId layer,
                                const std::vector<DeviceId>& devices,
                                const std::vector<double>& shares);

/// The cut's stages with their messages. `through_owner`: see Delivery::deliver().
std::vector<Stage> deliver_cut(Delivery& delivery, NeuronCut cut, bool through_owner);

/// The same where a map of which somebody needs what neither it nor the group owner has goes
/// through the group owner.
std::vector<Stage> deliver_sums(Delivery& delivery, NeuronCut cut);

/// Sparse matrix: as `partition` says. With `at_group_owner` all sums are added up there, else at
/// the outputs' homes.
NeuronCut cut_by_neurons(const Network& network, LayerId layer, const Bipartite& graph,
                         const SparsePartition& partition, const std::vector<DeviceId>& devices,
                         bool at_group_owner, const WeightStorage& storage);

}  // namespace modnn
