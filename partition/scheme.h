#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/network.h"

namespace modnn {

/// A way to cut the output of one layer: one box per share.
using Partitioner = std::vector<Box> (*)(const Shape& map, const std::vector<double>& shares);

/// The one place that maps names to partitioners. `partitioner` is null for "local": the group
/// owner computes it all.
struct Scheme {
  std::string name;
  Locality applies_to;
  Partitioner partitioner;
  std::string summary;
};

/// All schemes, in the order in which `modnn show partitions` lists them.
const std::vector<Scheme>& schemes();

/// Names of the schemes that can cut layers of this locality.
std::vector<std::string> scheme_names(Locality locality);

/// How an experiment wants its layers cut.
struct PartitionSpec {
  std::string conv = "bodp";                    ///< every spatial layer
  std::string dense = "output_split";           ///< every dense layer
  std::map<std::string, std::string> layers{};  ///< by layer name, instead of the above
};

/// The scheme for one layer. Layers that need a whole map for every output (flatten, softmax,
/// global pooling) are local: gathering their input costs less than handing it out again. Throws
/// std::out_of_range for a name that does not apply to the layer.
const Scheme& scheme_for(const PartitionSpec& spec, const Layer& layer);

}  // namespace modnn
