#pragma once

#include "models/network/network.h"
#include "partition/plan/patterns.h"
#include "partition/plan/plan.h"
#include "partition/plan/scheme.h"
#include "partition/plan/weight_storage.h"
#include "platforms/cluster.h"

namespace modnn {

/// How regions reach the devices that need them.
enum class DeliveryMode {
  halo,       ///< regions stay where they were computed; only required minus owned moves
  map_reduce  ///< before each layer the group owner sends every input region, after it every output
              ///< region returns
};
enum class Via {
  relay,  ///< a halo goes through the group owner: two messages
  peer    ///< a halo goes straight from worker to worker: one message (two air hops)
};

struct PlanOptions {
  PartitionSpec partition{};
  DeliveryMode mode = DeliveryMode::halo;
  Via via = Via::relay;
  bool group_owner_computes = false;  ///< the group owner takes a share beside coordinating
  double bytes_per_value = 4;         ///< of a transferred activation
  WeightStorage weights{};
  bool radios_sleep = true;  ///< a message wakes both radios: what balanced schemes reckon with
};

/// Plans one inference. A cluster without workers gets the lone phone's plan: everything local, no
/// message. Layers that are cut by neurons need their patterns, see weight_patterns(). Throws
/// std::runtime_error when a device's activations alone exceed its memory, and
/// std::invalid_argument when a pattern is missing or there are more than 64 workers to cut a
/// sparse layer for.
Plan make_plan(const Network& network, const Cluster& cluster, const PlanOptions& options,
               const Patterns& patterns = {});

}  // namespace modnn
