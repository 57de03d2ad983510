#include "sim/account/critical_path.h"

namespace modnn {

CriticalPath::Mark CriticalPath::extend(Mark mark, Kind kind, LayerId layer, double seconds) {
  if (seconds == 0 || !is_kept_) return mark;
  steps_.push_back({mark, kind, layer, seconds});
  return static_cast<Mark>(steps_.size()) - 1;
}

std::vector<Breakdown> CriticalPath::by_layer(Mark mark, std::size_t layers) const {
  std::vector<Breakdown> sums(layers);
  for (; mark != start; mark = steps_[static_cast<std::size_t>(mark)].previous) {
    const Step& step = steps_[static_cast<std::size_t>(mark)];
    Breakdown& sum = sums[static_cast<std::size_t>(step.layer)];
    switch (step.kind) {
      case Kind::compute:
        sum.compute_s += step.seconds;
        break;
      case Kind::page_in:
        sum.page_in_s += step.seconds;
        break;
      case Kind::wakeup:
        sum.wakeup_s += step.seconds;
        break;
      case Kind::transmission:
        sum.transmission_s += step.seconds;
        break;
    }
  }
  return sums;
}

}  // namespace modnn
