#pragma once

#include <cstdint>

#include "models/network.h"
#include "models/tensor.h"
#include "models/weights.h"
#include "partition/plan.h"
#include "platforms/cluster.h"
#include "sim/noise.h"
#include "sim/report.h"

namespace modnn {

enum class Transfers {
  serial,  ///< one message at a time in the whole cell (the paper's non-parallel delivery), first
           ///< come, first served
  concurrent  ///< messages share the air
};
enum class WakeupPolicy {
  none,
  per_message,   ///< every message finds both radios asleep
  state_machine  ///< radios fall asleep when they are idle, see sim/world/radio.h
};

enum class Fidelity {
  fluid,  ///< rates, shares of the air, and what Medium says
  ns3     ///< packets, by SimGrid's ns-3 backend: for serial transfers
};

struct SimulationOptions {
  Transfers transfers = Transfers::serial;
  WakeupPolicy wakeup = WakeupPolicy::per_message;
  Fidelity fidelity = Fidelity::fluid;
  NoiseSpec noise{};
  std::uint64_t seed = 1;  ///< of the noise
  bool timeline = false;   ///< record Report::timeline
};

/// Real data for numeric mode: the phones run the real kernels on the regions that they receive.
struct NumericInputs {
  const Weights& weights;
  const Tensor& image;
  int transfer_bytes_per_value = 4;  ///< values that are sent are rounded to so many bytes
};

/// Plays a plan on SimGrid. `numeric` may be null. The report has the same bits whatever the
/// process has simulated before. Throws FreshProcessNeeded where that cannot be had.
Report simulate(const Network& network, const Cluster& cluster, const Plan& plan,
                const SimulationOptions& options, const NumericInputs* numeric);

}  // namespace modnn
