#include "sim/account/timeline.h"

#include <algorithm>
#include <tuple>

namespace modnn {
namespace {

bool goes_on(const Interval& before, const Interval& after) {
  return before.device == after.device && before.activity == after.activity &&
         before.layer == after.layer && before.image == after.image &&
         before.end_s == after.begin_s;
}

std::vector<Interval> joined(std::vector<Interval> intervals) {
  std::erase_if(intervals, [](const Interval& i) { return i.end_s <= i.begin_s; });
  std::stable_sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) {
    return std::tie(a.device, a.begin_s) < std::tie(b.device, b.begin_s);
  });
  std::vector<Interval> result;
  for (const Interval& interval : intervals) {
    if (!result.empty() && goes_on(result.back(), interval)) {
      result.back().end_s = interval.end_s;
    } else {
      result.push_back(interval);
    }
  }
  return result;
}

}  // namespace

void Timeline::finish() {
  intervals = joined(std::move(intervals));
  hidden = joined(std::move(hidden));
}

std::string activity_name(Activity activity) {
  switch (activity) {
    case Activity::absent:
      return "absent";
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
