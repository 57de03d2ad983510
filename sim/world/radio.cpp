#include "sim/world/radio.h"

#include <algorithm>
#include <cmath>

namespace modnn {

RadioState::RadioState(const Radio& radio, double beacon_interval_s, bool is_access_point)
    : radio_(radio),
      listen_s_(beacon_interval_s * radio.listen_interval_beacons),
      is_access_point_(is_access_point) {}

/// Idle since -infinity, at time 0, is long enough for every time-out but one that never ends.
bool RadioState::idle_for(double timeout_s, double now) const {
  return timeout_s != Radio::never && messages_ == 0 && now - idle_since_ >= timeout_s;
}

bool RadioState::bus_asleep(double now) const { return idle_for(radio_.bus_sleep_timeout_s, now); }

/// A message that is ready at the very instant of a beacon (to rounding) is announced by it.
double RadioState::until_beacon(double now) const {
  const double beacon = std::ceil(now / listen_s_ - 1e-9) * listen_s_;
  return std::max(0.0, beacon - now);
}

WakeUp RadioState::begin_send(double now) {
  // A receive that still waits for its beacon does not keep a send from waking the radio.
  const double waking_s = std::clamp(awake_at_ - now, 0.0, radio_.wake_to_send_s);
  const double wake_s =
      bus_asleep(now) ? radio_.wake_to_send_s : std::max(waking_s, radio_.awake_to_send_s);
  ++messages_;
  awake_at_ = std::max(awake_at_, now + wake_s);
  return {0, wake_s};
}

WakeUp RadioState::begin_receive(double now) {
  const bool power_save = !is_access_point_ && idle_for(radio_.power_save_timeout_s, now);
  const double beacon_s = power_save ? until_beacon(now) : 0;
  const double wake_s = bus_asleep(now) ? radio_.wake_to_receive_s
                                        : std::max(awake_at_ - now, radio_.awake_to_receive_s);
  ++messages_;
  awake_at_ = std::max(awake_at_, now + beacon_s + wake_s);
  return {beacon_s, wake_s};
}

void RadioState::end(double now) {
  if (--messages_ == 0) idle_since_ = now;
}

}  // namespace modnn
