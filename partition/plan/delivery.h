#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "partition/plan/planner.h"

namespace modnn {

/// Turns required regions into messages, stage by stage, and remembers who holds what.
class Delivery {
 public:
  /// `needed`: the region of every layer's output that is computed, see needed_regions().
  Delivery(const Network& network, int devices, const PlanOptions& options,
           const std::vector<Box>& needed);

  /// The messages that bring the tasks of `stage` what they need. `through_owner`: whole maps are
  /// gathered at the group owner and handed out from there, because everybody needs most of the map
  /// (map_reduce always does so).
  void deliver_inputs(Stage& stage, bool through_owner);
  /// The messages that bring partial sums of stage.layer, computed by `summing`, to those who add
  /// them up.
  void reduce(Stage& stage, const std::vector<Task>& summing);
  /// The messages that bring all that is needed of `tensor` to the group owner; none when it holds
  /// it already.
  void gather(Stage& stage, LayerId tensor);
  /// Records what the stage's tasks computed.
  void record_outputs(const Stage& stage);

 private:
  void hand_over(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                 const std::vector<Piece>& pieces) const;
  void scatter(Stage& stage, const Task& task);
  void exchange(Stage& stage, const Task& task);
  std::vector<Box> missing(LayerId tensor, DeviceId device, const std::vector<Box>& required) const;
  void send(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
            const std::vector<Piece>& pieces, std::vector<int> after = {}) const;

  const Network& network_;
  const PlanOptions& options_;
  const std::vector<Box>& needed_;
  int devices_;
  std::vector<std::vector<std::vector<Box>>> computed_;  ///< [tensor][device]
  std::vector<std::vector<std::vector<Box>>> held_;      ///< [tensor][device]: computed or received
};

}  // namespace modnn
