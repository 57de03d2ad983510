#include "sim/world/contention.h"

namespace modnn {

void Contention::begin(DeviceId sender) {
  if (sender == access_point) {
    ++from_access_point_;
    return;
  }
  ++from_stations_;
  ++stations_[sender];
}

void Contention::end(DeviceId sender) {
  if (sender == access_point) {
    --from_access_point_;
    return;
  }
  --from_stations_;
  if (--stations_.at(sender) == 0) stations_.erase(sender);
}

double Contention::share() const {
  if (from_stations_ == 0) return 1;
  const double cost = from_stations_ / efficiency(medium_, static_cast<int>(stations_.size()));
  return (from_stations_ + from_access_point_) / (cost + from_access_point_);
}

}  // namespace modnn
