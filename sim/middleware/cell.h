#pragma once

#include "platforms/cluster.h"
#include "sim/account/critical_path.h"
#include "sim/account/ledger.h"
#include "sim/account/timeline.h"
#include "sim/middleware/post.h"
#include "sim/world/air.h"
#include "sim/world/noise.h"
#include "sim/world/options.h"
#include "sim/world/world.h"

namespace modnn {

/// What lives as long as a simulation: the phones' hosts and the air that they share, those who
/// carry messages over it, and the accounts of everybody's time. Any number of inferences may go on
/// in one cell.
struct Cell {
  Cell(World& its_world, const Cluster& its_cluster, const SimulationOptions& its_options)
      : world(its_world),
        cluster(its_cluster),
        options(its_options),
        noise(options.noise, options.seed),
        ledger(cluster.size(), options.timeline ? &timeline : nullptr),
        air(world, cluster, options, ledger, path,
            [this](const std::function<void()>& wait) { return post.stand_aside(wait); }),
        post(world, cluster, options, ledger, path, air) {}
  Cell(const Cell&) = delete;
  Cell& operator=(const Cell&) = delete;

  World& world;
  const Cluster& cluster;
  SimulationOptions options;
  Noise noise;
  Timeline timeline;
  Ledger ledger;
  CriticalPath path;
  Air air;
  Post post;
};

}  // namespace modnn
