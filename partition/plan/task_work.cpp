#include "partition/plan/task_work.h"

#include <utility>

#include "partition/region.h"

namespace modnn {
namespace {

constexpr double float_bytes = 4;

/// Weights as they are stored: of these output channels, each once.
void add_weights(Task& task, const Network& network, LayerId id, const std::vector<Range>& channels,
                 const WeightStorage& storage, const Patterns& patterns) {
  const auto pattern = patterns.find(id);
  if (pattern != patterns.end()) task.work.macs = 0;
  for (const Range& range : channels) {
    const Box box{range, {0, 1}, {0, 1}};
    std::optional<Index> nonzeros;
    if (pattern != patterns.end()) {
      const std::vector<Index>& starts = pattern->second->row_starts;
      nonzeros = starts[range.end] - starts[range.begin];
      task.work.macs += static_cast<double>(*nonzeros);
    }
    const double stored = stored_weight_bytes(network, id, box, storage, nonzeros);
    task.weight_bytes += stored;
    task.work.bytes += stored - weight_bytes(network, id, box);
  }
}

}  // namespace

Task computing_task(const Network& network, LayerId layer, DeviceId device, Region computes,
                    Region owns) {
  Task task;
  task.device = device;
  task.computes = std::move(computes);
  task.owns = std::move(owns);
  const std::vector<LayerId>& inputs = network.layer(layer).inputs;
  for (const LayerId input : inputs) task.reads.push_back({{input}, {}});
  for (const Box& box : task.computes.boxes()) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
      task.reads[i].region |= required_input(network, layer, i, box);
  }
  return task;
}

void fill_computing(Task& task, const Network& network, LayerId layer, const WeightStorage& storage,
                    const Patterns& patterns) {
  Region channels;
  for (const Box& box : task.computes.boxes()) {
    const Work more = work(network, layer, box);
    task.work.kernel = more.kernel;
    task.work.macs += more.macs;
    task.work.elements += more.elements;
    task.work.bytes += more.bytes - (channels.empty() ? 0 : weight_bytes(network, layer, box));
    channels |= neurons(box.channels);
  }
  add_weights(task, network, layer, neuron_ranges(channels), storage, patterns);
}

void fill_summing(Task& task, const Network& network, LayerId layer, std::optional<double> nonzeros,
                  const WeightStorage& storage) {
  task.work.kernel = work(network, layer, whole(network.layer(layer).shape)).kernel;
  const ParameterLayout layout = parameter_layout(network, layer);
  double weights = nonzeros.value_or(0);
  task.work.macs = weights;
  if (!nonzeros) {
    const Shape& input = network.layer(network.layer(layer).inputs[0]).shape;
    Region channels;
    for (const Piece& read : task.reads) channels |= channels_of(read.region);
    const auto of_an_output =
        static_cast<double>(layout.per_output / input.channels * channels.elements());
    weights = of_an_output * static_cast<double>(channels_of(task.computes).elements());
    task.work.macs = of_an_output * static_cast<double>(task.computes.elements());
  }
  const bool indexed = layout.index_bytes_per_weight > 0 || storage.density < 1;
  const double density = layout.index_bytes_per_weight > 0 ? 1 : storage.density;
  task.weight_bytes = weights * density * (storage.bits / 8 + (indexed ? float_bytes : 0));
  Index values = task.computes.elements();
  for (const Piece& read : task.reads) values += read.region.elements();
  task.work.bytes = task.weight_bytes + float_bytes * static_cast<double>(values);
}

void fill_adding(Task& task, const Network& network, LayerId layer) {
  double sums = 0;
  for (const Piece& read : task.reads) sums += static_cast<double>(read.region.elements());
  task.work.kernel = KernelClass::elementwise;
  const double own = static_cast<double>(task.computes.elements());
  const Work all = work(network, layer, whole(network.layer(layer).shape));
  task.work.elements =
      sums + all.elements * own / static_cast<double>(network.layer(layer).shape.elements());
  const double biases = static_cast<double>(channels_of(task.computes).elements());
  const double bias_bytes = parameter_layout(network, layer).biases > 0 ? float_bytes * biases : 0;
  task.weight_bytes = bias_bytes;
  task.work.bytes = bias_bytes + float_bytes * (sums + own);
}

}  // namespace modnn
