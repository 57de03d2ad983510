#pragma once

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <string>

#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "networks.h"
#include "reference.h"

namespace modnn::test {

/// Largest difference of a part from the same part of `whole_map`, relative to the largest value of
/// the whole map.
inline double part_error(const Tensor& part, const Tensor& whole_map) {
  const Tensor expected = slice(whole_map, part.box);
  double difference = 0, magnitude = 0;
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    if (!std::isfinite(part.values[i])) return INFINITY;
    difference = std::max(difference, std::abs(double{part.values[i]} - expected.values[i]));
  }
  for (float value : whole_map.values) magnitude = std::max(magnitude, std::abs(double{value}));
  return difference > 0 ? difference / magnitude : 0;
}

inline Range random_range(Index extent, std::mt19937& random) {
  const Index a = std::uniform_int_distribution<Index>(0, extent - 1)(random);
  const Index b = std::uniform_int_distribution<Index>(0, extent - 1)(random);
  return {std::min(a, b), std::max(a, b) + 1};
}

inline Tensor random_map(const Shape& shape, std::mt19937& random) {
  Tensor map(whole(shape));
  std::uniform_real_distribution<float> values(-1, 1);
  for (float& value : map.values) value = values(random);
  return map;
}

/// Checks the last layer of `network`, fed with random maps: the whole output and random regions
/// of it, each computed from nothing but what required_input names, against the naive
/// reference. With `prepared` weights, convolutions may take Winograd's way.
inline void expect_matches_reference(const Network& network, double tolerance = 1e-5,
                                     int regions = 20, bool prepared = false) {
  std::mt19937 random(7);
  const LayerId id = network.size() - 1;
  const Layer& layer = network.layer(id);
  Weights all_weights = generate_weights(network, 3);
  if (prepared) prepare_weights(network, all_weights);
  const LayerWeights& weights = all_weights.layers.back();
  std::vector<Tensor> maps;
  for (LayerId input : layer.inputs) maps.push_back(random_map(network.layer(input).shape, random));
  const Tensor expected = reference_layer(network, id, weights, maps);

  for (int i = 0; i <= regions; ++i) {
    const Box box = i == 0 ? whole(layer.shape)
                           : Box{random_range(layer.shape.channels, random),
                                 random_range(layer.shape.height, random),
                                 random_range(layer.shape.width, random)};
    std::vector<Tensor> parts;
    for (std::size_t k = 0; k < maps.size(); ++k)
      parts.push_back(slice(maps[k], required_input(network, id, k, box)));
    std::vector<const Tensor*> inputs;
    for (const Tensor& part : parts) inputs.push_back(&part);
    const Tensor part = run_layer(network, id, weights, inputs, box);
    ASSERT_EQ(part.box, box);
    EXPECT_LE(part_error(part, expected), tolerance)
        << kind_name(layer.kind) << " region " << i << ": channels " << box.channels.begin << "-"
        << box.channels.end << " rows " << box.rows.begin << "-" << box.rows.end << " cols "
        << box.cols.begin << "-" << box.cols.end;
    // The same region from inputs that cover more than is needed.
    inputs.clear();
    for (const Tensor& map : maps) inputs.push_back(&map);
    EXPECT_LE(part_error(run_layer(network, id, weights, inputs, box), expected), tolerance);
  }
}

/// The output of the last layer of a chain of one layer with the given weights.
inline std::vector<float> run_one(const Shape& image, const LayerKind& kind,
                                  const LayerWeights& weights, const std::vector<float>& values) {
  const Network network = chain(image, {kind});
  Tensor input(whole(image));
  input.values = values;
  return run_layer(network, 1, weights, {&input}, whole(network.layer(1).shape)).values;
}

}  // namespace modnn::test
