#pragma once

#include <deque>
#include <functional>
#include <simgrid/s4u.hpp>

namespace modnn {

/// Actors that carry messages, one message at a time each. An actor costs as much as a dozen steps
/// of the simulation, so one that is done waits for the next message.
class Couriers {
 public:
  /// One carries messages in the order in which they are ready; else there are as many as needed.
  /// `host` is where the actors live, which costs nothing.
  Couriers(bool one_at_a_time, simgrid::s4u::Host* host);

  /// `errand` blocks its courier until the message has arrived.
  void send(std::function<void()> errand);

 private:
  void work();

  bool one_at_a_time_;
  simgrid::s4u::Host* host_;
  std::deque<std::function<void()>> waiting_;
  int couriers_ = 0;
  int idle_ = 0;
  simgrid::s4u::SemaphorePtr errands_;
};

}  // namespace modnn
