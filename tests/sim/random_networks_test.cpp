// Distributed = single, for random networks, clusters, partitions and deliveries.
#include <gtest/gtest.h>

#include "models/kernels/run_layer.h"
#include "models/maps/input.h"
#include "tests/partition/random_case.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

TEST(RandomNetworks, GiveTheLonePhonesResult) {
  std::mt19937 random(42);
  for (int round = 0; round < 150; ++round) {
    const test::RandomCase c = test::random_case(random);
    const Transfers transfers = round % 2 == 0 ? Transfers::serial : Transfers::concurrent;
    const Json error = test::in_child([&] {
      const Weights weights = generate_weights(c.network, c.seed);
      const Tensor image = generate_input(c.network.input_shape(), 3);
      const NumericInputs numeric{weights, image};
      const Plan plan = c.plan();
      SimulationOptions options{transfers, WakeupPolicy::per_message};
      options.sync = round % 3 == 0 ? Sync::layer : Sync::none;
      const Report report = simulate(c.network, c.cluster, plan, options, &numeric);
      double worst = 0;
      // The last layer, and what a softmax is given.
      Network network = c.network;
      for (auto result = report.results.rbegin(); result != report.results.rend(); ++result) {
        const Tensor alone = run_network(network, weights, image);
        worst = std::max(worst, max_relative_error(*result, alone));
        network.layers.pop_back();
      }
      return Json(worst);
    });
    ASSERT_TRUE(error.is_number()) << "round " << round;
    ASSERT_LE(error.get<double>(), 1e-5) << "round " << round;
  }
}

}  // namespace
}  // namespace modnn
