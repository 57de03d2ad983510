#include "partition/plan/delivery.h"

#include "partition/region.h"

namespace modnn {
namespace {

void append(std::vector<Piece>& pieces, LayerId tensor, const std::vector<Box>& boxes) {
  for (const Box& box : boxes) pieces.push_back({tensor, box});
}

/// What a task reads of its input number `which`.
std::vector<Box> required(const Task& task, std::size_t which) {
  return task.columns.empty() ? std::vector<Box>{task.inputs[which]} : neuron_boxes(task.columns);
}

std::vector<Box> outputs(const Task& task) {
  return task.rows.empty() ? std::vector<Box>{task.output} : neuron_boxes(task.rows);
}

void append(std::vector<Box>& boxes, const std::vector<Box>& more) {
  boxes.insert(boxes.end(), more.begin(), more.end());
}

bool overlap(const Message& a, const std::vector<Piece>& pieces) {
  for (const Piece& x : a.pieces) {
    for (const Piece& y : pieces) {
      if (x.tensor == y.tensor && !intersect(x.box, y.box).empty()) return true;
    }
  }
  return false;
}

}  // namespace

Delivery::Delivery(const Network& network, int devices, const PlanOptions& options,
                   const std::vector<Box>& needed)
    : network_(network), options_(options), needed_(needed), devices_(devices) {
  const std::vector<std::vector<Box>> nobody(static_cast<std::size_t>(devices));
  computed_.assign(network.layers.size(), nobody);
  held_ = computed_;
  computed_[0][group_owner] = held_[0][group_owner] = {whole(network.input_shape())};
}

void Delivery::deliver_inputs(Stage& stage, bool through_owner) {
  if (!through_owner && options_.mode == DeliveryMode::halo) {
    for (const Task& task : stage.tasks) exchange(stage, task);
    return;
  }
  for (const LayerId tensor : network_.layer(stage.layer).inputs) gather(stage, tensor);
  for (const Task& task : stage.tasks) {
    if (task.device != group_owner) scatter(stage, task);
  }
}

void Delivery::gather(Stage& stage, LayerId tensor) {
  const std::vector<Box> lacking = missing(tensor, group_owner, {needed_[tensor]});
  for (DeviceId source = 1; source < devices_; ++source) {
    std::vector<Piece> pieces;
    for (const Box& owned : computed_[tensor][source]) {
      for (const Box& part : lacking) {
        const Box piece = intersect(owned, part);
        if (!piece.empty()) pieces.push_back({tensor, piece});
      }
    }
    send(stage, source, group_owner, Purpose::gather, pieces);
  }
  held_[tensor][group_owner] = {needed_[tensor]};  // one box: what is held is subtracted often
}

void Delivery::scatter(Stage& stage, const Task& task) {
  const Layer& layer = network_.layer(stage.layer);
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    const LayerId tensor = layer.inputs[i];
    append(pieces, tensor, missing(tensor, task.device, required(task, i)));
    if (options_.mode == DeliveryMode::halo) append(held_[tensor][task.device], required(task, i));
  }
  std::vector<int> after;
  for (std::size_t i = 0; i < stage.messages.size(); ++i) {
    const Message& message = stage.messages[i];
    if (message.destination == group_owner && overlap(message, pieces)) {
      after.push_back(static_cast<int>(i));
    }
  }
  send(stage, group_owner, task.device, Purpose::scatter, pieces, std::move(after));
}

void Delivery::exchange(Stage& stage, const Task& task) {
  const Layer& layer = network_.layer(stage.layer);
  std::vector<std::vector<Box>> lacking;  // per input
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    lacking.push_back(missing(layer.inputs[i], task.device, required(task, i)));
  }
  for (DeviceId source = 0; source < devices_; ++source) {
    std::vector<Piece> pieces;
    bool handed_out = source == group_owner;
    for (std::size_t i = 0; i < task.inputs.size(); ++i) {
      const LayerId tensor = layer.inputs[i];
      for (const Box& owned : computed_[tensor][source]) {
        for (const Box& part : lacking[i]) {
          const Box piece = intersect(owned, part);
          if (piece.empty()) continue;
          pieces.push_back({tensor, piece});
          handed_out = handed_out && owned.contains(needed_[tensor]);
        }
      }
    }
    const Purpose purpose = handed_out ? Purpose::scatter : Purpose::halo;
    hand_over(stage, source, task.device, purpose, pieces);
  }
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    append(held_[layer.inputs[i]][task.device], required(task, i));
  }
}

void Delivery::reduce(Stage& stage, const std::vector<Task>& summing) {
  for (const Task& adding : stage.tasks) {
    for (const Task& task : summing) {
      if (task.device == adding.device) continue;
      std::vector<Piece> pieces;
      for (const Box& box : neuron_boxes(intersect(task.rows, adding.rows)))
        pieces.push_back({stage.layer, box, true});
      hand_over(stage, task.device, adding.device, Purpose::reduce, pieces);
    }
  }
}

/// From device to device, through the group owner where halos are relayed.
void Delivery::hand_over(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                         const std::vector<Piece>& pieces) const {
  send(stage, source,
       options_.via == Via::relay && source != group_owner ? group_owner : destination, purpose,
       pieces);
  if (pieces.empty() || stage.messages.back().destination == destination) return;
  const int first_hop = static_cast<int>(stage.messages.size()) - 1;
  send(stage, group_owner, destination, purpose, pieces, {first_hop});
  stage.messages.back().relay = true;
}

void Delivery::record_outputs(const Stage& stage) {
  for (const Task& task : stage.tasks) {
    append(computed_[stage.layer][task.device], outputs(task));
    // In map_reduce a worker returns its region and keeps nothing.
    if (options_.mode == DeliveryMode::halo || task.device == group_owner) {
      append(held_[stage.layer][task.device], outputs(task));
    }
  }
}

std::vector<Box> Delivery::missing(LayerId tensor, DeviceId device,
                                   const std::vector<Box>& required) const {
  std::vector<Box> lacking;
  for (const Box& box : required) append(lacking, subtract(box, held_[tensor][device]));
  return lacking;
}

void Delivery::send(Stage& stage, DeviceId source, DeviceId destination, Purpose purpose,
                    const std::vector<Piece>& pieces, std::vector<int> after) const {
  if (pieces.empty()) return;
  Message message{source, destination, purpose, pieces, 0, std::move(after), false};
  for (const Piece& piece : pieces) {
    message.bytes += static_cast<double>(piece.box.elements()) * options_.bytes_per_value;
  }
  stage.messages.push_back(std::move(message));
}

}  // namespace modnn
