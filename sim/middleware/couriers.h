#pragma once

#include <deque>
#include <functional>
#include <simgrid/s4u.hpp>

namespace modnn {

/// Actors that carry messages, one message at a time each. An actor costs as much as a dozen steps
/// of the simulation, so one that is done waits for the next message.
class Couriers {
 public:
  /// One at a time, in the order in which the messages are ready; else as many as are needed at
  /// once. `host` is where the actors live, which costs nothing.
  Couriers(bool one_at_a_time, simgrid::s4u::Host* host);

  /// `errand` blocks its courier until the message has arrived.
  void send(std::function<void()> errand);

  /// To be called by an errand: blocks its courier as long as `wait` does, while another goes on.
  /// Then it is its turn again before those that have not begun. Returns whether it had to wait for
  /// that.
  bool stand_aside(const std::function<void()>& wait);

 private:
  void work();
  void call_courier();
  void pass_turn();

  bool one_at_a_time_;
  simgrid::s4u::Host* host_;
  std::deque<std::function<void()>> waiting_;
  std::deque<simgrid::s4u::SemaphorePtr>
      back_;                 ///< of those who stood aside, and wait for their turn
  bool turn_taken_ = false;  ///< one at a time: somebody carries a message
  int idle_ = 0;             ///< couriers without a message
  simgrid::s4u::SemaphorePtr errands_;
};

}  // namespace modnn
