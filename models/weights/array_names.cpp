#include "models/weights/array_names.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "config/suggest.h"

namespace modnn {
namespace {

/// "features.0" and ".weight"; no suffix where there is no dot.
std::pair<std::string, std::string> split(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos) return {name, ""};
  return {name.substr(0, dot), name.substr(dot)};
}

/// A name whose order is that of its numbers: each gets its number of digits before it.
std::string in_natural_order(const std::string& name) {
  const auto is_digit = [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; };
  std::string key;
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t begin = i;
    while (i < name.size() && is_digit(name[i])) ++i;
    if (i > begin) {
      const std::size_t digits = std::min<std::size_t>(i - begin, 255);
      key += static_cast<char>(digits);
      key.append(name, begin, i - begin);
    } else {
      key += name[i++];
    }
  }
  return key;
}

/// The suffix of an array in the network: its own when layers know it, else by its dimensions.
std::string known_suffix(const std::string& suffix, const StoredArray& array) {
  if (array_names("").contains(suffix)) return suffix;
  return array.shape.size() > 1 ? ".weight" : ".bias";
}

RenamedArrays rename_as_told(const Network& network, StoredArrays arrays) {
  RenamedArrays renamed;
  std::vector<std::string> layers, known;
  for (const Layer& layer : network.layers) layers.push_back(layer.name);
  std::set<std::string> used;
  for (auto& [name, array] : arrays) {
    const auto [stem, suffix] = split(name);
    known.push_back(name);
    auto told = network.names.find(name);
    if (told == network.names.end()) told = network.names.find(stem);
    std::string own = name;
    if (told != network.names.end()) {
      used.insert(told->first);
      own = told->second + known_suffix(suffix, array);
      // A counter of batches, a mark: nothing that a layer has.
      if (!array.format) own = name;
    }
    if (!renamed.arrays.emplace(own, std::move(array)).second)
      renamed.problems.push_back("\"names\": several arrays become \"" + own +
                                 "\", one of them \"" + name + "\"");
  }
  for (const auto& [name, layer] : network.names) {
    if (!used.contains(name))
      renamed.problems.push_back("\"names\": there is no array \"" + name + "\" or \"" + name +
                                 ".weight\"" + did_you_mean(name, known));
    if (std::find(layers.begin(), layers.end(), layer) == layers.end())
      renamed.problems.push_back("\"names\": there is no layer \"" + layer + "\"" +
                                 did_you_mean(layer, layers));
  }
  return renamed;
}

/// What has to agree for a stem to be a layer's: shape of the weights, whether there is a bias.
using Kind = std::pair<std::vector<Index>, bool>;

std::map<Kind, std::vector<std::string>> stems_by_kind(const StoredArrays& arrays) {
  std::map<Kind, std::vector<std::string>> stems;
  for (const auto& [name, array] : arrays) {
    const auto [stem, suffix] = split(name);
    if (suffix == ".weight" && array.format)
      stems[{array.shape, arrays.contains(stem + ".bias")}].push_back(stem);
  }
  for (auto& [kind, names] : stems) std::ranges::sort(names, {}, in_natural_order);
  return stems;
}

/// The file's stem of every layer, where as many of a kind are there as are asked for.
std::map<std::string, std::string> guessed_stems(const Network& network,
                                                 const StoredArrays& arrays) {
  const auto stems = stems_by_kind(arrays);
  std::map<Kind, std::vector<std::string>> layers;
  for (LayerId id = 0; id < network.size(); ++id) {
    const ParameterLayout layout = parameter_layout(network, id);
    if (layout.outputs > 0)
      layers[{kernel_shape(network, id), layout.biases > 0}].push_back(network.layer(id).name);
  }
  std::map<std::string, std::string> guessed;
  for (const auto& [kind, names] : layers) {
    const auto found = stems.find(kind);
    if (found == stems.end() || found->second.size() != names.size()) continue;
    for (std::size_t i = 0; i < names.size(); ++i) guessed[found->second[i]] = names[i];
  }
  return guessed;
}

bool any_is_a_layers(const Network& network, const StoredArrays& arrays) {
  return std::ranges::any_of(network.layers, [&](const Layer& layer) {
    return std::ranges::any_of(array_names(layer.name),
                               [&](const std::string& name) { return arrays.contains(name); });
  });
}

}  // namespace

std::set<std::string> array_names(const std::string& layer) {
  return {layer + ".weight", layer + ".bias", layer + statistics[0], layer + statistics[1]};
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

RenamedArrays rename_arrays(const Network& network, StoredArrays arrays) {
  if (!network.names.empty()) return rename_as_told(network, std::move(arrays));
  if (any_is_a_layers(network, arrays)) return {std::move(arrays)};
  RenamedArrays renamed{{}, guessed_stems(network, arrays)};
  for (auto& [name, array] : arrays) {
    const auto [stem, suffix] = split(name);
    const auto layer = renamed.guessed.find(stem);
    renamed.arrays.emplace(layer == renamed.guessed.end() ? name : layer->second + suffix,
                           std::move(array));
  }
  return renamed;
}

}  // namespace modnn
