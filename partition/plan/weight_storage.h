#pragma once

#include <optional>

#include "models/network/network.h"

namespace modnn {

/// How devices keep weights. Only memory, flash and memory traffic see it: arithmetic stays as it
/// is.
struct WeightStorage {
  double bits = 32;    ///< of one weight
  double density = 1;  ///< share that pruning has left, each with a 4-byte index
};

/// Whether pruned weights take less with their indices than all weights do without.
bool pays_to_index(const WeightStorage& storage);

/// Bytes of the weights for one output region of one layer, in whichever form takes less; biases
/// are float32. The weights of sparse dense layers are pruned already, whatever `density` says:
/// there are `nonzeros` of them where that is known, else as many as the layer's density says.
double stored_weight_bytes(const Network& network, LayerId layer, const Box& output,
                           const WeightStorage& storage, std::optional<Index> nonzeros = {});

}  // namespace modnn
