#pragma once

#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "sim/account/activity.h"

namespace modnn {

/// A device did one thing from `begin_s` to `end_s` (seconds since the inference began).
struct Interval {
  DeviceId device = 0;
  Activity activity = Activity::idle;
  double begin_s = 0;
  double end_s = 0;
  LayerId layer = 0;  ///< for which it did so; of several, the first that began. 0: idle
  int image = 0;      ///< of which
};

/// One message on its way: it waited for its turn before `begin_s`, for the radios until `awake_s`
/// (if held for a beacon, then for its turn again), and was on the air until `end_s`.
struct MessageInterval {
  DeviceId source = 0;
  DeviceId destination = 0;
  LayerId layer = 0;  ///< whose inputs it brings
  Purpose purpose = Purpose::scatter;
  double bytes = 0;
  double begin_s = 0;
  double awake_s = 0;
  double end_s = 0;
  int image = 0;
};

/// Something happened to a device.
struct Mark {
  DeviceId device = 0;
  std::string what;
  double at_s = 0;
};

/// What everybody did when: the intervals of every device follow one another without a gap.
struct Timeline {
  std::vector<Interval> intervals;  ///< sorted by device, then time
  /// What radios did while their device's time was booked as computing or paging, sorted likewise.
  std::vector<Interval> hidden;
  std::vector<MessageInterval> messages;
  std::vector<Mark> marks;  ///< in order

  /// Sorts the intervals, drops empty ones and joins neighbours of the same activity, layer and
  /// image.
  void finish();
};

std::string activity_name(Activity activity);

}  // namespace modnn
