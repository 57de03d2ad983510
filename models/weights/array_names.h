#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "models/weights/stored_array.h"

namespace modnn {

/// What is known of the arrays of a file or folder before their values are read, by name.
using StoredArrays = std::map<std::string, StoredArray>;

/// What a batch norm may bring along: its mean and its variance.
inline constexpr std::array<const char*, 2> statistics{".running_mean", ".running_var"};

/// The arrays that a layer of this name may take, see check_weights().
std::set<std::string> array_names(const std::string& layer);

/// The shape of a layer's weights in a file.
std::vector<Index> kernel_shape(const Network& network, LayerId id);

/// Arrays by the names that the network's layers give them.
struct RenamedArrays {
  StoredArrays arrays;
  std::map<std::string, std::string> guessed{};  ///< the file's "features.0" -> layer "conv1"
  std::vector<std::string> problems{};           ///< sentences about the network's `names`
};

/// The network's `names` map an array ("features.0.weight"), or all arrays of one stem
/// ("features.0"), to a layer. Without them, and where no array has the name of any layer's, stems
/// are guessed: of the layers and the stems with weights of one shape, both with a bias or both
/// without, the first layer takes the first stem and so on (numbers in stems count as numbers: 2
/// comes before 10). Where there are more of one than of the other nothing is guessed.
RenamedArrays rename_arrays(const Network& network, StoredArrays arrays);

}  // namespace modnn
