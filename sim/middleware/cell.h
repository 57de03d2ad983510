#pragma once

#include <vector>

#include "platforms/cluster.h"
#include "sim/account/critical_path.h"
#include "sim/account/ledger.h"
#include "sim/account/timeline.h"
#include "sim/middleware/post.h"
#include "sim/middleware/presence.h"
#include "sim/middleware/processor.h"
#include "sim/world/air.h"
#include "sim/world/options.h"
#include "sim/world/world.h"

namespace modnn {

/// What lives as long as a simulation: the phones' hosts and the air that they share, those who
/// carry messages over it, the processors, and the accounts of everybody's time. Any number of
/// inferences may go on in one cell.
struct Cell {
  /// `keeps_path`: see CriticalPath.
  Cell(World& its_world, const Cluster& its_cluster, const SimulationOptions& its_options,
       bool keeps_path = true)
      : world(its_world),
        cluster(its_cluster),
        options(its_options),
        ledger(cluster.size(), options.timeline ? &timeline : nullptr),
        path(keeps_path),
        presence(cluster.size()),
        processors(cluster.members.size()),
        air(world, cluster, options, ledger, path,
            [this](const std::function<void()>& wait) { return post.stand_aside(wait); }),
        post(world, cluster, options, ledger, path, presence, air) {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  World& world;
  const Cluster& cluster;
  SimulationOptions options;
  Timeline timeline;
  Ledger ledger;
  CriticalPath path;
  Presence presence;
  std::vector<Processor> processors;  ///< [device]
  Air air;
  Post post;
};

}  // namespace modnn
