#include "sim/middleware/post.h"

#include <string>
#include <utility>

#include "config/random.h"

namespace modnn {

namespace sg = simgrid::s4u;

Post::Post(const World& world, const Cluster& cluster, const SimulationOptions& options,
           Ledger& ledger, CriticalPath& path, const Presence& presence, Air& air)
    : world_(world),
      cluster_(cluster),
      ledger_(ledger),
      path_(path),
      presence_(presence),
      air_(air),
      couriers_(options.transfers == Transfers::serial, world.host(group_owner)),
      delayed_(false, world.host(group_owner)),
      options_(options) {}

void Post::send(Letter letter) {
  letter.source_departures = presence_.departures(letter.message->source);
  letter.destination_departures = presence_.departures(letter.message->destination);
  const Sent sent = std::make_shared<Letter>(std::move(letter));
  copy(sent->message->source, Activity::transmit, sent, [this, sent] { carry(sent); });
}

void Post::carry(const Sent& letter) {
  const double asked_s = world_.now();
  couriers_.send([this, letter, asked_s] {
    if (!may_begin(letter)) return;
    letter->arrival =
        air_.transfer(*letter->message, letter->layer, {letter->mark, asked_s}, letter->factor);
    if (letter->arrival.is_cut) return letter->lose();
    letter->mark = letter->arrival.mark;
    letter->off_air_s = world_.now();
    if (is_lost(*letter->message)) return send_again(letter);
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

/// Each transmission between two devices has a number of its own, and its luck.
bool Post::is_lost(const Message& message) {
  if (options_.loss.probability == 0) return false;
  const CounterRandom random(options_.seed, "loss/" + std::to_string(message.source) + "/" +
                                                std::to_string(message.destination));
  const std::uint64_t number = transmissions_[{message.source, message.destination}]++;
  return uniform(random, number) <= options_.loss.probability;
}

/// The sender hears nothing, and waits for that so long.
void Post::send_again(const Sent& letter) {
  resent_bytes_ += letter->message->bytes;
  delayed_.send([this, letter] {
    sg::this_actor::sleep_for(options_.loss.retransmission_timeout_s);
    extend(*letter, letter->off_air_s);
    carry(letter);
  });
}

void Post::take_in(const Sent& letter) {
  copy(letter->message->destination, Activity::receive, letter,
       [this, letter] { arrive(*letter); });
}

/// Nobody answers the first frame to a phone that is gone: such a message does not occupy the air.
bool Post::may_begin(const Sent& letter) {
  const Message& message = *letter->message;
  const bool both_are_here =
      presence_.has_stayed(message.source, letter->source_departures) &&
      presence_.has_stayed(message.destination, letter->destination_departures);
  if (!both_are_here || (letter->is_wanted && !letter->is_wanted())) {
    letter->lose();
    return false;
  }
  if (presence_.is_stalled(message.source) || presence_.is_stalled(message.destination)) {
    letter->is_wanted = nullptr;  // by the sender, who does not hear of anything
    stalled_.push_back(letter);
    return false;
  }
  return true;
}

void Post::go_on() {
  for (const Sent& letter : std::exchange(stalled_, {})) carry(letter);
}

void Post::arrive(const Letter& letter) const {
  const bool is_there =
      presence_.has_stayed(letter.message->destination, letter.destination_departures);
  if (is_there) return letter.receive(letter);
  letter.lose();
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
