#include "experiments/run/run_point.h"

#include <algorithm>

#include "experiments/run/find_plan.h"
#include "experiments/run/notes.h"
#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "models/maps/input.h"
#include "models/weights/fold_batch_norm.h"
#include "models/weights/weights_file.h"
#include "partition/plan/liveness.h"
#include "partition/plan/planner.h"
#include "sim/service/checkpoints.h"
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

double error_of(const std::vector<Tensor>& answer, const std::vector<Tensor>& references) {
  double error = 0;
  for (std::size_t i = 0; i < references.size(); ++i)
    error = std::max(error, max_relative_error(answer[i], references[i]));
  return error;
}

Report play(const Experiment& experiment, const Network& network, std::vector<Plan> plans,
            const NumericInputs* numeric) {
  const SimulationOptions& options = experiment.simulation;
  if (!experiment.workload && !experiment.changes)
    return simulate(network, experiment.cluster, plans.front(), options, numeric);
  std::optional<Changes> changes = experiment.changes;
  if (changes) {
    changes->plan = experiment.plan;
    changes->patterns = plan_patterns(experiment, network);
    for (Plan& plan : plans)
      plan = with_checkpoints(std::move(plan), changes->recovery.checkpoint_every,
                              changes->plan.bytes_per_value);
  }
  Report report = simulate(network, experiment.cluster, experiment.workload.value_or(Workload{}),
                           plans, options, numeric, changes ? &*changes : nullptr);
  if (!experiment.workload) report.stream.reset();
  return report;
}

/// The image of this number. Of a stream every image is another, unless there is only one.
Tensor image_of(const Experiment& experiment, const Shape& shape, int number) {
  if (experiment.image) return load_image(*experiment.image, shape);
  const auto at = static_cast<std::size_t>(number);
  if (!experiment.images.empty())
    return load_image(experiment.images[at % experiment.images.size()].file, shape);
  return generate_input(shape,
                        number == 0 ? experiment.seed : seed_of_image(experiment.seed, number));
}

/// What a network recognises: the place of the largest of its outputs, the first of several.
int recognised(const std::vector<Tensor>& answer) {
  const std::vector<float>& values = answer.back().values;
  return static_cast<int>(std::ranges::max_element(values) - values.begin());
}

void add_labels(const std::vector<LabelledImage>& images, const std::vector<int>& answers,
                StreamReport& stream) {
  for (std::size_t i = 0; i < stream.images.size(); ++i) {
    const LabelledImage& image = images[i % images.size()];
    stream.images[i].file = image.file.filename().string();
    stream.images[i].label = image.label;
    stream.images[i].answer = answers[i];
  }
}

PointResult run_numeric(const Experiment& experiment, const Network& network,
                        const std::vector<Plan>& plans, const Weights& weights) {
  const Shape shape = network.input_shape();
  const Tensor image = image_of(experiment, shape, 0);
  const std::vector<Tensor> references = reference_results(network, weights, image);
  NumericInputs numeric{weights, image, static_cast<int>(experiment.plan.bytes_per_value)};
  if (!experiment.image)
    numeric.other_image = [&](int number) { return image_of(experiment, shape, number); };
  double largest = 0;
  std::vector<int> answers(
      static_cast<std::size_t>(experiment.workload ? experiment.workload->images : 1));
  numeric.error = [&](int number, const std::vector<Tensor>& answer) {
    const bool is_first = number == 0 || !numeric.other_image;
    const double error =
        is_first
            ? error_of(answer, references)
            : error_of(answer, reference_results(network, weights, numeric.other_image(number)));
    largest = std::max(largest, error);
    answers[static_cast<std::size_t>(number)] = recognised(answer);
    return error;
  };
  Report report = play(experiment, network, plans, &numeric);
  if (!experiment.images.empty() && report.stream)
    add_labels(experiment.images, answers, *report.stream);
  return {std::move(report), largest};
}

}  // namespace

PointResult run_point(const Experiment& asked) {
  const Experiment experiment = with_plan_found(asked, planned_network(asked));
  Network network = experiment.network;
  Weights weights;
  if (experiment.mode == Mode::numeric) {
    weights = network_weights(network, experiment.seed);
    fold_batch_norm(network, &weights);
    prepare_weights(network, weights);
  } else {
    fold_batch_norm(network, nullptr);
  }
  const std::vector<Plan> plans = plan_sources(experiment, network);
  PointResult result = experiment.mode == Mode::timing
                           ? PointResult{play(experiment, network, plans, nullptr), 0}
                           : run_numeric(experiment, network, plans, weights);
  result.found = experiment.found;
  result.notes = notes(experiment, network, plans.front(), result.report);
  for (std::string& note : search_notes(asked)) result.notes.push_back(std::move(note));
  return result;
}

Network planned_network(const Experiment& experiment) {
  Network network = experiment.network;
  fold_batch_norm(network, nullptr);
  return network;
}

Patterns plan_patterns(const Experiment& experiment, const Network& network) {
  PartitionSpec spec = experiment.plan.partition;
  // A plan of one's own, or one that is searched, may cut any sparse layer.
  if (experiment.stages || is_searched(spec) || experiment.found) spec = {};
  return weight_patterns(network, spec, experiment.seed, experiment.cluster.workers());
}

Experiment alone(const Experiment& experiment) {
  Experiment baseline = experiment;
  baseline.cluster = lone_phone(experiment.cluster);
  baseline.mode = Mode::timing;
  baseline.stages.reset();
  if (is_searched(baseline.plan.partition)) baseline.plan.partition = {};
  baseline.found.reset();
  baseline.plan.placement.reset();
  baseline.plan.partition.pipeline.clear();
  baseline.plan.partition.search.reset();
  // The same for every delivery, seed and fidelity: it sends nothing.
  baseline.simulation = {};
  baseline.workload.reset();
  baseline.changes.reset();
  return baseline;
}

}  // namespace modnn
