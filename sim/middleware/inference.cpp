#include "sim/middleware/inference.h"

#include <algorithm>

#include "partition/plan/liveness.h"
#include "sim/middleware/phone.h"

namespace modnn {

Inference::Inference(Cell& cell, const Script& script, Image image, const NumericInputs* numeric,
                     Watcher watcher, Beginning beginning)
    : cell_(cell),
      script_(script),
      image_(image),
      numeric_(numeric),
      watcher_(std::move(watcher)),
      noise_(cell.options.noise, seed_of_image(cell.options.seed, image.number)),
      lock_step_(script.phases),
      letters_(static_cast<std::size_t>(script.plan.devices)),
      is_missed_(letters_.size()) {
  beginning.stores.resize(letters_.size());
  for (DeviceId device = 0; device < plan().devices; ++device)
    phones_.push_back(std::make_unique<Phone>(
        *this, device, std::move(beginning.stores[static_cast<std::size_t>(device)]),
        beginning.cause));
  if (numeric == nullptr) return;
  const bool is_other = image.number > 0 && numeric->other_image;
  phones_[image.source]->hold_image(
      std::make_shared<Tensor>(is_other ? numeric->other_image(image.number) : numeric->image));
}

Inference::~Inference() = default;

void Inference::begin() {
  std::vector<Phone*> starting;
  for (const auto& phone : phones_) {
    if (phone->device() == image_.source || !phone->has_nothing_to_do())
      starting.push_back(phone.get());
  }
  going_on_ = static_cast<int>(starting.size());
  for (Phone* phone : starting) phone->begin();
}

bool Inference::stop(DeviceId device) {
  if (device >= plan().devices) return false;
  const auto which = static_cast<std::size_t>(device);
  Phone& phone = *phones_[which];
  if (phone.is_going_on()) is_missed_[which] = 1;
  phone.stop();
  return is_missed_[which] != 0 || letters_[which] > 0;
}

void Inference::abandon() {
  is_abandoned_ = true;
  ++going_on_;  // it lasts until the end of this
  for (const auto& phone : phones_) phone->stop();
  lock_step_.give_up();
  part_ended();
}

Store Inference::take_store(DeviceId device, LayerId layer) {
  Store store = phones_[device]->take_store();
  store.forget_from(layer);
  return store;
}

void Inference::phone_ended(const Phone& phone, bool has_come_to_its_end) {
  if (has_come_to_its_end && phone.device() == image_.source) watcher_.answered();
  part_ended();
}

void Inference::sent(const Message& message, int change) {
  letters_[message.source] += change;
  letters_[message.destination] += change;
}

void Inference::letter_ended(const Message& message) {
  sent(message, -1);
  part_ended();
}

/// What ends last may take the inference along.
void Inference::part_ended() {
  if (--going_on_ > 0) return;
  const auto ended = watcher_.ended;
  ended();
}

void Inference::send(int stage, int index, Parcel parcel, const Cause& cause) {
  const Stage& plan_stage = plan().stages[stage];
  Letter letter;
  letter.message = &plan_stage.messages[index];
  letter.layer = {plan_stage.layer, image_.number};
  letter.factor = noise_.message_factor(*letter.message, stage, index);
  letter.mark = cause.mark;
  letter.is_wanted = [this] { return !is_abandoned_; };
  letter.lose = [this, message = letter.message] {
    is_missed_[message->source] = is_missed_[message->destination] = 1;
    letter_ended(*message);
  };
  letter.receive = [this, stage, index, parcel = std::move(parcel),
                    busy_s = cause.busy_s](const Letter& arrived) {
    if (cell_.options.timeline) record(arrived);
    Arrival arrival = arrived.arrival;
    arrival.mark = arrived.mark;
    watcher_.message_arrived(stage, index, arrival);
    if (!is_abandoned_) deliver(stage, index, parcel, {arrived.mark, busy_s});
    letter_ended(*arrived.message);
  };
  ++going_on_;
  sent(*letter.message, 1);
  cell_.post.send(std::move(letter));
}

void Inference::record(const Letter& letter) {
  const Message& message = *letter.message;
  cell_.timeline.messages.push_back({message.source, message.destination, letter.layer,
                                     message.purpose, message.bytes, letter.arrival.begin_s,
                                     letter.arrival.awake_s, letter.off_air_s, image_.number});
}

void Inference::deliver(int stage, int index, const Parcel& parcel, const Cause& cause) {
  const int relay = script_.relay_of[stage][index];
  if (relay >= 0) {
    forward(stage, relay, parcel, cause);
  } else {
    phones_[plan().stages[stage].messages[index].destination]->receive(stage, parcel, cause);
  }
  lock_step_.ended(cause);
}

/// The group owner's middleware forwards as soon as all has arrived, whatever its processor is
/// doing.
void Inference::forward(int stage, int relay, const Parcel& parcel, const Cause& cause) {
  const std::size_t awaited = plan().stages[stage].messages[relay].after.size();
  Waiting& waiting = waiting_[{stage, relay}];
  waiting.parcel.insert(waiting.parcel.end(), parcel.begin(), parcel.end());
  waiting.busy_s = std::max(waiting.busy_s, cause.busy_s);
  if (static_cast<std::size_t>(++waiting.messages) < awaited) return;
  send(stage, relay, std::move(waiting.parcel), {cause.mark, waiting.busy_s});
  waiting_.erase({stage, relay});
}

Cause Inference::result_cause() const { return phones_[image_.source]->cause(); }

std::shared_ptr<const Tensor> Inference::result(LayerId layer) const {
  const DeviceId holder = holder_of_result(network(), plan(), layer);
  return phones_[holder]->store().assemble({layer}, whole(network().layer(layer).shape));
}

}  // namespace modnn
