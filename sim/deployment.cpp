#include "sim/deployment.h"

#include "sim/world/air.h"

namespace modnn {

double deployment_bytes(const Plan& plan) {
  double bytes = 0;
  for (DeviceId worker = 1; worker < plan.devices; ++worker) bytes += plan.memory[worker].weights;
  return bytes;
}

double simulate_deployment(World& world, const Cluster& cluster, const Plan& plan,
                           const SimulationOptions& options) {
  const double begin = simgrid::s4u::Engine::get_clock();
  double end = begin;
  Ledger ledger(plan.devices, begin, nullptr);
  CriticalPath path;
  Air air(world, cluster, options, ledger, path);
  for (DeviceId worker = 1; worker < plan.devices; ++worker) {
    Message message;
    message.destination = worker;
    message.bytes = plan.memory[worker].weights;
    if (message.bytes == 0) continue;
    simgrid::s4u::Actor::create("deployment", world.host(group_owner), [&air, &end, message] {
      air.transfer(message, 0, CriticalPath::start, 1);
      end = simgrid::s4u::Engine::get_clock();
    });
  }
  world.engine().run();
  return end - begin;
}

}  // namespace modnn
