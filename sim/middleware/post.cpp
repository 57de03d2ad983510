#include "sim/middleware/post.h"

namespace modnn {

namespace sg = simgrid::s4u;

Post::Post(const World& world, const Cluster& cluster, const SimulationOptions& options,
           Ledger& ledger, CriticalPath& path, Air& air)
    : world_(world),
      cluster_(cluster),
      ledger_(ledger),
      path_(path),
      air_(air),
      couriers_(options.transfers == Transfers::serial, world.host(group_owner)),
      delayed_(false, world.host(group_owner)) {}

void Post::send(Letter letter) {
  const Sent sent = std::make_shared<Letter>(std::move(letter));
  copy(sent->message->source, Activity::transmit, sent, [this, sent] { carry(sent); });
}

void Post::carry(const Sent& letter) {
  const double asked_s = world_.now();
  couriers_.send([this, letter, asked_s] {
    letter->arrival =
        air_.transfer(*letter->message, letter->layer, {letter->mark, asked_s}, letter->factor);
    letter->mark = letter->arrival.mark;
    letter->off_air_s = world_.now();
    const double latency_s = cluster_.medium.message_latency_s;
    if (latency_s == 0) return take_in(letter);
    // Another courier, as this one may have the next message to carry.
    delayed_.send([this, letter, latency_s] {
      sg::this_actor::sleep_for(latency_s);
      extend(*letter, letter->off_air_s);
      take_in(letter);
    });
  });
}

void Post::take_in(const Sent& letter) {
  copy(letter->message->destination, Activity::receive, letter,
       [letter] { letter->receive(*letter); });
}

/// What waits for the copy before it goes on from that. The device's time is booked as that of its
/// radio.
void Post::copy(DeviceId device, Activity activity, const Sent& letter,
                const std::function<void()>& then) {
  const double seconds =
      letter->message->bytes / cluster_.member(device).device.middleware_bytes_per_s;
  if (seconds == 0) return then();
  Copier& copier = copiers_.try_emplace(device, world_.host(group_owner)).first->second;
  const double asked_s = world_.now();
  copier.thread.send([this, &copier, device, activity, letter, then, asked_s, seconds] {
    const double begin_s = world_.now();
    if (begin_s > asked_s) letter->mark = copier.last;
    ledger_.begin(device, activity, begin_s, letter->layer);
    sg::this_actor::sleep_for(seconds);
    ledger_.end(device, activity, world_.now(), letter->layer);
    extend(*letter, begin_s);
    copier.last = letter->mark;
    then();
  });
}

void Post::extend(Letter& letter, double since_s) {
  letter.mark = path_.extend(letter.mark, CriticalPath::Kind::transmission, letter.layer,
                             world_.now() - since_s);
}

}  // namespace modnn
