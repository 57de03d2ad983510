#include "partition/plan/weight_storage.h"

namespace modnn {
namespace {

constexpr double float_bytes = 4;
constexpr double index_bytes = 4;

double value_bytes(const WeightStorage& storage) {
  constexpr double bits_per_byte = 8;
  return storage.bits / bits_per_byte;
}

}  // namespace

bool pays_to_index(const WeightStorage& storage) {
  const double value = value_bytes(storage);
  return storage.density * (value + index_bytes) < value;
}

double stored_weight_bytes(const Network& network, LayerId layer, const Box& output,
                           const WeightStorage& storage, std::optional<Index> nonzeros) {
  const ParameterLayout layout = parameter_layout(network, layer);
  if (layout.outputs == 0 || output.empty()) return 0;
  const bool sparse = layout.index_bytes_per_weight > 0;
  const bool pruned = !sparse && pays_to_index(storage);
  const double density = pruned ? storage.density : 1;
  const double weight = value_bytes(storage) + (sparse || pruned ? index_bytes : 0.0);
  const Index outputs = output.channels.size();
  const double biases = layout.biases > 0 ? float_bytes * static_cast<double>(outputs) : 0.0;
  return weight * density * static_cast<double>(nonzeros.value_or(layout.per_output * outputs)) +
         biases;
}

}  // namespace modnn
