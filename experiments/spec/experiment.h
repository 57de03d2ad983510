#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/maps/image_folder.h"
#include "models/network/network.h"
#include "partition/plan/planner.h"
#include "platforms/cluster.h"
#include "search/search.h"
#include "sim/service/changes.h"
#include "sim/service/workload.h"
#include "sim/world/options.h"

namespace modnn {

enum class Mode {
  timing,  ///< no tensor exists: only how long everything takes
  numeric  ///< the phones run the real kernels; the result is compared with the lone phone's
};

/// One point: everything that a simulation needs.
struct Experiment {
  std::string name;
  Network network;
  Cluster cluster;
  PlanOptions plan;
  std::shared_ptr<const std::vector<Stage>> stages{};  ///< of a plan of one's own, instead
  Goal goal{};                                         ///< of a plan that is searched
  std::shared_ptr<const Found> found{};                ///< of its search, when that is over
  SimulationOptions simulation;
  Mode mode = Mode::timing;
  std::uint64_t seed = 1;               ///< of weights and of a generated image
  std::optional<Workload> workload;     ///< without one a single image at the group owner
  std::optional<Changes> changes{};     ///< of the cell, while it serves images
  std::optional<std::string> image;     ///< a PNG or JPEG file; generated from the seed without one
  std::vector<LabelledImage> images{};  ///< of the workload, by turns; generated without them
  double tolerance = 1e-4;  ///< largest max_relative_error with which a numeric point passes
};

/// The network that is planned and run: batch norms are folded into the convolutions before them.
Network planned_network(const Experiment& experiment);

/// The nonzeros of the sparse layers of its planned_network().
Patterns plan_patterns(const Experiment& experiment, const Network& network);

/// There is no plan of an experiment.
struct PlanError : std::runtime_error {
  using std::runtime_error::runtime_error;
  PlanError(const std::string& text, DeviceId too_small)
      : std::runtime_error(text), device(too_small) {}
  std::optional<DeviceId> device;      ///< whose memory cannot suffice, when that is why
  std::string pointer = "/partition";  ///< else what cannot be met
};

/// The experiment with the best plan of its search in the place of "auto", unless that was found
/// before; another one as it is. Throws PlanError, and FreshProcessNeeded where this process has
/// simulated before.
Experiment with_plan_found(const Experiment& experiment, const Network& network,
                           const SearchMeans& means = {});

/// Where its images come from.
std::vector<DeviceId> image_sources(const Experiment& experiment);

/// The plan of an experiment for its planned_network(), of an image from the first of its sources.
/// One that is searched is searched in this process, and forgotten. Throws PlanError, and as
/// weight_patterns() does.
Plan plan_experiment(const Experiment& experiment, const Network& network);
/// The same for each of the image_sources().
std::vector<Plan> plan_sources(const Experiment& experiment, const Network& network);

}  // namespace modnn
