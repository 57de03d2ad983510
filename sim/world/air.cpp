#include "sim/world/air.h"

#include <algorithm>
#include <cmath>

#include "partition/plan/cost.h"

namespace modnn {

namespace sg = simgrid::s4u;

Air::Air(const World& world, const Cluster& cluster, const SimulationOptions& options,
         Ledger& ledger, CriticalPath& path)
    : world_(world),
      cluster_(cluster),
      options_(options),
      ledger_(ledger),
      path_(path),
      contention_(cluster.medium) {
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    radios_.emplace_back(cluster.member(device).device.radio, cluster.medium.beacon_interval_s,
                         cluster.is_access_point(device));
  }
  if (world.air() != nullptr && !cluster.medium.efficiency.empty()) {
    // SimGrid's own count of flows is always 0 on a Wi-Fi link.
    world.air()->set_sharing_policy(
        sg::Link::SharingPolicy::NONLINEAR,
        [this](double capacity, int) { return capacity * contention_.share(); });
  }
}

Arrival Air::transfer(const Message& message, LayerId layer, const Readiness& readiness,
                      double factor) {
  const bool serial = options_.transfers == Transfers::serial;
  // A message that had to wait for its turn goes on from the one before.
  CriticalPath::Mark mark =
      serial && world_.now() > readiness.ready_s ? last_arrival_ : readiness.mark;
  Arrival arrival;
  arrival.begin_s = world_.now();
  arrival.wakeup_s = wake_both(message, layer);
  arrival.awake_s = world_.now();
  occupy(message, layer, [&] { send(message, factor); });
  if (options_.wakeup == WakeupPolicy::state_machine) {
    if (uses_radio(message, message.source)) radios_[message.source].end(world_.now());
    if (uses_radio(message, message.destination)) radios_[message.destination].end(world_.now());
  }
  mark = path_.extend(mark, CriticalPath::Kind::wakeup, layer, arrival.awake_s - arrival.begin_s);
  arrival.mark =
      path_.extend(mark, CriticalPath::Kind::transmission, layer, world_.now() - arrival.awake_s);
  last_arrival_ = arrival.mark;
  return arrival;
}

/// The sender's and the receiver's wake-up are serial: the receiver wakes on the first frame. A
/// group owner that forwards between two stations does so in its radio, which never sleeps.
double Air::wake_both(const Message& message, LayerId layer) {
  double seconds = 0;
  for (const DeviceId device : {message.source, message.destination}) {
    if (options_.wakeup == WakeupPolicy::none || !uses_radio(message, device)) continue;
    const bool sends = device == message.source;
    if (options_.wakeup == WakeupPolicy::per_message) {
      const Radio& radio = cluster_.member(device).device.radio;
      seconds += wake(device, {0, sends ? radio.wake_to_send_s : radio.wake_to_receive_s}, layer);
    } else {
      RadioState& radio = radios_[device];
      seconds +=
          wake(device, sends ? radio.begin_send(world_.now()) : radio.begin_receive(world_.now()),
               layer);
    }
  }
  return seconds;
}

/// Stations do, and a group owner that is the access point when the other end is one.
bool Air::uses_radio(const Message& message, DeviceId device) const {
  return cluster_.is_station(device) || (device == group_owner && air_hops(cluster_, message) > 0);
}

/// Waiting for a beacon the device is idle: its radio sleeps.
double Air::wake(DeviceId device, const WakeUp& delay, LayerId layer) {
  if (delay.beacon_s > 0) sg::this_actor::sleep_for(delay.beacon_s);
  if (delay.wake_s > 0) {
    ledger_.begin(device, Activity::wakeup, world_.now(), layer);
    sg::this_actor::sleep_for(delay.wake_s);
    ledger_.end(device, Activity::wakeup, world_.now(), layer);
  }
  return delay.beacon_s + delay.wake_s;
}

/// The overhead occupies the air like bytes. SimGrid sends whole bytes, so what is left of the last
/// one is waited for. At packet level the overhead is that of the packets.
void Air::send(const Message& message, double factor) {
  const double byte_s = lone_byte_seconds(cluster_, message);
  double bytes = message.bytes * factor;
  double left_s = 0;
  if (options_.fidelity == Fidelity::fluid) {
    const double overhead_s = cluster_.medium.message_overhead_s * factor;
    if (byte_s > 0) bytes += overhead_s / byte_s;
    constexpr double most_bytes = 9e18;  // fit SimGrid's 64 bits; of more the rest is waited for
    const double whole_bytes = std::min(std::floor(bytes + 1e-6), most_bytes);
    left_s = byte_s > 0 ? std::max(0.0, bytes - whole_bytes) * byte_s : overhead_s;
    bytes = whole_bytes;
  }
  sg::Comm::sendto(world_.host(message.source), world_.host(message.destination),
                   static_cast<std::uint64_t>(std::max(1.0, bytes)));
  if (left_s > 0) sg::this_actor::sleep_for(left_s);
}

/// Sender and receiver, and a group owner that forwards between two workers, are busy while `wait`
/// blocks.
void Air::occupy(const Message& message, LayerId layer, const std::function<void()>& wait) {
  const bool forwarded = cluster_.is_access_point(group_owner) && message.source != group_owner &&
                         message.destination != group_owner && air_hops(cluster_, message) > 0;
  const bool station_sends = cluster_.is_station(message.source);
  const bool access_point_sends = cluster_.is_station(message.destination);
  ledger_.begin(message.source, Activity::transmit, world_.now(), layer);
  ledger_.begin(message.destination, Activity::receive, world_.now(), layer);
  if (forwarded) ledger_.begin(group_owner, Activity::transmit, world_.now(), layer);
  if (station_sends) contention_.begin(message.source);
  if (access_point_sends) contention_.begin(Contention::access_point);
  wait();
  if (access_point_sends) contention_.end(Contention::access_point);
  if (station_sends) contention_.end(message.source);
  if (forwarded) ledger_.end(group_owner, Activity::transmit, world_.now(), layer);
  ledger_.end(message.source, Activity::transmit, world_.now(), layer);
  ledger_.end(message.destination, Activity::receive, world_.now(), layer);
}

}  // namespace modnn
