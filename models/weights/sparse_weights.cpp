#include "models/weights/sparse_weights.h"

#include <algorithm>
#include <cmath>

#include "config/random.h"

namespace modnn {
namespace {

/// `count` labels 0 .. blocks - 1 in equal numbers, shuffled (Fisher and Yates).
std::vector<int> scrambled_labels(Index count, Index blocks, const CounterRandom& random) {
  std::vector<int> labels(static_cast<std::size_t>(count));
  for (Index i = 0; i < count; ++i)
    labels[static_cast<std::size_t>(i)] = static_cast<int>(i * blocks / count);
  for (std::size_t i = labels.size(); i > 1; --i)
    std::swap(labels[i - 1], labels[random.bits(i) % i]);
  return labels;
}

}  // namespace

PlantedBlocks planted_blocks(const SparseDense& layer, Index columns, std::uint64_t seed,
                             const std::string& name) {
  return {scrambled_labels(layer.outputs, layer.blocks, CounterRandom(seed, name + ".rows")),
          scrambled_labels(columns, layer.blocks, CounterRandom(seed, name + ".columns"))};
}

LayerWeights generate_sparse_weights(const SparseDense& layer, Index columns, std::uint64_t seed,
                                     const std::string& name) {
  const Index kept = parameter_layout(layer, std::vector<Shape>{{columns, 1, 1}}).per_output;
  const float limit = std::sqrt(6.0F / static_cast<float>(kept));
  const CounterRandom random(seed, name + ".weight");
  const PlantedBlocks blocks = planted_blocks(layer, columns, seed, name);
  LayerWeights weights;
  weights.row_starts.push_back(0);
  std::vector<float> row(static_cast<std::size_t>(columns));
  for (Index i = 0; i < layer.outputs; ++i) {
    for (std::size_t j = 0; j < row.size(); ++j)
      row[j] = limit * random.symmetric(static_cast<std::uint64_t>(i * columns) + j);
    for (std::int32_t j :
         kept_columns(row, blocks, blocks.of_row[static_cast<std::size_t>(i)], kept, layer.noise)) {
      weights.columns.push_back(j);
      weights.kernel.push_back(row[static_cast<std::size_t>(j)]);
    }
    weights.row_starts.push_back(static_cast<Index>(weights.columns.size()));
  }
  return weights;
}

}  // namespace modnn
