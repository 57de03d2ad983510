#include "sim/deployment.h"

#include "sim/middleware/cell.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

double deployment_bytes(const Plan& plan) {
  double bytes = 0;
  for (DeviceId worker = 1; worker < plan.devices; ++worker) bytes += plan.memory[worker].weights;
  return bytes;
}

double simulate_deployment(World& world, const Cluster& cluster, const Plan& plan,
                           const SimulationOptions& options) {
  namespace sg = simgrid::s4u;
  const double begin = world.now();
  SimulationOptions untimed = options;
  untimed.timeline = false;
  Cell cell(world, cluster, untimed);  // another one: all radios have been at rest
  std::vector<Message> messages;
  for (DeviceId worker = 1; worker < plan.devices; ++worker) {
    if (plan.memory[worker].weights == 0) continue;
    Message& message = messages.emplace_back();
    message.destination = worker;
    message.bytes = plan.memory[worker].weights;
  }
  const auto arrivals = sg::Semaphore::create(0);
  simgrid_api::add_actor("deployment", world.host(group_owner), [&] {
    for (const Message& message : messages) {
      Letter letter;
      letter.message = &message;
      letter.receive = [&arrivals](const Letter&) { arrivals->release(); };
      cell.post.send(std::move(letter));
    }
    for (std::size_t i = 0; i < messages.size(); ++i) arrivals->acquire();
  });
  world.engine().run();
  return world.now() - begin;
}

}  // namespace modnn
