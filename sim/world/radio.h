#pragma once

#include "platforms/cluster.h"

namespace modnn {

/// When one radio is awake: the bus to it falls asleep after `bus_sleep_timeout_s` without a
/// message, and a station goes on to power save after `power_save_timeout_s`. In power save it
/// still sends at once, but what it is to receive waits for the next beacon that it listens to;
/// beacons are at fixed instants, one beacon interval apart. (Li et al., CoNEXT 2016.)
/// All times are simulated seconds. At time 0 a radio has been idle for long: what has a time-out
/// sleeps, what has none is awake.
class RadioState {
 public:
  /// `is_access_point`: the group owner, which beacons itself and is never in power save.
  /// `first_beacon_s`: one of the instants at which the station listens.
  RadioState(const Radio& radio, double beacon_interval_s, bool is_access_point,
             double first_beacon_s = 0);

  /// When a message that comes at `now` can be handed out: in power save at a beacon, else at once.
  double handed_out_at(double now) const;
  /// The station knows of a message: it stays out of power save until it comes.
  void expect() { ++expected_; }

  /// The delay of a message that the radio is to send or receive from `now` on; the radio counts
  /// as busy until end() is called for the message. A radio that another message is waking already
  /// is ready when it is awake.
  double begin_send(double now);
  double begin_receive(double now, bool expected = false);
  void end(double now);

 private:
  bool idle_for(double timeout_s, double now) const;
  bool bus_asleep(double now) const;

  Radio radio_;
  double listen_s_;  ///< between two beacons that a station in power save listens to
  double first_beacon_s_;
  bool is_access_point_;
  int messages_ = 0;  ///< under way
  int expected_ = 0;
  double idle_since_ = -Radio::never;
  double awake_at_ = -Radio::never;  ///< when the last wake-up ends or ended
};

}  // namespace modnn
