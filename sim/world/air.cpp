#include "sim/world/air.h"

#include <algorithm>
#include <cmath>

#include "partition/plan/cost.h"

namespace modnn {

namespace sg = simgrid::s4u;

Air::Air(const World& world, const Cluster& cluster, const SimulationOptions& options,
         Ledger& ledger, CriticalPath& path, StandAside stand_aside)
    : world_(world),
      cluster_(cluster),
      options_(options),
      ledger_(ledger),
      path_(path),
      contention_(cluster.medium),
      held_(world),
      stand_aside_(std::move(stand_aside)) {
  const Noise noise(options.noise, options.seed);
  for (DeviceId device = 0; device < cluster.size(); ++device) {
    const Radio& radio = cluster.member(device).device.radio;
    const double interval_s = cluster.medium.beacon_interval_s;
    radios_.emplace_back(radio, interval_s, cluster.is_access_point(device),
                         interval_s * noise.first_beacon(device, radio.listen_interval_beacons));
  }
  if (world.air() != nullptr && !cluster.medium.efficiency.empty()) {
    // SimGrid's own count of flows is always 0 on a Wi-Fi link.
    world.air()->set_sharing_policy(
        sg::Link::SharingPolicy::NONLINEAR,
        [this](double capacity, int) { return capacity * contention_.share(); });
  }
}

Arrival Air::transfer(const Message& message, Subject layer, const Readiness& readiness,
                      double factor) {
  const bool serial = options_.transfers == Transfers::serial;
  Arrival arrival;
  arrival.begin_s = world_.now();
  // A message that had to wait for its turn goes on from the one before.
  Waiting waiting{serial && arrival.begin_s > readiness.ready_s ? last_turn_ : readiness.mark,
                  arrival.begin_s, 0};
  waiting.wakeup_s += wake(message, message.source, layer);
  const bool held = wait_for_beacon(message, layer, waiting);
  waiting.wakeup_s += wake(message, message.destination, layer, held);
  arrival.wakeup_s = waiting.wakeup_s;
  arrival.awake_s = world_.now();
  occupy(message, layer, [&] { arrival.is_cut = !send(message, factor); });
  if (options_.wakeup == WakeupPolicy::state_machine) {
    if (uses_radio(message, message.source)) radios_[message.source].end(world_.now());
    if (uses_radio(message, message.destination)) radios_[message.destination].end(world_.now());
  }
  const CriticalPath::Mark awake = path_.extend(waiting.mark, CriticalPath::Kind::wakeup, layer,
                                                arrival.awake_s - waiting.since_s);
  arrival.mark =
      path_.extend(awake, CriticalPath::Kind::transmission, layer, world_.now() - arrival.awake_s);
  last_turn_ = arrival.mark;
  return arrival;
}

/// A message for a station in power save is held until the next beacon, without its turn, and goes
/// on when that has come and the air is free. Returns whether the station expects it. Meanwhile
/// both devices are idle: the one's radio sleeps, the other's has handed the message over.
bool Air::wait_for_beacon(const Message& message, Subject layer, Waiting& waiting) {
  const DeviceId station = message.destination;
  if (options_.wakeup != WakeupPolicy::state_machine || !uses_radio(message, station)) return false;
  const double held_s = world_.now();
  const double beacon_s = radios_[station].handed_out_at(held_s);
  if (beacon_s <= held_s) return false;
  waiting.mark =
      path_.extend(waiting.mark, CriticalPath::Kind::wakeup, layer, held_s - waiting.since_s);
  last_turn_ = waiting.mark;
  double out_s = held_s;
  const bool queued = stand_aside_([&] {
    // Who got the turn may be the station itself, which sends by now.
    if (radios_[station].handed_out_at(held_s) > held_s) held_.hold(station, beacon_s);
    radios_[station].expect();
    out_s = world_.now();
  });
  waiting.wakeup_s += out_s - held_s;
  waiting.mark =
      queued ? last_turn_
             : path_.extend(waiting.mark, CriticalPath::Kind::wakeup, layer, out_s - held_s);
  waiting.since_s = world_.now();
  return true;
}

/// The sender's and the receiver's wake-up are serial: the receiver wakes on the first frame. A
/// group owner that forwards between two stations does so in its radio, which never sleeps.
double Air::wake(const Message& message, DeviceId device, Subject layer, bool expected) {
  if (options_.wakeup == WakeupPolicy::none || !uses_radio(message, device)) return 0;
  const double delay_s = wake_delay(message, device, expected);
  if (delay_s > 0) {
    ledger_.begin(device, Activity::wakeup, world_.now(), layer);
    sg::this_actor::sleep_for(delay_s);
    ledger_.end(device, Activity::wakeup, world_.now(), layer);
  }
  return delay_s;
}

double Air::wake_delay(const Message& message, DeviceId device, bool expected) {
  const bool sends = device == message.source;
  if (options_.wakeup == WakeupPolicy::per_message) {
    const Radio& radio = cluster_.member(device).device.radio;
    return sends ? radio.wake_to_send_s : radio.wake_to_receive_s;
  }
  if (!sends) return radios_[device].begin_receive(world_.now(), expected);
  const double delay_s = radios_[device].begin_send(world_.now());
  held_.hand_out(device);
  return delay_s;
}

/// Stations do, and a group owner that is the access point when the other end is one.
bool Air::uses_radio(const Message& message, DeviceId device) const {
  return cluster_.is_station(device) || (device == group_owner && air_hops(cluster_, message) > 0);
}

/// The overhead occupies the air like bytes. SimGrid sends whole bytes, so what is left of the last
/// one is waited for. At packet level the overhead is that of the packets. Returns whether nobody
/// has cut it off.
bool Air::send(const Message& message, double factor) {
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
  const auto comm =
      sg::Comm::sendto_async(world_.host(message.source), world_.host(message.destination),
                             static_cast<std::uint64_t>(std::max(1.0, bytes)));
  const auto mine = transmissions_.insert(transmissions_.end(), {&message, comm, false});
  try {
    comm->wait();
  } catch (const simgrid::Exception&) {
    if (!mine->is_cut) throw;
  }
  const bool arrives = !mine->is_cut;
  transmissions_.erase(mine);
  if (arrives && left_s > 0) sg::this_actor::sleep_for(left_s);
  return arrives;
}

void Air::cut(DeviceId device) {
  std::vector<sg::CommPtr> ending;  // whoever wakes up changes the list
  for (Transmission& on_air : transmissions_) {
    if (on_air.message->source != device && on_air.message->destination != device) continue;
    on_air.is_cut = true;
    ending.push_back(on_air.comm);
  }
  for (const auto& comm : ending) comm->cancel();
}

/// Sender and receiver, and a group owner that forwards between two workers, are busy while `wait`
/// blocks.
void Air::occupy(const Message& message, Subject layer, const std::function<void()>& wait) {
  const bool forwarded = cluster_.is_access_point(group_owner) && message.source != group_owner &&
                         message.destination != group_owner && air_hops(cluster_, message) > 0;
  const bool station_sends = cluster_.is_station(message.source);
  const bool access_point_sends = cluster_.is_station(message.destination);
  ledger_.begin(message.source, Activity::transmit, world_.now(), layer);
  ledger_.begin(message.destination, Activity::receive, world_.now(), layer);
  if (forwarded) ledger_.begin(group_owner, Activity::transmit, world_.now(), layer);
  const bool crosses_air = station_sends || access_point_sends;
  if (crosses_air && on_air_++ == 0) on_air_since_s_ = world_.now();
  if (station_sends) contention_.begin(message.source);
  if (access_point_sends) contention_.begin(Contention::access_point);
  wait();
  if (access_point_sends) contention_.end(Contention::access_point);
  if (station_sends) contention_.end(message.source);
  if (crosses_air && --on_air_ == 0) busy_s_ += world_.now() - on_air_since_s_;
  if (forwarded) ledger_.end(group_owner, Activity::transmit, world_.now(), layer);
  ledger_.end(message.source, Activity::transmit, world_.now(), layer);
  ledger_.end(message.destination, Activity::receive, world_.now(), layer);
}

}  // namespace modnn
