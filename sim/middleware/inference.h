#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/maps/tensor.h"
#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "sim/middleware/cause.h"
#include "sim/middleware/cell.h"
#include "sim/middleware/lock_step.h"
#include "sim/middleware/numeric_inputs.h"

namespace modnn {

class Phone;

/// The parts of maps that travel with one message (empty in timing mode).
using Parcel = std::vector<std::pair<MapId, std::shared_ptr<const Tensor>>>;

/// One distributed inference in a cell: the phones, each with its part of the plan. Many may be in
/// progress at once.
class Inference {
 public:
  Inference(Cell& cell, const Network& network, const Plan& plan, const NumericInputs* numeric);
  ~Inference();

  /// Starts the phones; the simulation runs when the cell's engine does.
  void begin();

  /// Posts message `index` of stage `stage`; called when the source holds the pieces.
  void send(int stage, int index, Parcel parcel, const Cause& cause);

  /// In the end: what lies before the result at the group owner, and the whole output of one of
  /// the result_layers() (numeric mode).
  Cause result_cause() const;
  std::shared_ptr<const Tensor> result(LayerId layer) const;

  /// In the end: how long every message waited for both radios, [stage][message].
  const std::vector<std::vector<double>>& wakeup_seconds() const { return wakeup_s_; }

  Cell& cell() { return cell_; }
  const Network& network() const { return network_; }
  const Plan& plan() const { return plan_; }
  const NumericInputs* numeric() const { return numeric_; }
  LockStep& lock_step() { return lock_step_; }

 private:
  void record(const Letter& letter);
  void deliver(int stage, int index, const Parcel& parcel, const Cause& cause);
  void forward(int stage, int relay, const Parcel& parcel, const Cause& cause);

  Cell& cell_;
  const Network& network_;
  const Plan& plan_;
  const NumericInputs* numeric_;
  LockStep lock_step_;
  std::vector<std::unique_ptr<Phone>> phones_;
  std::vector<std::vector<int>>
      relay_of_;  ///< [stage][message]: the message that forwards it, or -1
  /// What has arrived of a message that forwards several others.
  struct Waiting {
    int messages = 0;
    Parcel parcel;
    double busy_s = 0;
  };
  std::map<std::pair<int, int>, Waiting> waiting_;  ///< [stage, message]
  std::vector<std::vector<double>> wakeup_s_;
};

}  // namespace modnn
