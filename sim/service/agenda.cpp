#include "sim/service/agenda.h"

#include "sim/world/simgrid_api.h"

namespace modnn {

void Agenda::begin() {
  simgrid_api::add_actor("agenda", world_.host(group_owner), [this] {
    while (!entries_.empty()) {
      const double at_s = entries_.begin()->first;
      const auto what = std::move(entries_.begin()->second);
      entries_.erase(entries_.begin());
      simgrid::s4u::this_actor::sleep_until(world_.start_s() + at_s);
      what();
    }
  })->daemonize();
}

}  // namespace modnn
