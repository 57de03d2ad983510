#include "sim/experiment/run_point.h"

#include "models/input.h"
#include "models/kernels/run_layer.h"
#include "models/weights.h"
#include "partition/planner.h"
#include "sim/simulate.h"

namespace modnn {

PointResult run_point(const Experiment& experiment) {
  const Network& network = experiment.network;
  const Plan plan = make_plan(network, experiment.cluster, experiment.plan);
  if (experiment.mode == Mode::timing) {
    return {simulate(network, experiment.cluster, plan, experiment.simulation, nullptr), 0};
  }
  const Weights weights = generate_weights(network, experiment.seed);
  const Tensor image = experiment.image ? load_image(*experiment.image, network.input_shape())
                                        : generate_input(network.input_shape(), experiment.seed);
  const Tensor reference = run_network(network, weights, image);
  const NumericInputs numeric{weights, image};
  PointResult result{simulate(network, experiment.cluster, plan, experiment.simulation, &numeric),
                     0};
  result.max_relative_error = max_relative_error(*result.report.output, reference);
  return result;
}

Experiment alone(const Experiment& experiment) {
  Experiment baseline = experiment;
  baseline.cluster = lone_phone(experiment.cluster);
  baseline.mode = Mode::timing;
  return baseline;
}

}  // namespace modnn
