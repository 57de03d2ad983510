#pragma once

#include <memory>

#include "partition/plan/placement.h"
#include "partition/plan/scheme.h"
#include "partition/plan/weight_storage.h"

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

enum class Relays {
  each,   ///< the group owner forwards every message by itself
  merged  ///< at each stage it sends a receiver all that it relays to it in one message
};

struct PlanOptions {
  PartitionSpec partition{};
  std::shared_ptr<const Placement> placement{};  ///< what is said of some layers instead
  DeliveryMode mode = DeliveryMode::halo;
  Via via = Via::relay;
  Relays relays = Relays::each;
  bool group_owner_computes = false;  ///< the group owner takes a share beside coordinating
  double bytes_per_value = 4;         ///< of a transferred activation
  WeightStorage weights{};
  bool radios_sleep = true;  ///< a message wakes both radios: what balanced schemes reckon with
};

}  // namespace modnn
