#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "partition/plan/options.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// Who owns what of some layers.
using Owned = std::map<LayerId, std::vector<Region>>;

/// Layers in a row that are cut alike, up to `last`: a run, inside which nothing moves.
struct Block {
  LayerId last = 0;
  Partitioner cut = nullptr;
  /// [device]: times the device's speed its share of every map; 0: it takes no part. Who needs a
  /// whole map for every output is the only one, or the group owner.
  std::vector<double> factors{};
  std::shared_ptr<const Owned> taken{};  ///< from the plan of a scheme, instead of a cut
  std::string scheme{};                  ///< of a single dense layer, which the planner cuts by it

  bool operator==(const Block&) const = default;
};

/// A plan as a search changes it. The blocks hold all layers, in order.
struct Sketch {
  PlanOptions ways{};  ///< how its regions reach who needs them, and all else
  std::vector<Block> blocks{};
};

/// The ways to cut that schemes have, each once.
const std::vector<Partitioner>& partitioners();

/// Who owns what of a layer's output, as a block cuts it.
std::vector<Region> owned_of(const Block& block, const Network& network, const Cluster& cluster,
                             LayerId layer);

/// Whether a block may be of layers `first` to its last.
bool is_possible(const Block& block, const Network& network, const PlanOptions& ways,
                 LayerId first);

/// What the planner makes the plan from; none where a block is not possible.
std::optional<PlanOptions> planned_by(const Sketch& sketch, const Network& network,
                                      const Cluster& cluster);

/// The plan of a scheme as a sketch: what is owned of its layers, and which of them form runs. None
/// where it cuts a layer finer than by regions.
std::optional<Sketch> sketch_of(const Plan& plan, const Network& network, const Cluster& cluster,
                                const PlanOptions& ways);

/// Equal for what makes the same plan.
std::string key_of(const PlanOptions& planned);

}  // namespace modnn
