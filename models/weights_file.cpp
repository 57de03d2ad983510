#include "models/weights_file.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "config/error.h"
#include "config/suggest.h"
#include "models/array.h"
#include "models/npy.h"
#include "models/pruning.h"
#include "models/safetensors.h"
#include "models/sparse_weights.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

/// Named arrays of a file or folder, read one at a time.
using ArrayReaders = std::map<std::string, std::function<Array()>>;

ArrayReaders open_arrays(const fs::path& path) {
  ArrayReaders readers;
  if (fs::is_directory(path)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(path))
      if (entry.path().extension() == ".npy")
        readers[entry.path().stem().string()] = [file = entry.path()] { return read_npy(file); };
    return readers;
  }
  const SafetensorsFile file = open_safetensors(path);
  for (const auto& [name, entry] : file.tensors)
    readers[name] = [file, name = name] { return read_tensor(file, name); };
  return readers;
}

std::vector<Index> kernel_shape(const Network& network, LayerId id) {
  const ParameterLayout layout = parameter_layout(network, id);
  const Layer& layer = network.layer(id);
  const Shape& input = network.layer(layer.inputs[0]).shape;
  if (const auto* conv = std::get_if<Conv>(&layer.kind))
    return {conv->outputs, input.channels / conv->groups, conv->window.kernel_height,
            conv->window.kernel_width};
  if (std::holds_alternative<BatchNorm>(layer.kind)) return {layout.outputs};
  return {layout.outputs, input.elements()};
}

/// Takes arrays by name and collects what is wrong with them.
class Taker {
 public:
  explicit Taker(const fs::path& path) : path_(path), readers_(open_arrays(path)) {
    for (const auto& [name, reader] : readers_) names_.push_back(name);
  }

  bool has(const std::string& name) const { return readers_.contains(name); }

  /// The values of an array of this shape; a recorded problem and nothing otherwise.
  std::vector<float> take(const std::string& name, const std::vector<Index>& shape) {
    const auto found = readers_.find(name);
    if (found == readers_.end()) {
      problem("there is no array \"" + name + "\"" + did_you_mean(name, names_));
      return {};
    }
    Array array = found->second();
    if (array.shape != shape) {
      problem("array \"" + name + "\" has shape " + to_string(array.shape) + ", expected " +
              to_string(shape));
      return {};
    }
    if (!std::all_of(array.values.begin(), array.values.end(),
                     [](float value) { return std::isfinite(value); }))
      problem("array \"" + name + "\" holds a value that is not finite");
    return std::move(array.values);
  }

  void problem(const std::string& text) { problems_.push_back(path_.string() + ": " + text); }

  void throw_if_any() const {
    if (!problems_.empty()) throw InputError(problems_);
  }

 private:
  fs::path path_;
  ArrayReaders readers_;
  std::vector<std::string> names_, problems_;
};

/// Batch norm at inference is a x + b with a = gamma / sqrt(variance + epsilon), b = beta - a mean.
void merge_statistics(const BatchNorm& norm, const std::string& name, Taker& taker,
                      LayerWeights& weights) {
  if (!taker.has(name + ".running_mean") && !taker.has(name + ".running_var")) return;
  const std::vector<Index> shape{static_cast<Index>(weights.kernel.size())};
  const std::vector<float> mean = taker.take(name + ".running_mean", shape);
  const std::vector<float> variance = taker.take(name + ".running_var", shape);
  if (mean.empty() || variance.empty()) return;
  for (std::size_t c = 0; c < weights.kernel.size(); ++c) {
    weights.kernel[c] /= std::sqrt(variance[c] + static_cast<float>(norm.epsilon));
    weights.bias[c] -= weights.kernel[c] * mean[c];
  }
}

LayerWeights sparse_weights(const SparseDense& layer, const std::string& name, Index columns,
                            std::vector<float> matrix, std::uint64_t seed, Taker& taker) {
  const double size = static_cast<double>(matrix.size());
  const double nonzeros =
      size - static_cast<double>(std::count(matrix.begin(), matrix.end(), 0.0F));
  // Half a percent: what rounding the density in a description costs.
  constexpr double tolerance = 0.005;
  if (nonzeros < (layer.density - tolerance) * size)
    taker.problem("layer \"" + name + "\" has a density of " + std::to_string(layer.density) +
                  ", but only " + std::to_string(nonzeros / size) + " of array \"" + name +
                  ".weight\" is not zero");
  if (layer.blocks > 1)
    prune_to_blocks(matrix, planted_blocks(layer, columns, seed, name), layer.density, layer.noise);
  else if (nonzeros > (layer.density + tolerance) * size)
    prune_by_magnitude(matrix, layer.density);
  return compress_rows(matrix, layer.outputs);
}

}  // namespace

Weights read_weights(const Network& network, const fs::path& path, std::uint64_t seed) {
  Taker taker(path);
  Weights weights;
  for (LayerId id = 0; id < network.size(); ++id) {
    LayerWeights& layer = weights.layers.emplace_back();
    const ParameterLayout layout = parameter_layout(network, id);
    if (layout.outputs == 0) continue;
    const Layer& node = network.layer(id);
    layer.kernel = taker.take(node.name + ".weight", kernel_shape(network, id));
    if (const auto* sparse = std::get_if<SparseDense>(&node.kind);
        sparse != nullptr && !layer.kernel.empty())
      layer = sparse_weights(*sparse, node.name, network.layer(node.inputs[0]).shape.elements(),
                             std::move(layer.kernel), seed, taker);
    if (layout.biases > 0) layer.bias = taker.take(node.name + ".bias", {layout.biases});
    if (const auto* norm = std::get_if<BatchNorm>(&node.kind);
        norm != nullptr && !layer.kernel.empty() && !layer.bias.empty())
      merge_statistics(*norm, node.name, taker, layer);
  }
  taker.throw_if_any();
  return weights;
}

void write_weights(const Network& network, const Weights& weights, const fs::path& path) {
  std::vector<std::vector<float>> expanded(weights.layers.size());
  std::vector<NamedValues> arrays;
  for (LayerId id = 0; id < network.size(); ++id) {
    const auto at = static_cast<std::size_t>(id);
    const LayerWeights& layer = weights.layers[at];
    const Layer& node = network.layer(id);
    if (parameter_layout(network, id).outputs == 0) continue;
    std::span<const float> kernel = layer.kernel;
    if (std::holds_alternative<SparseDense>(node.kind)) {
      expanded[at] = expand_rows(layer, network.layer(node.inputs[0]).shape.elements());
      kernel = expanded[at];
    }
    arrays.push_back({node.name + ".weight", kernel_shape(network, id), kernel});
    if (!layer.bias.empty())
      arrays.push_back({node.name + ".bias", {static_cast<Index>(layer.bias.size())}, layer.bias});
  }
  if (path.extension() == ".safetensors") return write_safetensors(path, arrays);
  std::error_code error;
  fs::create_directories(path, error);
  if (error) throw EnvironmentError(path.string() + ": " + error.message());
  for (const NamedValues& array : arrays)
    write_npy(path / (array.name + ".npy"), array.shape, array.values);
}

Weights network_weights(const Network& network, std::uint64_t seed) {
  return network.weights.empty() ? generate_weights(network, seed)
                                 : read_weights(network, network.weights, seed);
}

}  // namespace modnn
