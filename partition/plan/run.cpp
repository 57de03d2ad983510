#include "partition/plan/run.h"

#include <algorithm>

#include "partition/plan/task_work.h"

namespace modnn {
namespace {

/// Whether a layer after the run, or the user, reads the layer's output.
bool read_after(const Network& network, const Run& run, LayerId layer) {
  if (layer == network.size() - 1) return true;
  const auto reads = [layer](const Layer& reader) {
    return std::ranges::find(reader.inputs, layer) != reader.inputs.end();
  };
  return std::any_of(network.layers.begin() + run.last + 1, network.layers.end(), reads);
}

}  // namespace

Run run_from(const Network& network, const PartitionSpec& spec, const ChosenScheme& chosen,
             LayerId first) {
  Run run{first, first};
  if (chosen.scheme->argument != Argument::run || chosen.scheme->cut == Cut::placed) return run;
  const int longest = run_length(chosen.argument);
  while (run.last - run.first + 1 < longest && run.last + 1 < network.size()) {
    const ChosenScheme next = scheme_for(spec, network.layer(run.last + 1));
    if (next.scheme != chosen.scheme || next.argument != chosen.argument) break;
    ++run.last;
  }
  return run;
}

std::vector<std::vector<Part>> parts_of(const Network& network, const Run& run, int devices,
                                        const std::function<std::vector<Region>(LayerId)>& cut) {
  std::vector<std::vector<Part>> parts(static_cast<std::size_t>(run.last - run.first + 1),
                                       std::vector<Part>(static_cast<std::size_t>(devices)));
  for (LayerId id = run.last; id >= run.first; --id) {
    std::vector<Part>& of_layer = parts[static_cast<std::size_t>(id - run.first)];
    if (read_after(network, run, id)) {
      const std::vector<Region> owned = cut(id);
      for (std::size_t device = 0; device < of_layer.size(); ++device) {
        of_layer[device].owns = owned[device];
        of_layer[device].computes |= owned[device];
      }
    }
    const std::vector<LayerId>& inputs = network.layer(id).inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] < run.first) continue;
      std::vector<Part>& before = parts[static_cast<std::size_t>(inputs[i] - run.first)];
      for (std::size_t device = 0; device < of_layer.size(); ++device) {
        for (const Box& box : of_layer[device].computes.boxes())
          before[device].computes |= required_input(network, id, i, box);
      }
    }
  }
  return parts;
}

std::vector<Stage> stages_of(const Network& network, const Run& run, const std::vector<Box>& needed,
                             int devices, const std::function<std::vector<Region>(LayerId)>& cut) {
  const auto parts = parts_of(network, run, devices, cut);
  std::vector<Stage> stages;
  for (LayerId id = run.first; id <= run.last; ++id) {
    if (needed[id].empty()) continue;
    Stage& stage = stages.emplace_back();
    stage.layer = id;
    for (DeviceId device = 0; device < devices; ++device) {
      const Part& part = parts[static_cast<std::size_t>(id - run.first)][device];
      if (!part.computes.empty())
        stage.tasks.push_back(computing_task(network, id, device, part.computes, part.owns));
    }
  }
  return stages;
}

void add_copies(const Network& network, Stage& stage, const std::vector<Region>& copied) {
  std::vector<Task> tasks;
  auto task = stage.tasks.begin();
  for (DeviceId device = 0; device < static_cast<DeviceId>(copied.size()); ++device) {
    const bool has_part = task != stage.tasks.end() && task->device == device;
    Region computes = copied[static_cast<std::size_t>(device)];
    if (has_part) computes |= task->computes;
    if (!computes.empty())
      tasks.push_back(computing_task(network, stage.layer, device, std::move(computes),
                                     has_part ? task->owns : Region()));
    if (has_part) ++task;
  }
  stage.tasks = std::move(tasks);
}

}  // namespace modnn
