#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/service/events.h"
#include "sim/service/provisions.h"
#include "sim/service/service.h"

namespace modnn {

/// The group owner's side of a cell that changes: whom it counts on, how images go among those, and
/// what becomes of images whose phones leave.
class Recovery {
 public:
  /// All arguments must outlive this. `cluster` is that of the cell, with those who come later.
  Recovery(Cell& cell, Cluster& cluster, const Network& network, const Changes& changes,
           const std::vector<Plan>& plans, Service& service);

  void begin();

  /// Why the service has ended before its time; "" when it has not.
  const std::string& failure() const { return failure_; }
  /// See Events.
  int first_to_come() const { return events_.first_to_come(); }
  ChurnReport cost() const;

 private:
  bool counts_on(DeviceId device) const;
  void missed(DeviceId device);
  void came(DeviceId device);
  void fail(const std::string& why);
  void regroup();
  void recover(Attempt& attempt);
  void try_again(Attempt& attempt, std::unique_ptr<Progress> progress, const Foothold& foothold);
  Route* route_among(std::size_t source);
  std::shared_ptr<const Plan> plan(std::size_t source, const Situation& situation);

  Cell& cell_;
  const Cluster& cluster_;
  const Network& network_;
  const Changes& changes_;
  Service& service_;
  Provisions provisions_;
  Events events_;
  std::vector<DeviceId> present_;  ///< whom the group owner counts on, ascending
  std::map<std::pair<std::vector<DeviceId>, std::size_t>, Route*> routes_;  ///< [present, source]
  int regrouped_ = 0;
  simgrid::s4u::SemaphorePtr over_;
  std::string failure_;
  ChurnReport cost_;
};

}  // namespace modnn
