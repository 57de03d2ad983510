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
  const auto arrivals = sg::Semaphore::create(0);
  simgrid_api::add_actor("deployment", world.host(group_owner), [&] {
    int messages = 0;
    for (DeviceId worker = 1; worker < plan.devices; ++worker) {
      Message message;
      message.destination = worker;
      message.bytes = plan.memory[worker].weights;
      if (message.bytes == 0) continue;
      ++messages;
      cell.couriers.send([&, message] {
        cell.air.transfer(message, 0, {CriticalPath::start, begin}, 1);
        arrivals->release();
      });
    }
    while (messages-- > 0) arrivals->acquire();
  });
  world.engine().run();
  return world.now() - begin;
}

}  // namespace modnn
