#include "sim/world/air.h"

#include "sim/cost.h"

namespace modnn {
namespace {

namespace sg = simgrid::s4u;

double now() { return sg::Engine::get_clock(); }

}  // namespace

Air::Air(const World& world, const Cluster& cluster, const SimulationOptions& options,
         Ledger& ledger, CriticalPath& path)
    : world_(world),
      cluster_(cluster),
      options_(options),
      ledger_(ledger),
      path_(path),
      turn_(sg::Mutex::create()) {}

CriticalPath::Mark Air::transfer(const Message& message, LayerId layer, CriticalPath::Mark mark) {
  const bool serial = options_.transfers == Transfers::serial;
  if (serial) {
    const double asked = now();
    turn_->lock();
    if (now() > asked) mark = last_arrival_;
  }
  const double begin = now();
  wake(message.source, wake_to_send_seconds(cluster_.member(message.source), options_.wakeup));
  wake(message.destination,
       wake_to_receive_seconds(cluster_.member(message.destination), options_.wakeup));
  const double awake = now();
  occupy(message, [&] {
    sg::this_actor::sleep_for(cluster_.medium.message_overhead_s);
    sg::Comm::sendto(world_.host(message.source), world_.host(message.destination),
                     static_cast<std::uint64_t>(message.bytes));
  });
  mark = path_.extend(mark, CriticalPath::Kind::wakeup, layer, awake - begin);
  mark = path_.extend(mark, CriticalPath::Kind::transmission, layer, now() - awake);
  if (serial) {
    last_arrival_ = mark;
    turn_->unlock();
  }
  return mark;
}

void Air::wake(DeviceId device, double seconds) {
  if (seconds == 0) return;
  ledger_.begin(device, Activity::wakeup, now());
  sg::this_actor::sleep_for(seconds);
  ledger_.end(device, Activity::wakeup, now());
}

/// Sender and receiver, and the access point that forwards between two workers, are busy while
/// `wait` blocks.
void Air::occupy(const Message& message, const std::function<void()>& wait) {
  const bool forwarded = air_hops(message) == 2;
  ledger_.begin(message.source, Activity::transmit, now());
  ledger_.begin(message.destination, Activity::receive, now());
  if (forwarded) ledger_.begin(group_owner, Activity::transmit, now());
  wait();
  ledger_.end(message.source, Activity::transmit, now());
  ledger_.end(message.destination, Activity::receive, now());
  if (forwarded) ledger_.end(group_owner, Activity::transmit, now());
}

}  // namespace modnn
