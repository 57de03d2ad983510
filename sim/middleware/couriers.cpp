#include "sim/middleware/couriers.h"

#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Couriers::Couriers(bool one_at_a_time, sg::Host* host)
    : one_at_a_time_(one_at_a_time), host_(host), errands_(sg::Semaphore::create(0)) {}

void Couriers::send(std::function<void()> errand) {
  waiting_.push_back(std::move(errand));
  if (idle_ > 0) {
    --idle_;
    errands_->release();
  } else if (couriers_ == 0 || !one_at_a_time_) {
    ++couriers_;
    // The simulation ends when only waiting couriers are left.
    simgrid_api::add_actor("courier", host_, [this] { work(); })->daemonize();
  }
}

void Couriers::work() {
  while (true) {
    while (!waiting_.empty()) {
      const auto errand = std::move(waiting_.front());
      waiting_.pop_front();
      errand();
    }
    ++idle_;
    errands_->acquire();
  }
}

}  // namespace modnn
