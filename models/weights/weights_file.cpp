#include "models/weights/weights_file.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "config/error.h"
#include "config/suggest.h"
#include "models/onnx/onnx_import.h"
#include "models/weights/array_names.h"
#include "models/weights/npy.h"
#include "models/weights/pruning.h"
#include "models/weights/safetensors.h"
#include "models/weights/sparse_weights.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

/// The arrays of the layers that an ONNX file has become.
StoredArrays arrays_of_onnx(const fs::path& path) {
  const auto imported = import_onnx(path);
  StoredArrays arrays;
  for (const auto& [name, array] : imported->arrays) {
    StoredArray& stored =
        arrays[name] = {.file = path, .type = "float", .format = NumberFormat::f32};
    stored.shape = array.shape;
    stored.values = {imported, &array.values};
  }
  return arrays;
}

StoredArrays open_arrays(const fs::path& path) {
  std::error_code error;
  if (is_onnx(path)) return arrays_of_onnx(path);
  if (!fs::is_directory(path, error)) return open_safetensors(path).tensors;
  StoredArrays arrays;
  std::vector<std::string> problems;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const fs::path& file = entry->path();
    if (file.extension() != ".npy") continue;
    try {
      arrays[file.stem().string()] = open_npy(file);
    } catch (const InputError& wrong) {
      problems.insert(problems.end(), wrong.lines().begin(), wrong.lines().end());
    }
  }
  if (error) problems.push_back(path.string() + ": cannot be read: " + error.message());
  std::ranges::sort(problems);
  if (!problems.empty()) throw InputError(problems);
  return arrays;
}

/// Takes arrays by name and collects what is wrong with them.
class Taker {
 public:
  Taker(const Network& network, const fs::path& path) : path_(path) {
    RenamedArrays renamed = rename_arrays(network, open_arrays(path));
    for (const std::string& text : renamed.problems) problem(text);
    arrays_ = std::move(renamed.arrays);
    for (const auto& [name, array] : arrays_) names_.push_back(name);
  }

  bool has(const std::string& name) const { return arrays_.contains(name); }

  /// The array of this name and shape; a recorded problem and null otherwise.
  const StoredArray* find(const std::string& name, const std::vector<Index>& shape) {
    taken_.insert(name);
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) {
      problem("there is no array \"" + name + "\"" + did_you_mean(name, names_));
      missing_ = true;
      return nullptr;
    }
    const StoredArray& array = found->second;
    if (!array.format)
      problem("array \"" + name + "\" holds " + array.type +
              " values, expected floating-point numbers of 16, 32 or 64 bits");
    else if (array.shape != shape)
      problem("array \"" + name + "\" has shape " + to_string(array.shape) + ", expected " +
              to_string(shape));
    else
      return &array;
    return nullptr;
  }

  /// The values of an array of this shape; a recorded problem and nothing otherwise.
  std::vector<float> take(const std::string& name, const std::vector<Index>& shape) {
    const StoredArray* const stored = find(name, shape);
    if (stored == nullptr) return {};
    Array array = read_array(*stored);
    check_finite(name, std::all_of(array.values.begin(), array.values.end(),
                                   [](float value) { return std::isfinite(value); }));
    return std::move(array.values);
  }

  /// What the values of an array of this shape are like; a recorded problem where they are not
  /// finite, and nothing where there is no such array.
  std::optional<ValueSummary> check(const std::string& name, const std::vector<Index>& shape) {
    const StoredArray* const stored = find(name, shape);
    if (stored == nullptr) return std::nullopt;
    const ValueSummary summary = summarize_values(*stored);
    check_finite(name, summary.finite);
    return summary;
  }

  /// Records arrays that were made for a layer of the network, which does not use them. Arrays of
  /// other types than weights have (a counter of batches, a mark) are passed over, as are those
  /// that belong to no layer.
  void report_unused(const Network& network) {
    std::set<std::string> layers;
    for (const Layer& layer : network.layers) layers.insert(layer.name);
    for (const auto& [name, array] : arrays_) {
      const std::size_t dot = name.rfind('.');
      if (dot == name.npos || !array.format || taken_.contains(name)) continue;
      const std::string layer = name.substr(0, dot);
      if (layers.contains(layer))
        problem("array \"" + name + "\" belongs to layer \"" + layer + "\", which does not use it" +
                used_by(layer));
    }
    if (missing_) report_left_over(layers);
  }

  void problem(const std::string& text) { problems_.push_back(path_.string() + ": " + text); }

  void throw_if_any() const {
    if (!problems_.empty()) throw InputError(problems_);
  }

 private:
  /// Where arrays are missing, those that nothing took are likely to be them under other names.
  void report_left_over(const std::set<std::string>& layers) {
    std::string left;
    for (const auto& [name, array] : arrays_)
      if (array.format && !taken_.contains(name) &&
          !layers.contains(name.substr(0, name.rfind('.'))))
        left += (left.empty() ? "\"" : ", \"") + name + "\" " + to_string(array.shape);
    if (!left.empty())
      problem("no layer takes " + left + "; the model's \"names\" can say which layer each is of");
  }

  void check_finite(const std::string& name, bool finite) {
    if (!finite) problem("array \"" + name + "\" holds a value that is not finite");
  }

  /// " (it uses conv1.weight)".
  std::string used_by(const std::string& layer) const {
    std::string used;
    for (const std::string& name : taken_)
      if (name.starts_with(layer + ".") && name.rfind('.') == layer.size())
        used += (used.empty() ? " (it uses " : ", ") + name;
    return used.empty() ? used : used + ")";
  }

  fs::path path_;
  StoredArrays arrays_;
  std::set<std::string> taken_;
  std::vector<std::string> names_, problems_;
  bool missing_ = false;
};

// Half a percent: what rounding the density in a description costs.
constexpr double density_tolerance = 0.005;

bool has_statistics(const std::string& name, const Taker& taker) {
  return taker.has(name + statistics[0]) || taker.has(name + statistics[1]);
}

/// Batch norm at inference is a x + b with a = gamma / sqrt(variance + epsilon), b = beta - a mean.
void merge_statistics(const BatchNorm& norm, const std::string& name, Taker& taker,
                      LayerWeights& weights) {
  if (!has_statistics(name, taker)) return;
  const std::vector<Index> shape{static_cast<Index>(weights.kernel.size())};
  const std::vector<float> mean = taker.take(name + statistics[0], shape);
  const std::vector<float> variance = taker.take(name + statistics[1], shape);
  if (mean.empty() || variance.empty()) return;
  for (std::size_t c = 0; c < weights.kernel.size(); ++c) {
    weights.kernel[c] /= std::sqrt(variance[c] + static_cast<float>(norm.epsilon));
    weights.bias[c] -= weights.kernel[c] * mean[c];
  }
}

/// Records a matrix that has fewer nonzeros than its layer's density.
void check_density(const SparseDense& layer, const std::string& name, double nonzeros, double size,
                   Taker& taker) {
  if (nonzeros >= (layer.density - density_tolerance) * size) return;
  taker.problem("layer \"" + name + "\" has a density of " + std::to_string(layer.density) +
                ", but only " + std::to_string(nonzeros / size) + " of array \"" + name +
                ".weight\" is not zero");
}

LayerWeights sparse_weights(const SparseDense& layer, const std::string& name, Index columns,
                            std::vector<float> matrix, std::uint64_t seed, Taker& taker) {
  const double size = static_cast<double>(matrix.size());
  const double nonzeros =
      size - static_cast<double>(std::count(matrix.begin(), matrix.end(), 0.0F));
  check_density(layer, name, nonzeros, size, taker);
  if (layer.blocks > 1)
    prune_to_blocks(matrix, planted_blocks(layer, columns, seed, name), layer.density, layer.noise);
  else if (nonzeros > (layer.density + density_tolerance) * size)
    prune_by_magnitude(matrix, layer.density);
  return compress_rows(matrix, layer.outputs);
}

LayerWeights take_sparse_matrix(const Network& network, LayerId id, std::uint64_t seed,
                                Taker& taker) {
  const Layer& node = network.layer(id);
  std::vector<float> matrix = taker.take(node.name + ".weight", kernel_shape(network, id));
  if (matrix.empty()) return {};
  return sparse_weights(std::get<SparseDense>(node.kind), node.name,
                        network.layer(node.inputs[0]).shape.elements(), std::move(matrix), seed,
                        taker);
}

void check_statistics(const BatchNorm& norm, const std::string& name, Index outputs, Taker& taker) {
  if (!has_statistics(name, taker)) return;
  taker.check(name + statistics[0], {outputs});
  const auto variance = taker.check(name + statistics[1], {outputs});
  if (variance && variance->least + static_cast<float>(norm.epsilon) < 0)
    taker.problem("array \"" + name + statistics[1] + "\" holds a negative variance");
}

}  // namespace

void check_weights(const Network& network, const fs::path& path) {
  Taker taker(network, path);
  for (LayerId id = 0; id < network.size(); ++id) {
    const ParameterLayout layout = parameter_layout(network, id);
    if (layout.outputs == 0) continue;
    const Layer& layer = network.layer(id);
    const auto values = taker.check(layer.name + ".weight", kernel_shape(network, id));
    if (layout.biases > 0) taker.check(layer.name + ".bias", {layout.biases});
    if (const auto* sparse = std::get_if<SparseDense>(&layer.kind); sparse != nullptr && values)
      check_density(*sparse, layer.name, static_cast<double>(values->nonzeros),
                    static_cast<double>(layout.outputs) *
                        static_cast<double>(network.layer(layer.inputs[0]).shape.elements()),
                    taker);
    if (const auto* norm = std::get_if<BatchNorm>(&layer.kind))
      check_statistics(*norm, layer.name, layout.outputs, taker);
  }
  taker.report_unused(network);
  taker.throw_if_any();
}

std::map<std::string, std::string> guessed_names(const Network& network) {
  if (network.weights.empty()) return {};
  return rename_arrays(network, open_arrays(network.weights)).guessed;
}

LayerWeights read_sparse_matrix(const Network& network, LayerId id, const fs::path& path,
                                std::uint64_t seed) {
  Taker taker(network, path);
  LayerWeights layer = take_sparse_matrix(network, id, seed, taker);
  taker.throw_if_any();
  return layer;
}

Weights read_weights(const Network& network, const fs::path& path, std::uint64_t seed) {
  Taker taker(network, path);
  Weights weights;
  for (LayerId id = 0; id < network.size(); ++id) {
    LayerWeights& layer = weights.layers.emplace_back();
    const ParameterLayout layout = parameter_layout(network, id);
    if (layout.outputs == 0) continue;
    const Layer& node = network.layer(id);
    if (std::holds_alternative<SparseDense>(node.kind))
      layer = take_sparse_matrix(network, id, seed, taker);
    else
      layer.kernel = taker.take(node.name + ".weight", kernel_shape(network, id));
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
