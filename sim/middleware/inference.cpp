#include "sim/middleware/inference.h"

#include <algorithm>

#include "partition/plan/liveness.h"
#include "sim/middleware/phone.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Inference::Inference(Cell& cell, const Network& network, const Plan& plan,
                     const NumericInputs* numeric)
    : cell_(cell),
      network_(network),
      plan_(plan),
      numeric_(numeric),
      lock_step_(plan, cell.options.sync == Sync::layer) {
  for (const Stage& stage : plan.stages) {
    std::vector<int> forwards(stage.messages.size(), -1);
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      if (!stage.messages[i].relay) continue;
      for (const int first_hop : stage.messages[i].after) forwards[first_hop] = static_cast<int>(i);
    }
    relay_of_.push_back(std::move(forwards));
    wakeup_s_.emplace_back(stage.messages.size(), 0.0);
  }
  const auto programs = make_programs(network, plan);
  for (DeviceId device = 0; device < plan.devices; ++device) {
    phones_.push_back(std::make_unique<Phone>(*this, device, programs[device]));
  }
}

Inference::~Inference() = default;

void Inference::begin() {
  for (const auto& phone : phones_) {
    simgrid_api::add_actor(cell_.cluster.member(phone->device()).name,
                           cell_.world.host(phone->device()), [this, &phone] {
                             sg::this_actor::sleep_until(cell_.world.start_s());
                             phone->run();
                           });
  }
}

void Inference::send(int stage, int index, Parcel parcel, const Cause& cause) {
  const Stage& plan_stage = plan_.stages[stage];
  Letter letter;
  letter.message = &plan_stage.messages[index];
  letter.layer = plan_stage.layer;
  letter.factor = cell_.noise.message_factor(*letter.message, stage, index);
  letter.mark = cause.mark;
  letter.receive = [this, stage, index, parcel = std::move(parcel),
                    busy_s = cause.busy_s](const Letter& arrived) {
    if (cell_.options.timeline) record(arrived);
    wakeup_s_[stage][index] = arrived.arrival.wakeup_s;
    deliver(stage, index, parcel, {arrived.mark, busy_s});
  };
  cell_.post.send(std::move(letter));
}

void Inference::record(const Letter& letter) {
  const Message& message = *letter.message;
  cell_.timeline.messages.push_back({message.source, message.destination, letter.layer,
                                     message.purpose, message.bytes, letter.arrival.begin_s,
                                     letter.arrival.awake_s, letter.off_air_s});
}

void Inference::deliver(int stage, int index, const Parcel& parcel, const Cause& cause) {
  const int relay = relay_of_[stage][index];
  if (relay >= 0) {
    forward(stage, relay, parcel, cause);
  } else {
    phones_[plan_.stages[stage].messages[index].destination]->receive(stage, parcel, cause);
  }
  lock_step_.ended(cause);
}

/// The group owner's middleware forwards as soon as all has arrived, whatever its processor is
/// doing.
void Inference::forward(int stage, int relay, const Parcel& parcel, const Cause& cause) {
  const std::size_t awaited = plan_.stages[stage].messages[relay].after.size();
  Waiting& waiting = waiting_[{stage, relay}];
  waiting.parcel.insert(waiting.parcel.end(), parcel.begin(), parcel.end());
  waiting.busy_s = std::max(waiting.busy_s, cause.busy_s);
  if (static_cast<std::size_t>(++waiting.messages) < awaited) return;
  send(stage, relay, std::move(waiting.parcel), {cause.mark, waiting.busy_s});
  waiting_.erase({stage, relay});
}

Cause Inference::result_cause() const { return phones_[group_owner]->cause(); }

std::shared_ptr<const Tensor> Inference::result(LayerId layer) const {
  const DeviceId holder = holder_of_result(network_, plan_, layer);
  return phones_[holder]->store().assemble({layer}, whole(network_.layer(layer).shape));
}

}  // namespace modnn
