#include "sim/world/air.h"

#include <cmath>

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
      contention_(cluster.medium),
      turn_(sg::Mutex::create()) {
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    radios_.emplace_back(cluster.member(device).device.radio, cluster.medium.beacon_interval_s,
                         device == group_owner);
  }
  if (world.air() != nullptr && !cluster.medium.efficiency.empty()) {
    // SimGrid's own count of flows is always 0 on a Wi-Fi link.
    world.air()->set_sharing_policy(
        sg::Link::SharingPolicy::NONLINEAR,
        [this](double capacity, int) { return capacity * contention_.share(); });
  }
}

Arrival Air::transfer(const Message& message, LayerId layer, CriticalPath::Mark mark) {
  const bool serial = options_.transfers == Transfers::serial;
  if (serial) {
    const double asked = now();
    turn_->lock();
    if (now() > asked) mark = last_arrival_;
  }
  const double begin = now();
  Arrival arrival;
  arrival.wakeup_s = wake_both(message);
  const double awake = now();
  occupy(message, [&] { send(message); });
  if (options_.wakeup == WakeupPolicy::state_machine) {
    radios_[message.source].end(now());
    radios_[message.destination].end(now());
  }
  mark = path_.extend(mark, CriticalPath::Kind::wakeup, layer, awake - begin);
  arrival.mark = path_.extend(mark, CriticalPath::Kind::transmission, layer, now() - awake);
  if (serial) {
    last_arrival_ = arrival.mark;
    turn_->unlock();
  }
  return arrival;
}

/// The sender's and the receiver's wake-up are serial: the receiver wakes on the first frame. A
/// group owner that forwards between two stations does so in its radio, which never sleeps.
double Air::wake_both(const Message& message) {
  if (options_.wakeup == WakeupPolicy::none) return 0;
  if (options_.wakeup == WakeupPolicy::per_message) {
    const Radio& sender = cluster_.member(message.source).device.radio;
    const Radio& receiver = cluster_.member(message.destination).device.radio;
    return wake(message.source, {0, sender.wake_to_send_s}) +
           wake(message.destination, {0, receiver.wake_to_receive_s});
  }
  const double sent = wake(message.source, radios_[message.source].begin_send(now()));
  return sent + wake(message.destination, radios_[message.destination].begin_receive(now()));
}

/// Waiting for a beacon the device is idle: its radio sleeps.
double Air::wake(DeviceId device, const WakeUp& delay) {
  if (delay.beacon_s > 0) sg::this_actor::sleep_for(delay.beacon_s);
  if (delay.wake_s > 0) {
    ledger_.begin(device, Activity::wakeup, now());
    sg::this_actor::sleep_for(delay.wake_s);
    ledger_.end(device, Activity::wakeup, now());
  }
  return delay.beacon_s + delay.wake_s;
}

/// The overhead occupies the air like bytes. SimGrid sends whole bytes, so what is left of the last
/// one is waited for.
void Air::send(const Message& message) {
  const double byte_s = lone_byte_seconds(cluster_, message);
  const double bytes = message.bytes + cluster_.medium.message_overhead_s / byte_s;
  const double whole_bytes = std::floor(bytes + 1e-6);
  sg::Comm::sendto(world_.host(message.source), world_.host(message.destination),
                   static_cast<std::uint64_t>(whole_bytes));
  if (bytes > whole_bytes) sg::this_actor::sleep_for((bytes - whole_bytes) * byte_s);
}

/// Sender and receiver, and the access point that forwards between two workers, are busy while
/// `wait` blocks.
void Air::occupy(const Message& message, const std::function<void()>& wait) {
  const bool forwarded = air_hops(message) == 2;
  ledger_.begin(message.source, Activity::transmit, now());
  ledger_.begin(message.destination, Activity::receive, now());
  contention_.begin(message.source);
  if (forwarded) {
    ledger_.begin(group_owner, Activity::transmit, now());
    contention_.begin(group_owner);
  }
  wait();
  if (forwarded) {
    contention_.end(group_owner);
    ledger_.end(group_owner, Activity::transmit, now());
  }
  contention_.end(message.source);
  ledger_.end(message.source, Activity::transmit, now());
  ledger_.end(message.destination, Activity::receive, now());
}

}  // namespace modnn
