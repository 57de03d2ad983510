#include "sim/middleware/couriers.h"

#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Couriers::Couriers(bool one_at_a_time, sg::Host* host)
    : one_at_a_time_(one_at_a_time), host_(host), errands_(sg::Semaphore::create(0)) {}

void Couriers::send(std::function<void()> errand) {
  waiting_.push_back(std::move(errand));
  if (!one_at_a_time_ || !turn_taken_) call_courier();
}

void Couriers::call_courier() {
  turn_taken_ = true;
  if (idle_ > 0) {
    --idle_;
    errands_->release();
  } else {
    // The simulation ends when only waiting couriers are left.
    simgrid_api::add_actor("courier", host_, [this] { work(); })->daemonize();
  }
}

void Couriers::work() {
  while (true) {
    while (!waiting_.empty() && back_.empty()) {
      const auto errand = std::move(waiting_.front());
      waiting_.pop_front();
      errand();
    }
    if (one_at_a_time_) pass_turn();
    ++idle_;
    errands_->acquire();
  }
}

void Couriers::pass_turn() {
  if (!back_.empty()) {
    const auto next = back_.front();
    back_.pop_front();  // before the next one may look
    next->release();
  } else if (!waiting_.empty()) {
    call_courier();
  } else {
    turn_taken_ = false;
  }
}

bool Couriers::stand_aside(const std::function<void()>& wait) {
  if (one_at_a_time_) pass_turn();
  wait();
  if (!one_at_a_time_) return false;
  if (!turn_taken_) {
    turn_taken_ = true;
    return false;
  }
  const auto mine = sg::Semaphore::create(0);
  back_.push_back(mine);
  mine->acquire();
  return true;
}

}  // namespace modnn
