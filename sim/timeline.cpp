#include "sim/timeline.h"

#include <algorithm>
#include <tuple>

namespace modnn {

void Timeline::add(const Interval& interval) {
  if (interval.end_s > interval.begin_s) intervals.push_back(interval);
}

void Timeline::finish() {
  std::stable_sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) {
    return std::tie(a.device, a.begin_s) < std::tie(b.device, b.begin_s);
  });
  std::vector<Interval> merged;
  for (const Interval& interval : intervals) {
    const bool goes_on = !merged.empty() && merged.back().device == interval.device &&
                         merged.back().activity == interval.activity;
    if (goes_on) {
      merged.back().end_s = interval.end_s;
    } else {
      merged.push_back(interval);
    }
  }
  intervals = std::move(merged);
}

std::string activity_name(Activity activity) {
  switch (activity) {
    case Activity::compute:
      return "compute";
    case Activity::page_in:
      return "page_in";
    case Activity::wakeup:
      return "wakeup";
    case Activity::transmit:
      return "transmit";
    case Activity::receive:
      return "receive";
    case Activity::idle:
      return "idle";
  }
  return "";
}

}  // namespace modnn
