#pragma once

#include <cstdint>
#include <filesystem>

#include "models/network.h"
#include "models/weights.h"

namespace modnn {

/// Reads trained weights: a safetensors file, or a folder of NumPy files. Layer L takes the arrays
/// "L.weight" and "L.bias" (in a folder L.weight.npy and L.bias.npy) in the layouts of
/// LayerWeights, which are PyTorch's. A batch norm may bring "L.running_mean" and "L.running_var"
/// (both or none), which are merged into its scale and shift. A sparse layer's matrix is given in
/// full; when it has more nonzeros than the layer's density it is pruned by magnitude (within
/// planted blocks, scrambled by `seed`, when the layer has them). Arrays that no layer asks for are
/// ignored.
///
/// Throws InputError with all missing arrays (and the nearest names), wrong shapes, values that are
/// not finite and sparse matrices with fewer nonzeros than the density says.
Weights read_weights(const Network& network, const std::filesystem::path& path, std::uint64_t seed);

/// Writes weights as a safetensors file (when the name ends in .safetensors) or into a folder of
/// NumPy files. Throws EnvironmentError when that is not possible.
void write_weights(const Network& network, const Weights& weights,
                   const std::filesystem::path& path);

/// The trained weights that the network's description names, else generated ones.
Weights network_weights(const Network& network, std::uint64_t seed);

}  // namespace modnn
