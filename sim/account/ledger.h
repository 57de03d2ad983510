#pragma once

#include <array>
#include <vector>

#include "partition/plan/plan.h"
#include "sim/account/activity.h"
#include "sim/account/subject.h"
#include "sim/account/timeline.h"

namespace modnn {

/// The account of every device's time, written by the actors: each second from 0 to the end goes to
/// exactly one activity.
class Ledger {
 public:
  /// Records intervals in `timeline` unless it is null.
  explicit Ledger(int devices, Timeline* timeline = nullptr)
      : accounts_(static_cast<std::size_t>(devices)),
        timeline_(timeline),
        subjects_(timeline == nullptr ? 0 : accounts_.size()) {}

  /// The activity goes on from `now` (simulated seconds) on, for a layer of an image; activities
  /// may overlap and nest.
  void begin(DeviceId device, Activity activity, double now, Subject subject = {});
  void end(DeviceId device, Activity activity, double now, Subject subject = {});
  /// Closes the account at the makespan and returns the seconds, which sum to `now`.
  ActivitySeconds close(DeviceId device, double now);

 private:
  struct Account {
    std::array<int, activity_count> running{};
    ActivitySeconds seconds{};
    double since = 0;
  };
  /// For what every activity goes on, the first that began in front.
  using Subjects = std::array<std::vector<Subject>, activity_count>;
  void settle(DeviceId device, double now);
  void record(DeviceId device, std::size_t activity, double now);

  std::vector<Account> accounts_;
  Timeline* timeline_;
  std::vector<Subjects> subjects_;  ///< [device]; empty without a timeline
};

}  // namespace modnn
