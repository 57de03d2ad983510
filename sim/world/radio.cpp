#include "sim/world/radio.h"

#include <algorithm>
#include <cmath>

namespace modnn {

RadioState::RadioState(const Radio& radio, double beacon_interval_s, bool is_access_point,
                       double first_beacon_s)
    : radio_(radio),
      listen_s_(beacon_interval_s * radio.listen_interval_beacons),
      first_beacon_s_(first_beacon_s),
      is_access_point_(is_access_point) {}

/// Idle since -infinity, at time 0, is long enough for every time-out but one that never ends.
bool RadioState::idle_for(double timeout_s, double now) const {
  return timeout_s != Radio::never && messages_ == 0 && now - idle_since_ >= timeout_s;
}

bool RadioState::bus_asleep(double now) const { return idle_for(radio_.bus_sleep_timeout_s, now); }

/// A message that is ready at the very instant of a beacon (to rounding) is announced by it.
double RadioState::handed_out_at(double now) const {
  const bool power_save =
      !is_access_point_ && expected_ == 0 && idle_for(radio_.power_save_timeout_s, now);
  if (!power_save) return now;
  const double beacons = std::ceil((now - first_beacon_s_) / listen_s_ - 1e-9);
  return std::max(now, first_beacon_s_ + beacons * listen_s_);
}

double RadioState::begin_send(double now) {
  // What wakes the radio for a receive does not keep a send from waking it sooner.
  const double waking_s = std::clamp(awake_at_ - now, 0.0, radio_.wake_to_send_s);
  const double wake_s =
      bus_asleep(now) ? radio_.wake_to_send_s : std::max(waking_s, radio_.awake_to_send_s);
  ++messages_;
  awake_at_ = std::max(awake_at_, now + wake_s);
  return wake_s;
}

double RadioState::begin_receive(double now, bool expected) {
  const double wake_s = bus_asleep(now) ? radio_.wake_to_receive_s
                                        : std::max(awake_at_ - now, radio_.awake_to_receive_s);
  if (expected) --expected_;
  ++messages_;
  awake_at_ = std::max(awake_at_, now + wake_s);
  return wake_s;
}

void RadioState::end(double now) {
  if (--messages_ == 0) idle_since_ = now;
}

}  // namespace modnn
