#include "sim/service/provisions.h"

#include <algorithm>
#include <list>
#include <memory>
#include <numeric>

namespace modnn {
namespace {

/// What one call hands out.
struct Delivery {
  std::list<Message> messages;
  std::size_t arrived = 0;
  std::function<void()> ready;
};

double& at(std::vector<double>& of_device, LayerId layer) {
  const auto index = static_cast<std::size_t>(layer);
  if (of_device.size() <= index) of_device.resize(index + 1);
  return of_device[index];
}

}  // namespace

Provisions::Provisions(Cell& cell, const std::vector<Plan>& plans)
    : cell_(cell), there_(cell.cluster.members.size()) {
  for (const Plan& plan : plans) need(plan, there_);
}

void Provisions::need(const Plan& plan, Weights& needed) const {
  Weights of_plan(needed.size());
  for (const Stage& stage : plan.stages) {
    for (const Task& task : stage.tasks)
      at(of_plan[static_cast<std::size_t>(task.device)], stage.layer) += task.weight_bytes;
  }
  for (std::size_t device = 0; device < needed.size(); ++device) {
    for (std::size_t layer = 0; layer < of_plan[device].size(); ++layer) {
      double& bytes = at(needed[device], static_cast<LayerId>(layer));
      bytes = std::max(bytes, of_plan[device][layer]);
    }
  }
}

void Provisions::hand_out(const std::vector<const Plan*>& plans, std::function<void()> ready) {
  Weights needed = there_;
  for (const Plan* plan : plans) need(*plan, needed);
  const auto delivery = std::make_shared<Delivery>();
  delivery->ready = std::move(ready);
  for (DeviceId device = 1; device < cell_.cluster.size(); ++device) {
    const auto which = static_cast<std::size_t>(device);
    const auto sum = [](const std::vector<double>& of_device) {
      return std::accumulate(of_device.begin(), of_device.end(), 0.0);
    };
    const double lacking = sum(needed[which]) - sum(there_[which]);
    if (lacking <= 0) continue;
    Message& message = delivery->messages.emplace_back();
    message.destination = device;
    message.bytes = lacking;
  }
  if (delivery->messages.empty()) return delivery->ready();
  for (const Message& message : delivery->messages) {
    Letter letter;
    letter.message = &message;
    letter.lose = [delivery] {};
    letter.receive = [this, delivery, has = needed[static_cast<std::size_t>(message.destination)]](
                         const Letter& arrived) {
      std::vector<double>& there = there_[static_cast<std::size_t>(arrived.message->destination)];
      for (std::size_t layer = 0; layer < has.size(); ++layer) {
        double& bytes = at(there, static_cast<LayerId>(layer));
        bytes = std::max(bytes, has[layer]);
      }
      bytes_ += arrived.message->bytes;
      if (++delivery->arrived == delivery->messages.size()) delivery->ready();
    };
    cell_.post.send(std::move(letter));
  }
}

}  // namespace modnn
