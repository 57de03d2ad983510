#include "partition/delivery.h"

#include "partition/region.h"

namespace modnn {
namespace {

void append(std::vector<Piece>& pieces, LayerId tensor, const std::vector<Box>& boxes) {
  for (const Box& box : boxes) pieces.push_back({tensor, box});
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

Delivery::Delivery(const Network& network, int devices, const PlanOptions& options)
    : network_(network), options_(options), devices_(devices) {
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
  const Box all = whole(network_.layer(tensor).shape);
  const std::vector<Box> lacking = missing(tensor, group_owner, all);
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
  held_[tensor][group_owner] = {all};
}

void Delivery::scatter(Stage& stage, const Task& task) {
  const Layer& layer = network_.layer(stage.layer);
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    const LayerId tensor = layer.inputs[i];
    append(pieces, tensor, missing(tensor, task.device, task.inputs[i]));
    if (options_.mode == DeliveryMode::halo) held_[tensor][task.device].push_back(task.inputs[i]);
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
    lacking.push_back(missing(layer.inputs[i], task.device, task.inputs[i]));
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
          handed_out = handed_out && owned == whole(network_.layer(tensor).shape);
        }
      }
    }
    const Purpose purpose = handed_out ? Purpose::scatter : Purpose::halo;
    const bool relayed =
        options_.via == Via::relay && source != group_owner && task.device != group_owner;
    if (relayed && !pieces.empty()) {
      send(stage, source, group_owner, purpose, pieces);
      const int first_hop = static_cast<int>(stage.messages.size()) - 1;
      send(stage, group_owner, task.device, purpose, pieces, {first_hop});
      stage.messages.back().relay = true;
    } else {
      send(stage, source, task.device, purpose, pieces);
    }
  }
  for (std::size_t i = 0; i < task.inputs.size(); ++i) {
    held_[layer.inputs[i]][task.device].push_back(task.inputs[i]);
  }
}

void Delivery::record_outputs(const Stage& stage) {
  for (const Task& task : stage.tasks) {
    computed_[stage.layer][task.device].push_back(task.output);
    // In map_reduce a worker returns its region and keeps nothing.
    if (options_.mode == DeliveryMode::halo || task.device == group_owner) {
      held_[stage.layer][task.device].push_back(task.output);
    }
  }
}

std::vector<Box> Delivery::missing(LayerId tensor, DeviceId device, const Box& required) const {
  return subtract(required, held_[tensor][device]);
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
