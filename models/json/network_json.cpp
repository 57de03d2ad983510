#include "models/json/network_json.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "config/error.h"
#include "config/suggest.h"
#include "models/json/layer_json.h"
#include "models/json/network_keys.h"
#include "models/weights/weights_file.h"

namespace modnn {
namespace {

constexpr double max_elements = 1099511627776.0;  // 2^40

/// A layer as written: its inputs are positions in the file, 0 is the image.
struct Entry {
  std::string name;
  Value place;
  std::optional<LayerKind> kind;
  std::vector<std::size_t> inputs;
};

using Positions = std::map<std::string, std::size_t>;

Positions read_names(const std::vector<Value>& layers) {
  Positions positions{{"input", 0}};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!layers[i].is_object() || !layers[i].json().contains("name")) continue;
    const Value name = layers[i].member("name");
    if (!name.is_string()) continue;
    if (!positions.emplace(name.string(), i + 1).second)
      name.problem(name.string() == "input" ? "the name \"input\" is the image's"
                                            : "layer \"" + name.string() + "\" exists already");
  }
  return positions;
}

std::vector<std::size_t> read_inputs(KeyReader& layer, std::size_t position,
                                     const Positions& positions) {
  const auto names = layer.member("inputs");
  if (!names) return {position - 1};
  std::vector<std::string> known;
  for (const auto& [name, at] : positions) known.push_back(name);
  std::vector<std::size_t> inputs;
  for (const Value& name : names->elements()) {
    const std::string text = name.string();
    if (const auto found = positions.find(text); found != positions.end())
      inputs.push_back(found->second);
    else if (name.is_string())
      name.problem("there is no layer \"" + text + "\"" + did_you_mean(text, known));
  }
  return inputs;
}

std::vector<Entry> read_entries(const Value& value, const Shape& image) {
  const std::vector<Value> layers = value.elements();
  if (value.is_array() && (layers.empty() || layers.size() > max_layers)) {
    value.expected("between 1 and " + std::to_string(max_layers) + " layers");
    return {};
  }
  const Positions positions = read_names(layers);
  std::vector<Entry> entries{{"input", value, Input{image}, {}}};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    KeyReader layer(layers[i], layer_keys());
    Entry entry{layer.text("name"), layers[i], std::nullopt, {}};
    if (layers[i].is_object()) {
      entry.kind = read_layer_kind(layers[i]);
      entry.inputs = read_inputs(layer, i + 1, positions);
      // The other keys of a layer are known only when its kind is.
      if (entry.kind) check_layer_keys(layers[i], *entry.kind);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// Positions in an order in which every layer follows its inputs, otherwise in file order
/// (Kahn 1962). Shorter than `entries` when there is a cycle.
std::vector<std::size_t> topological_order(const std::vector<Entry>& entries) {
  std::vector<std::size_t> missing(entries.size()), ready{0}, order;
  std::vector<std::vector<std::size_t>> consumers(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    missing[i] = entries[i].inputs.size();
    for (std::size_t input : entries[i].inputs) consumers[input].push_back(i);
    if (i > 0 && missing[i] == 0) ready.push_back(i);
  }
  const auto later = std::greater<>{};
  std::make_heap(ready.begin(), ready.end(), later);
  while (!ready.empty()) {
    std::pop_heap(ready.begin(), ready.end(), later);
    order.push_back(ready.back());
    ready.pop_back();
    for (std::size_t consumer : consumers[order.back()])
      if (--missing[consumer] == 0) {
        ready.push_back(consumer);
        std::push_heap(ready.begin(), ready.end(), later);
      }
  }
  return order;
}

/// Records a cycle among the layers that are not in `order`.
void report_cycle(const std::vector<Entry>& entries, const std::vector<std::size_t>& order) {
  std::vector<bool> sorted(entries.size());
  for (std::size_t i : order) sorted[i] = true;
  // Every unsorted layer has an unsorted input: walking them must come back to some layer.
  std::vector<std::size_t> path;
  std::size_t at =
      static_cast<std::size_t>(std::find(sorted.begin(), sorted.end(), false) - sorted.begin());
  while (std::find(path.begin(), path.end(), at) == path.end()) {
    path.push_back(at);
    const auto& inputs = entries[at].inputs;
    at = *std::find_if(inputs.begin(), inputs.end(), [&](std::size_t i) { return !sorted[i]; });
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), at));
  std::string text = "layer \"" + entries[at].name + "\" depends on itself: " + entries[at].name;
  for (std::size_t i = 1; i < path.size(); ++i) text += " <- " + entries[path[i]].name;
  entries[at].place.problem(text + " <- " + entries[at].name);
}

void report_unused(const std::vector<Entry>& entries, std::size_t output) {
  std::vector<bool> used(entries.size());
  for (const Entry& entry : entries)
    for (std::size_t input : entry.inputs) used[input] = true;
  for (std::size_t i = 1; i < entries.size(); ++i)
    if (!used[i] && i != output)
      entries[i].place.problem("the output of layer \"" + entries[i].name +
                               "\" is not used (layer \"" + entries[output].name +
                               "\" is the network's output)");
}

/// The layer's shape; a recorded problem and an empty shape when it does not fit its inputs.
Shape checked_shape(const Entry& entry, const std::vector<Shape>& inputs) {
  const auto problem = [&](const std::string& text) {
    entry.place.problem("layer \"" + entry.name + "\": " + text);
    return Shape{};
  };
  try {
    const Shape shape = infer_shape(*entry.kind, inputs);
    const double elements = static_cast<double>(shape.channels) *
                            static_cast<double>(shape.height) * static_cast<double>(shape.width);
    if (elements > max_elements) return problem("its output has more than 2^40 elements");
    return shape;
  } catch (const std::invalid_argument& error) {
    return problem(error.what());
  }
}

void build_layers(const std::vector<Entry>& entries, const std::vector<std::size_t>& order,
                  Network& network) {
  std::vector<LayerId> ids(entries.size());
  for (std::size_t position : order) {
    const Entry& entry = entries[position];
    Layer layer{entry.name, *entry.kind, {}, {}};
    std::vector<Shape> inputs;
    for (std::size_t input : entry.inputs) {
      layer.inputs.push_back(ids[input]);
      inputs.push_back(network.layer(ids[input]).shape);
    }
    // What follows a layer without a shape cannot be judged.
    if (std::find(inputs.begin(), inputs.end(), Shape{}) == inputs.end())
      layer.shape = checked_shape(entry, inputs);
    ids[position] = network.size();
    network.layers.push_back(std::move(layer));
    if (network.layers.back().shape == Shape{}) continue;
    const ParameterLayout weights = parameter_layout(network, ids[position]);
    if (static_cast<double>(weights.outputs) * static_cast<double>(weights.per_output) >
        max_elements)
      entry.place.problem("layer \"" + entry.name + "\": has more than 2^40 weights");
  }
}

/// The path in `value`, relative to the folder of the file that it was written in.
std::filesystem::path read_path(const Value& value) {
  const std::filesystem::path written = value.string();
  const Origin origin = origin_of(value.document(), value.pointer());
  const std::filesystem::path path =
      origin.line > 0 ? std::filesystem::path(origin.file).parent_path() / written : written;
  std::error_code none;
  if (!written.empty() && !std::filesystem::exists(path, none))
    value.problem("there is no file or folder " + path.string());
  return path;
}

void check_trained_weights(const Network& network, const Value& weights) {
  try {
    check_weights(network, network.weights);
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) weights.problem(line);
  }
}

Shape read_image_shape(const Value& value) {
  KeyReader reader(value, image_keys());
  const Shape shape{reader.integer("channels"), reader.integer("height"), reader.integer("width")};
  reader.done();
  return shape;
}

}  // namespace

std::optional<Network> read_network(const Value& value) {
  const Problems& problems = value.problems();
  const std::size_t problems_before = problems.lines().size();
  const auto failed = [&] { return problems.lines().size() > problems_before; };

  KeyReader reader(value, network_keys());
  Network network;
  network.name = reader.text("name");
  network.source = reader.text("source");
  if (const auto weights = reader.member("weights")) network.weights = read_path(*weights);
  if (const auto names = reader.member("names"))
    for (const std::string& name : names->keys())
      network.names[name] = names->member(name).string();
  const auto image = reader.member("input");
  const Shape image_shape = image ? read_image_shape(*image) : Shape{1, 1, 1};
  const auto layers = reader.member("layers");
  reader.done();
  if (!layers) return std::nullopt;
  const std::vector<Entry> entries = read_entries(*layers, image_shape);
  if (failed()) return std::nullopt;

  const std::vector<std::size_t> order = topological_order(entries);
  if (order.size() < entries.size()) {
    report_cycle(entries, order);
    return std::nullopt;
  }
  report_unused(entries, order.back());
  build_layers(entries, order, network);
  if (failed()) return std::nullopt;
  if (!network.weights.empty()) check_trained_weights(network, value.member("weights"));
  if (failed()) return std::nullopt;
  return network;
}

}  // namespace modnn
