#include "sim/middleware/phone.h"

#include <algorithm>
#include <utility>

#include "models/kernels/partial_sums.h"
#include "partition/plan/cost.h"
#include "sim/middleware/regions.h"
#include "sim/middleware/rounding.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

namespace {

/// Brings the actor of a phone that is stopped to its end.
struct Stopped {};

}  // namespace

Phone::Phone(Inference& inference, DeviceId device, Store store, const Cause& cause)
    : inference_(inference),
      device_(device),
      program_(inference.script().programs[static_cast<std::size_t>(device)]),
      store_(std::move(store)),
      inboxes_(inference.plan().stages.size()),
      cause_(cause),
      woken_(sg::Semaphore::create(0)) {}

void Phone::begin() {
  Cell& cell = inference_.cell();
  is_going_on_ = true;
  simgrid_api::add_actor(cell.cluster.member(device_).name, cell.world.host(device_),
                         [this] { run(); });
}

/// The body of the phone's actor.
void Phone::run() {
  sg::this_actor::sleep_until(inference_.cell().world.start_s());
  try {
    leave_when_stopped();
    follow_program();
  } catch (const Stopped&) {
  }
  const bool has_come_to_its_end = std::exchange(is_going_on_, false);
  inference_.phone_ended(*this, has_come_to_its_end);
}

/// The actor is not killed, which could happen in the midst of what it does with others: it comes
/// free wherever it waits, finds that it is stopped, and leaves. What it was at ends now.
void Phone::stop() {
  if (!std::exchange(is_going_on_, false)) return;
  Cell& cell = inference_.cell();
  if (const auto activity = std::exchange(occupied_, std::nullopt))
    cell.ledger.end(device_, *activity, cell.world.now(), {occupied_for_, inference_.image()});
  cell.processors[static_cast<std::size_t>(device_)].give_up(this, cause_.mark);
  if (std::exchange(awaited_stage_, -1) >= 0) woken_->release();
}

void Phone::leave_when_stopped() const {
  if (!is_going_on_) throw Stopped();
}

void Phone::follow_program() {
  for (const Step& step : program_) {
    inference_.lock_step().wait_for(step.stage, cause_);
    leave_when_stopped();
    send(step.stage, step.ready_messages);
    wait_for(step.stage, step.arrivals);
    send(step.stage, step.waiting_messages);
    for (const int task : step.tasks) {
      compute(step.stage, inference_.plan().stages[step.stage].tasks[task]);
    }
    for (const MapId map : step.forget) {
      store_.forget(map);
      if (inference_.watcher().forgotten) inference_.watcher().forgotten(device_, map);
    }
  }
}

void Phone::send(int stage, const std::vector<int>& messages) {
  for (const int index : messages) {
    leave_when_stopped();
    Parcel parcel;
    if (inference_.numeric() != nullptr) {
      for (const Piece& piece : inference_.plan().stages[stage].messages[index].pieces) {
        for (const Box& box : piece.region.boxes())
          parcel.emplace_back(piece.map, store_.exactly(piece.map, box));
      }
      parcel = round_parcel(std::move(parcel), inference_.numeric()->transfer_bytes_per_value);
    }
    inference_.send(stage, index, std::move(parcel), cause_);
  }
}

void Phone::receive(int stage, const Parcel& parcel, const Cause& cause) {
  for (const auto& [map, part] : parcel) store_.add(map, part);
  Inbox& inbox = inboxes_[stage];
  ++inbox.arrived;
  inbox.busy_s = std::max(inbox.busy_s, cause.busy_s);
  if (awaited_stage_ != stage) return;
  // The phone is blocked: what made this message arrive is what the phone goes on from.
  cause_.mark = cause.mark;
  if (inbox.arrived == awaited_arrivals_) {
    awaited_stage_ = -1;
    woken_->release();
  }
}

void Phone::wait_for(int stage, int arrivals) {
  const Inbox& inbox = inboxes_[stage];
  if (inbox.arrived < arrivals) {
    leave_when_stopped();
    awaited_stage_ = stage;
    awaited_arrivals_ = arrivals;
    woken_->acquire();
    leave_when_stopped();
  }
  cause_.busy_s = std::max(cause_.busy_s, inbox.busy_s);
}

void Phone::compute(int stage, const Task& task) {
  const LayerId layer = inference_.plan().stages[stage].layer;
  const Member& member = inference_.cell().cluster.member(device_);
  Processor& processor = inference_.cell().processors[static_cast<std::size_t>(device_)];
  leave_when_stopped();  // or nobody would give the processor up for it
  processor.take(this, cause_.mark);
  leave_when_stopped();
  occupy(Activity::page_in, CriticalPath::Kind::page_in, layer, [&] {
    sg::this_actor::sleep_for(task.page_in_bytes / member.device.page_in_bytes_per_s);
  });
  // Hosts run at the device's convolution rate times its speed factor, so that SimGrid's own speed
  // model applies.
  occupy(Activity::compute, CriticalPath::Kind::compute, layer, [&] {
    processor.execute(this, compute_seconds(member.device, inference_.network(), layer, task) *
                                inference_.noise().task_factor(device_, stage) *
                                member.device.conv_macs_per_s);
  });
  if (inference_.numeric() != nullptr) run_kernel(inference_.plan().stages[stage], task);
  processor.leave(cause_.mark);
  if (inference_.watcher().task_ended) inference_.watcher().task_ended(stage, task, cause_);
  inference_.lock_step().ended(cause_);
}

void Phone::occupy(Activity activity, CriticalPath::Kind kind, LayerId layer,
                   const std::function<void()>& work) {
  const double begin = inference_.cell().world.now();
  const Subject subject(layer, inference_.image());
  inference_.cell().ledger.begin(device_, activity, begin, subject);
  occupied_ = activity;
  occupied_for_ = layer;
  work();
  leave_when_stopped();
  occupied_.reset();
  inference_.cell().ledger.end(device_, activity, inference_.cell().world.now(), subject);
  cause_.mark = inference_.cell().path.extend(cause_.mark, kind, layer,
                                              inference_.cell().world.now() - begin);
  cause_.busy_s += inference_.cell().world.now() - begin;
}

void Phone::run_kernel(const Stage& stage, const Task& task) {
  switch (task.operation) {
    case Operation::compute:
      return compute_regions(inference_.network(), stage.layer, task, inference_.numeric()->weights,
                             store_);
    case Operation::sum_of_products:
      return sum_products(stage, task);
    case Operation::add_up:
      return add_sums(stage.layer, task);
  }
}

void Phone::sum_products(const Stage& stage, const Task& task) {
  const Piece& read = task.reads[0];
  const LayerWeights& weights = inference_.numeric()->weights.layers[stage.layer];
  const auto input = store_.assemble(read.map, read.region.hull());
  if (task.work.kernel == KernelClass::conv) {
    for (const Box& box : task.computes.boxes())
      store_.add(computed_map(stage, task), std::make_shared<Tensor>(partial_sums(
                                                inference_.network(), stage.layer, weights, *input,
                                                box, neuron_ranges(channels_of(read.region)))));
    return;
  }
  const NonzeroOwners* const owners = stage.nonzeros.get();
  const auto mine = [this, owners](std::size_t n) {
    return owners == nullptr || owners->device[n] == device_;
  };
  store_.add(computed_map(stage, task),
             std::make_shared<Tensor>(partial_sums(inference_.network(), stage.layer, weights,
                                                   *input, neuron_ranges(task.computes),
                                                   neuron_ranges(read.region), mine)));
}

void Phone::add_sums(LayerId layer, const Task& task) {
  for (const Box& box : task.computes.boxes()) {
    std::vector<std::shared_ptr<const Tensor>> sums;
    for (const Piece& read : task.reads) {
      const Region common = read.region & box;
      for (const Box& part : common.boxes()) sums.push_back(store_.exactly(read.map, part));
    }
    store_.add({layer}, std::make_shared<Tensor>(add_up(inference_.network(), layer,
                                                        inference_.numeric()->weights.layers[layer],
                                                        sums, box)));
  }
}

}  // namespace modnn
