#include "partition/plan/neuron_cut.h"

#include <map>
#include <optional>

#include "partition/plan/task_work.h"
#include "partition/shares.h"

namespace modnn {
namespace {

Task summing_task(const Network& network, LayerId layer, DeviceId device, Region rows,
                  Region columns, std::optional<double> nonzeros, const WeightStorage& storage) {
  Task task;
  task.device = device;
  task.operation = Operation::sum_of_products;
  task.computes = task.owns = std::move(rows);
  task.reads = {{{network.layer(layer).inputs[0]}, std::move(columns)}};
  fill_summing(task, network, layer, nonzeros, storage);
  return task;
}

Task adding_task(const Network& network, LayerId layer, DeviceId device, Region rows,
                 const std::vector<Task>& summing) {
  Task task;
  task.device = device;
  task.operation = Operation::add_up;
  for (const Task& source : summing) {
    Region common = source.computes & rows;
    if (!common.empty()) task.reads.push_back({{layer, source.device}, std::move(common)});
  }
  task.computes = task.owns = std::move(rows);
  fill_adding(task, network, layer);
  return task;
}

}  // namespace

std::vector<Region> input_parts(const Network& network, LayerId layer,
                                const std::vector<DeviceId>& devices,
                                const std::vector<double>& shares) {
  const Box input = whole(network.layer(network.layer(layer).inputs[0]).shape);
  const std::vector<Range> ranges = proportional_ranges(input.channels.size(), shares);
  std::vector<Region> parts(static_cast<std::size_t>(devices.back()) + 1);
  for (std::size_t q = 0; q < devices.size(); ++q)
    parts[devices[q]] = Box{ranges[q], input.rows, input.cols};
  return parts;
}

NeuronCut cut_by_inputs(const Network& network, LayerId layer, const Box& outputs,
                        const std::vector<Region>& parts, const WeightStorage& storage) {
  const Region read = required_input(network, layer, 0, outputs);
  NeuronCut cut;
  cut.partial_sums.layer = cut.combine.layer = layer;
  for (std::size_t device = 0; device < parts.size(); ++device) {
    const Region part = parts[device] & read;
    if (part.empty()) continue;
    cut.partial_sums.tasks.push_back(summing_task(network, layer, static_cast<DeviceId>(device),
                                                  outputs, part, std::nullopt, storage));
  }
  cut.combine.tasks.push_back(
      adding_task(network, layer, group_owner, outputs, cut.partial_sums.tasks));
  return cut;
}

std::vector<Stage> deliver_cut(Delivery& delivery, NeuronCut cut, bool through_owner) {
  delivery.deliver(cut.partial_sums, needs_of({&cut.partial_sums, 1}), through_owner);
  delivery.record(cut.partial_sums);
  delivery.reduce(cut.combine);
  delivery.record(cut.combine);
  return {std::move(cut.partial_sums), std::move(cut.combine)};
}

std::vector<Stage> deliver_sums(Delivery& delivery, NeuronCut cut) {
  const bool elsewhere = delivery.is_elsewhere(needs_of({&cut.partial_sums, 1}));
  return deliver_cut(delivery, std::move(cut), elsewhere);
}

NeuronCut cut_by_neurons(const Network& network, LayerId layer, const Bipartite& graph,
                         const SparsePartition& partition, const std::vector<DeviceId>& devices,
                         bool at_group_owner, const WeightStorage& storage) {
  auto owners = std::make_shared<NonzeroOwners>();
  owners->row_starts = graph.row_starts;
  owners->column_of = graph.column_of;
  std::vector<double> load(devices.size());
  std::vector<std::vector<char>> reads(devices.size(), std::vector<char>(graph.columns));
  std::vector<std::vector<Index>> rows(devices.size()), homes(devices.size());
  for (Index i = 0; i < graph.rows; ++i) {
    const int home = partition.homes.of_row[i];
    homes[home].push_back(i);
    for (Index n = graph.row_starts[i]; n < graph.row_starts[i + 1]; ++n) {
      const std::int32_t j = graph.column_of[n];
      const int worker = partition.at_row[n] ? home : partition.homes.of_column[j];
      owners->device.push_back(devices[worker]);
      ++load[worker];
      reads[worker][j] = 1;
      if (rows[worker].empty() || rows[worker].back() != i) rows[worker].push_back(i);
    }
  }
  NeuronCut cut;
  cut.partial_sums.layer = cut.combine.layer = layer;
  cut.partial_sums.nonzeros = owners;
  for (std::size_t q = 0; q < devices.size(); ++q) {
    if (load[q] == 0) continue;
    std::vector<Index> columns;
    for (Index j = 0; j < graph.columns; ++j)
      if (reads[q][j]) columns.push_back(j);
    cut.partial_sums.tasks.push_back(summing_task(network, layer, devices[q], neurons(rows[q]),
                                                  neurons(columns), load[q], storage));
  }
  if (at_group_owner) {
    cut.combine.tasks.push_back(adding_task(network, layer, group_owner,
                                            neurons(Range{0, graph.rows}), cut.partial_sums.tasks));
    return cut;
  }
  for (std::size_t q = 0; q < devices.size(); ++q) {
    if (homes[q].empty()) continue;
    cut.combine.tasks.push_back(
        adding_task(network, layer, devices[q], neurons(homes[q]), cut.partial_sums.tasks));
  }
  return cut;
}

}  // namespace modnn
