#include "partition/plan/weight_storage.h"

namespace modnn {

double stored_weight_bytes(const Network& network, LayerId layer, const Box& output,
                           const WeightStorage& storage, std::optional<Index> nonzeros) {
  constexpr double float_bytes = 4;
  constexpr double index_bytes = 4;
  constexpr double bits_per_byte = 8;
  const ParameterLayout layout = parameter_layout(network, layer);
  if (layout.outputs == 0 || output.empty()) return 0;
  const bool sparse = layout.index_bytes_per_weight > 0;
  const double density = sparse ? 1 : storage.density;
  const double weight = storage.bits / bits_per_byte + (sparse || density < 1 ? index_bytes : 0.0);
  const Index outputs = output.channels.size();
  const double biases = layout.biases > 0 ? float_bytes * static_cast<double>(outputs) : 0.0;
  return weight * density * static_cast<double>(nonzeros.value_or(layout.per_output * outputs)) +
         biases;
}

}  // namespace modnn
