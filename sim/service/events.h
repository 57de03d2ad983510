#pragma once

#include <functional>
#include <set>
#include <vector>

#include "sim/middleware/cell.h"
#include "sim/service/agenda.h"
#include "sim/service/changes.h"

namespace modnn {

/// What whoever coordinates the phones is told.
struct Bystander {
  std::function<void(DeviceId)> left;    ///< at once: its actors are to stop
  std::function<void(DeviceId)> missed;  ///< no word of it for detect_timeout_s
  std::function<void(DeviceId)> came;
  std::function<bool(DeviceId)> counts_on;  ///< it is thought to be there
  std::function<void(double)> owner_left;
};

/// Lets happen to a cell what is to happen. The group owner hears of every phone all the time,
/// at no cost, until the phone is gone or stands still.
class Events {
 public:
  /// All arguments must outlive this. `cluster` is that of the cell, whose rates change.
  Events(Cell& cell, Cluster& cluster, const Changes& changes, Bystander bystander);

  void begin() { agenda_.begin(); }
  /// The first entry of the list that has not happened; -1: all have.
  int first_to_come() const;

 private:
  void happen(const Event& event);
  void leave(DeviceId device);
  void join(DeviceId device);
  void stall(DeviceId device, double for_s);
  void go_on(DeviceId device);
  void change_rate(DeviceId device, double rate_bps);
  void churn(DeviceId device, double now, int turn);
  void mark(DeviceId device, Change change);

  Cell& cell_;
  Cluster& cluster_;
  const Changes& changes_;
  Bystander bystander_;
  Agenda agenda_;
  std::vector<double> stalled_until_;  ///< [device]
  std::set<int> to_come_;              ///< numbers of entries
};

}  // namespace modnn
