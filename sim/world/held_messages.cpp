#include "sim/world/held_messages.h"

#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

/// One actor for each beacon that somebody waits for: what many actors wait for on their own comes
/// to them in an order of SimGrid's.
void HeldMessages::hold(DeviceId station, double beacon_s) {
  const auto [held, first] = by_beacon_.try_emplace(beacon_s);
  const auto handed_out = sg::Semaphore::create(0);
  held->second.push_back({station, handed_out});
  if (first) {
    simgrid_api::add_actor("beacon", world_.host(group_owner), [this, beacon_s] {
      sg::this_actor::sleep_until(world_.start_s() + beacon_s);
      beacon(beacon_s);
    })->daemonize();
  }
  handed_out->acquire();
}

void HeldMessages::beacon(double at) {
  const std::vector<Held> heard = std::move(by_beacon_.at(at));
  by_beacon_.erase(at);
  for (const Held& message : heard) message.handed_out->release();
}

void HeldMessages::hand_out(DeviceId station) {
  std::vector<sg::SemaphorePtr> out;  // whoever is let go may come back before the next one goes
  for (auto& [beacon_s, messages] : by_beacon_) {
    for (const Held& message : messages) {
      if (message.station == station) out.push_back(message.handed_out);
    }
    std::erase_if(messages, [station](const Held& held) { return held.station == station; });
  }
  for (const auto& handed_out : out) handed_out->release();
}

}  // namespace modnn
