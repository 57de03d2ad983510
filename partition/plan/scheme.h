#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/dense/fgcp.h"

namespace modnn {

/// A way to cut the output of one layer: one box per share.
using Partitioner = std::vector<Box> (*)(const Shape& map, const std::vector<double>& shares);

/// How a scheme cuts.
enum class Cut {
  regions,  ///< by boxes: `partitioner` says which
  local,    ///< not at all: the group owner computes the layer
  inputs,   ///< by ranges of the inputs, whose partial sums the group owner adds up
  neurons,  ///< by single inputs and outputs of a sparse matrix, see partition_sparse()
  server    ///< not at all: the group owner computes the first layers, one worker the others
};

/// The one place that maps names to partitioners.
struct Scheme {
  std::string name;
  Locality applies_to;
  Cut cut;
  Partitioner partitioner;  ///< of regions, else null
  std::string summary;
  bool balanced = false;  ///< the planner searches shares that lower the planned makespan
};

/// All schemes, in the order in which `modnn show partitions` lists them.
const std::vector<Scheme>& schemes();

/// Names of the schemes that can cut layers of this locality, one by one.
std::vector<std::string> scheme_names(Locality locality);

/// How an experiment wants its layers cut.
struct PartitionSpec {
  std::string conv = "bodp";                    ///< every spatial layer
  std::string dense = "output_split";           ///< every dense layer
  CrossMode fgcp = CrossMode::optimal;          ///< of dense schemes with a cross partition
  std::map<std::string, std::string> layers{};  ///< by layer name, instead of the above
  /// The last layer that the group owner computes; the fastest worker, a server, computes all after
  /// it. None: the above holds.
  std::optional<std::string> offload_after{};
};

/// The scheme for one layer. Schemes that cut by neurons need a sparse matrix: a full one, in which
/// everything is linked to everything, is cut by outputs instead. Layers that need a whole map for
/// every output (flatten, softmax, global pooling) are local: gathering their input costs less than
/// handing it out again. Throws std::out_of_range for a name that does not apply to the layer.
const Scheme& scheme_for(const PartitionSpec& spec, const Layer& layer);

}  // namespace modnn
