#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/network/network.h"
#include "models/weights/array_names.h"
#include "models/weights/weights.h"

namespace modnn {

/// Checks trained weights without holding their values: a safetensors file, an ONNX file, or a
/// folder of NumPy files. Layer L takes the arrays "L.weight" and "L.bias" (in a folder
/// L.weight.npy and L.bias.npy) in the layouts of LayerWeights, which are PyTorch's, as
/// floating-point numbers of 16, 32 or 64 bits; files with other names see rename_arrays(). A batch
/// norm may bring "L.running_mean" and "L.running_var" (both or none).
///
/// Throws InputError with everything that is wrong: a path that is no regular file or folder, files
/// that are damaged or of another format, missing arrays (with the nearest names), wrong shapes and
/// types, values that are not finite, negative variances, sparse matrices with fewer nonzeros than
/// the density says, and arrays that belong to a layer which does not use them. Arrays that belong
/// to no layer are passed over, and named where others are missing.
void check_weights(const Network& network, const std::filesystem::path& path);

/// What rename_arrays() guesses of the network's weights: their stems, and the layers they are of.
std::map<std::string, std::string> guessed_names(const Network& network);

/// Reads trained weights that check_weights() accepts. Statistics of a batch norm are merged into
/// its scale and shift. A sparse layer's matrix is given in full; when it has more nonzeros than
/// the layer's density it is pruned by magnitude (within planted blocks, scrambled by `seed`, when
/// the layer has them).
///
/// Throws InputError as check_weights() does.
Weights read_weights(const Network& network, const std::filesystem::path& path, std::uint64_t seed);

/// The matrix of one sparse layer alone, without its bias. Throws as read_weights() does.
LayerWeights read_sparse_matrix(const Network& network, LayerId layer,
                                const std::filesystem::path& path, std::uint64_t seed);

/// Writes weights as a safetensors file (when the name ends in .safetensors) or into a folder of
/// NumPy files. Throws EnvironmentError when that is not possible.
void write_weights(const Network& network, const Weights& weights,
                   const std::filesystem::path& path);

/// The trained weights that the network's description names, else generated ones.
Weights network_weights(const Network& network, std::uint64_t seed);

}  // namespace modnn
