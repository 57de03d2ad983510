#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/dense/fgcp.h"
#include "partition/plan/pipeline.h"
#include "partition/plan/placement.h"

namespace modnn {

/// A way to cut the output of one layer: one box per share.
using Partitioner = std::vector<Box> (*)(const Shape& map, const std::vector<double>& shares);

struct Placing;
/// A way to share out some layers in a row, by more than a map's shape and the devices' shares.
using Placer = Placement (*)(const Placing& placing);

/// How a scheme cuts.
enum class Cut {
  regions,  ///< by boxes: `partitioner` says which
  placed,   ///< by boxes: `place` says which, of all layers in a row that have the scheme
  local,    ///< not at all: the group owner computes the layer
  inputs,   ///< by ranges of the inputs, whose partial sums the group owner adds up
  neurons,  ///< by single inputs and outputs of a sparse matrix, see partition_sparse()
  server,   ///< not at all: the group owner computes the first layers, one worker the others
  searched  ///< not by itself: somebody who simulates plans looks for the best of all
};

/// What stands after the colon of a scheme's name.
enum class Argument {
  none,
  run,    ///< so many layers form a run, inside which nothing moves; "all": as many as there are
  tiles,  ///< so many tiles along either side of a map
  layer   ///< the name of a layer
};

/// The one place that maps names to partitioners.
struct Scheme {
  std::string name;  ///< with an argument's place, such as "fused:<k>"
  Locality applies_to;
  Cut cut;
  Partitioner partitioner;  ///< of regions, else null
  std::string summary;
  Argument argument = Argument::none;
  bool balanced = false;  ///< the planner searches shares that lower the planned makespan
  Placer place = nullptr;
};

/// All schemes, in the order in which `modnn show partitions` lists them.
const std::vector<Scheme>& schemes();

/// Names of the schemes that can cut layers of this locality, one by one.
std::vector<std::string> scheme_names(Locality locality);

/// The same of spatial layers, and of those that place the whole network.
std::vector<std::string> network_scheme_names();

/// A scheme, and what its argument is here.
struct ChosenScheme {
  const Scheme* scheme = nullptr;  ///< null: there is none of that name
  std::string argument{};
};

/// The scheme that a name such as "bodp" or "fused:4" stands for, whether or not the argument is a
/// sensible one.
ChosenScheme find_scheme(Locality locality, const std::string& name);

/// How many layers the argument of Argument::run means, "all" as many as an int can count; 0 when
/// it means nothing.
int run_length(const std::string& argument);

/// How many tiles along a side the argument of Argument::tiles means; 0 when it means nothing, or
/// more than any map has use for.
int tiles_along(const std::string& argument);

/// How an experiment wants its layers cut.
struct PartitionSpec {
  std::string conv = "bodp";  ///< every spatial layer; offload:<layer> places all others, too
  std::string dense = "output_split";           ///< every dense layer
  CrossMode fgcp = CrossMode::optimal;          ///< of dense schemes with a cross partition
  std::map<std::string, std::string> layers{};  ///< by layer name, instead of all others
  std::map<std::string, std::string> kinds{};   ///< by kind of layer, instead of the above
  std::vector<PipelineStage> pipeline{};        ///< of all layers; none: every device has every one
  std::optional<PipelineSearch> search{};       ///< the planner finds the pipeline
};

/// The stage of the pipeline that has the layer; null when none has.
const PipelineStage* stage_of(const PartitionSpec& spec, LayerId layer);
/// How the stage of a layer wants its layers cut: the same without a pipeline.
PartitionSpec stage_spec(const PartitionSpec& spec, LayerId layer);

/// What is said of a layer by its name, else of its kind; null when neither.
const std::string* own_scheme(const PartitionSpec& spec, const Layer& layer);

/// Whether the plan is to be searched; until it is found, the schemes are the defaults.
bool is_searched(const PartitionSpec& spec);

/// Whether the scheme of spatial layers says for the whole network who computes what.
bool places_network(const PartitionSpec& spec);

/// The scheme for one layer. Schemes that cut by neurons need a sparse matrix: a full one, in which
/// everything is linked to everything, is cut by outputs instead. Layers that need a whole map for
/// every output (flatten, softmax, global pooling) are local: gathering their input costs less than
/// handing it out again. Throws std::out_of_range for a name that does not apply to the layer.
ChosenScheme scheme_for(const PartitionSpec& spec, const Layer& layer);

}  // namespace modnn
