#include "experiments/run/run_point.h"

#include <algorithm>

#include "experiments/run/notes.h"
#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "models/maps/input.h"
#include "models/weights/fold_batch_norm.h"
#include "models/weights/weights_file.h"
#include "partition/plan/liveness.h"
#include "partition/plan/planner.h"
#include "sim/simulate.h"

namespace modnn {

namespace {

/// The lone phone's answer: the output of each of the result_layers().
std::vector<Tensor> reference_results(const Network& network, const Weights& weights,
                                      const Tensor& image) {
  if (result_layers(network).size() == 1) return {run_network(network, weights, image)};
  Network without_softmax = network;
  without_softmax.layers.pop_back();
  const LayerId softmax = network.size() - 1;
  std::vector<Tensor> results{run_network(without_softmax, weights, image)};
  results.push_back(run_layer(network, softmax, weights.layers[softmax], {&results.front()},
                              whole(network.layer(softmax).shape)));
  return results;
}

}  // namespace

PointResult run_point(const Experiment& experiment) {
  Network network = experiment.network;
  Weights weights;
  if (experiment.mode == Mode::numeric) {
    weights = network_weights(network, experiment.seed);
    fold_batch_norm(network, &weights);
    prepare_weights(network, weights);
  } else {
    fold_batch_norm(network, nullptr);
  }
  const Plan plan = plan_experiment(experiment, network);
  if (experiment.mode == Mode::timing) {
    PointResult result{simulate(network, experiment.cluster, plan, experiment.simulation, nullptr),
                       0};
    result.notes = notes(experiment, network, plan, result.report);
    return result;
  }
  const Tensor image = experiment.image ? load_image(*experiment.image, network.input_shape())
                                        : generate_input(network.input_shape(), experiment.seed);
  const std::vector<Tensor> references = reference_results(network, weights, image);
  const NumericInputs numeric{weights, image, static_cast<int>(experiment.plan.bytes_per_value)};
  PointResult result{simulate(network, experiment.cluster, plan, experiment.simulation, &numeric),
                     0};
  for (std::size_t i = 0; i < references.size(); ++i) {
    result.max_relative_error = std::max(
        result.max_relative_error, max_relative_error(result.report.results[i], references[i]));
  }
  result.notes = notes(experiment, network, plan, result.report);
  return result;
}

Network planned_network(const Experiment& experiment) {
  Network network = experiment.network;
  fold_batch_norm(network, nullptr);
  return network;
}

Patterns plan_patterns(const Experiment& experiment, const Network& network) {
  PartitionSpec spec = experiment.plan.partition;
  if (experiment.stages) spec = {};  // a plan of one's own may cut any sparse layer
  return weight_patterns(network, spec, experiment.seed, experiment.cluster.workers());
}

Experiment alone(const Experiment& experiment) {
  Experiment baseline = experiment;
  baseline.cluster = lone_phone(experiment.cluster);
  baseline.mode = Mode::timing;
  baseline.stages.reset();
  baseline.plan.placement.reset();
  // The same for every delivery, seed and fidelity: it sends nothing.
  baseline.simulation = {};
  return baseline;
}

}  // namespace modnn
