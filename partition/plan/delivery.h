#pragma once

#include <span>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/holdings.h"
#include "partition/plan/options.h"
#include "partition/plan/plan.h"

namespace modnn {

/// What one device needs to hold before it can go on.
struct Need {
  DeviceId device = 0;
  std::vector<Piece> pieces;
};

/// What the tasks of these stages read of maps from before them; of several tasks of one device
/// together.
std::vector<Need> needs_of(std::span<const Stage> stages);

/// What the group owner computes is gathered there; a map that several workers need as a whole is
/// gathered and handed out, as everybody would send to everybody otherwise. `needed` is that of
/// every layer's output which is computed.
bool goes_through_owner(const Stage& stage, const std::vector<Box>& needed);

/// Turns needs into messages, stage by stage, and keeps account of who holds what.
class Delivery {
 public:
  /// `needed`: the region of every layer's output that is computed, see needed_regions().
  Delivery(Holdings holdings, const PlanOptions& options, const std::vector<Box>& needed);

  const Holdings& holdings() const { return holdings_; }

  /// The messages of `stage` that bring everybody what it needs. `through_owner`: whole maps are
  /// gathered at the group owner and handed out from there, because everybody needs most of the map
  /// (map_reduce always does so).
  void deliver(Stage& stage, const std::vector<Need>& needs, bool through_owner);
  /// Whether somebody needs what neither it nor the group owner has.
  bool is_elsewhere(const std::vector<Need>& needs) const;
  /// The messages that bring partial sums to those who add them up.
  void reduce(Stage& stage);
  /// The messages that bring all that is needed of a layer's output to the group owner; none when
  /// it holds it already.
  void gather(Stage& stage, LayerId layer);
  /// The same of what devices own of it by now.
  void bring_back(Stage& stage, LayerId layer);
  /// Takes account of what the stage's tasks compute.
  void record(const Stage& stage);

 private:
  void collect(Stage& stage, LayerId layer);
  void scatter(Stage& stage, const Need& need);
  void exchange(Stage& stage, const Need& need);
  /// Of every piece what the device does not hold.
  std::vector<Piece> lacking(const Need& need) const;
  /// What waits for one receiver at the group owner.
  struct Relayed {
    std::vector<Piece> pieces;
    std::vector<int> first_hops;
  };
  void hand_over(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                 const std::vector<Piece>& pieces, Relayed& relayed) const;
  void relay(Stage& stage, DeviceId destination, Purpose purpose, Relayed& relayed) const;
  void send(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
            const std::vector<Piece>& pieces, std::vector<int> after = {}) const;

  Holdings holdings_;
  const PlanOptions& options_;
  const std::vector<Box>& needed_;
};

}  // namespace modnn
