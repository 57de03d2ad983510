#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "models/maps/tensor.h"
#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "sim/account/critical_path.h"
#include "sim/account/ledger.h"
#include "sim/middleware/couriers.h"
#include "sim/middleware/numeric_inputs.h"
#include "sim/world/air.h"
#include "sim/world/options.h"
#include "sim/world/world.h"

namespace modnn {

class Phone;

/// What lies before an event: the last step of the critical path to it, and how long the computing
/// before it would take if messages took no time.
struct Cause {
  CriticalPath::Mark mark = CriticalPath::start;
  double busy_s = 0;
};

/// The parts of maps that travel with one message (empty in timing mode).
using Parcel = std::vector<std::pair<MapId, std::shared_ptr<const Tensor>>>;

/// One distributed inference in progress: the phones, and the couriers between them.
class Inference {
 public:
  Inference(World& world, const Network& network, const Cluster& cluster, const Plan& plan,
            const SimulationOptions& options, const NumericInputs* numeric);
  ~Inference();

  /// Runs the simulation to its end.
  void run();

  /// Gives a courier message `index` of stage `stage`; called when the source holds the
  /// pieces.
  void send(int stage, int index, Parcel parcel, const Cause& cause);

  /// After run(): what lies before the result at the group owner, and the whole output of one of
  /// the result_layers() (numeric mode).
  Cause result_cause() const;
  std::shared_ptr<const Tensor> result(LayerId layer) const;

  /// After run(): how long every message waited for both radios, [stage][message].
  const std::vector<std::vector<double>>& wakeup_seconds() const { return wakeup_s_; }

  const World& world() const { return world_; }
  const Network& network() const { return network_; }
  const Cluster& cluster() const { return cluster_; }
  const Plan& plan() const { return plan_; }
  const NumericInputs* numeric() const { return numeric_; }
  Ledger& ledger() { return ledger_; }
  const Noise& noise() const { return noise_; }
  /// After the ledger's accounts are closed: empty unless the options ask for it.
  Timeline timeline() const;
  CriticalPath& path() { return path_; }

 private:
  void record(const Stage& stage, int index, const Arrival& arrival);
  void deliver(int stage, int index, const Parcel& parcel, const Cause& cause);

  World& world_;
  const Network& network_;
  const Cluster& cluster_;
  const Plan& plan_;
  SimulationOptions options_;
  const NumericInputs* numeric_;
  Noise noise_;
  Timeline timeline_;
  Ledger ledger_;
  CriticalPath path_;
  Air air_;
  Couriers couriers_;
  std::vector<std::unique_ptr<Phone>> phones_;
  std::vector<std::vector<int>>
      relay_of_;  ///< [stage][message]: the message that forwards it, or -1
  std::vector<std::vector<double>> wakeup_s_;
};

}  // namespace modnn
