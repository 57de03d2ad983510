#include "models/darknet/darknet_import.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "config/error.h"
#include "config/input_file.h"
#include "models/darknet/darknet_cfg.h"

namespace modnn {
namespace {

constexpr Index most = 1'000'000, largest_window = 1000;
constexpr double most_elements = 1099511627776.0;  // 2^40

/// What a configuration has become so far.
struct DarknetGraph {
  DarknetNetwork made;
  /// The layer whose output is that of a section. Some add none: [dropout], or a [route] from one.
  std::vector<LayerId> layers;

  Network& network() { return made.network; }
  LayerId last() const { return layers.empty() ? 0 : layers.back(); }
  const Shape& shape(LayerId layer) { return network().layer(layer).shape; }

  LayerId add(const DarknetSection& section, const std::string& stem, LayerKind kind,
              const std::vector<LayerId>& inputs, bool normalised = false) {
    Layer layer{stem + std::to_string(layers.size()), std::move(kind), inputs, {}};
    std::vector<Shape> shapes;
    for (const LayerId input : inputs) shapes.push_back(shape(input));
    try {
      layer.shape = infer_shape(layer.kind, shapes);
    } catch (const std::invalid_argument& error) {
      wrong_section(section, error.what());
    }
    const Shape& s = layer.shape;
    if (static_cast<double>(s.channels) * static_cast<double>(s.height) *
            static_cast<double>(s.width) >
        most_elements)
      wrong_section(section, "its output has more than 2^40 elements");
    network().layers.push_back(std::move(layer));
    made.normalised.push_back(normalised);
    const LayerId id = network().size() - 1;
    const ParameterLayout layout = parameter_layout(network(), id);
    if (static_cast<double>(layout.outputs) * static_cast<double>(layout.per_output) >
        most_elements)
      wrong_section(section, "has more than 2^40 weights");
    return id;
  }
};

using Section = DarknetSection;

Activation read_activation(Section& section, const std::string& fallback) {
  static const std::map<std::string, Activation> words{{"linear", Activation::none},
                                                       {"relu", Activation::relu},
                                                       {"leaky", Activation::leaky_relu},
                                                       {"logistic", Activation::sigmoid},
                                                       {"tanh", Activation::tanh}};
  const std::string word = section.text("activation", fallback);
  const auto found = words.find(word);
  if (found != words.end()) return found->second;
  std::string known;
  for (const auto& [name, activation] : words) known += (known.empty() ? "" : ", ") + name;
  wrong_section(section, "the activation " + word + " is not supported, expected one of " + known);
}

LayerId convolutional(Section& section, DarknetGraph& graph) {
  Conv conv{.outputs = section.integer("filters", 1, 1, most)};
  Window& window = conv.window;
  window.kernel_height = window.kernel_width = section.integer("size", 1, 1, largest_window);
  window.stride_height = window.stride_width = section.integer("stride", 1, 1, most);
  const Index padding = section.integer("padding", 0, 0, most);
  window.pad_top = window.pad_bottom = window.pad_left = window.pad_right =
      section.flag("pad") ? window.kernel_height / 2 : padding;
  conv.groups = section.integer("groups", 1, 1, most);
  conv.activation = read_activation(section, "logistic");
  return graph.add(section, "conv", conv, {graph.last()}, section.flag("batch_normalize"));
}

LayerId connected(Section& section, DarknetGraph& graph) {
  Dense dense{.outputs = section.integer("output", 1, 1, most)};
  dense.activation = read_activation(section, "logistic");
  return graph.add(section, "connected", dense, {graph.last()}, section.flag("batch_normalize"));
}

/// As many windows as `zeros` around an axis make room for, half of them before it; those after it
/// that no window reaches are left out.
void pad_axis(Index extent, const WindowAxis& axis, Index zeros, Index& begin, Index& end) {
  const Index outputs = (extent + zeros - axis.kernel) / axis.stride + 1;
  begin = zeros / 2;
  end = std::max<Index>(0, (outputs - 1) * axis.stride + axis.kernel - begin - extent);
}

LayerId max_pool(Section& section, DarknetGraph& graph) {
  Window window;
  const Index stride = section.integer("stride", 1, 1, largest_window);
  const Index size = section.integer("size", stride, 1, largest_window);
  const Index zeros = section.integer("padding", size - 1, 0, most);
  window.kernel_height = window.kernel_width = size;
  window.stride_height = window.stride_width = stride;
  const Shape& map = graph.shape(graph.last());
  pad_axis(map.height, vertical(window), zeros, window.pad_top, window.pad_bottom);
  pad_axis(map.width, horizontal(window), zeros, window.pad_left, window.pad_right);
  return graph.add(section, "pool", MaxPool{.window = window}, {graph.last()});
}

LayerId average_pool(Section& section, DarknetGraph& graph) {
  return graph.add(section, "avgpool", GlobalPool{}, {graph.last()});
}

/// The section that a number means: one so far back, or the one of this number.
LayerId layer_of(const Section& section, const DarknetGraph& graph, Index number) {
  const auto here = static_cast<Index>(graph.layers.size());
  const Index at = number < 0 ? here + number : number;
  if (number < -here || at >= here)
    wrong_section(section, "there is no layer " + std::to_string(number) + " before layer " +
                               std::to_string(here));
  return graph.layers[static_cast<std::size_t>(at)];
}

LayerId route(Section& section, DarknetGraph& graph) {
  std::vector<LayerId> inputs;
  for (const Index number : section.integers("layers"))
    inputs.push_back(layer_of(section, graph, number));
  section.integer("groups", 1, 1, 1);
  return inputs.size() == 1 ? inputs[0] : graph.add(section, "route", Concat{}, inputs);
}

LayerId shortcut(Section& section, DarknetGraph& graph) {
  const std::vector<Index> from = section.integers("from");
  if (from.size() != 1) wrong_section(section, "is supported from one layer only");
  const Activation activation = read_activation(section, "linear");
  return graph.add(section, "shortcut", Add{activation},
                   {graph.last(), layer_of(section, graph, from[0])});
}

LayerId reorg(Section& section, DarknetGraph& graph) {
  const DarknetReorg kind{section.integer("stride", 1, 1, most)};
  return graph.add(section, "reorg", kind, {graph.last()});
}

LayerId upsample(Section& section, DarknetGraph& graph) {
  const Upsample kind{section.integer("stride", 2, 1, most)};
  section.integer("scale", 1, 1, 1);
  return graph.add(section, "upsample", kind, {graph.last()});
}

LayerId softmax(Section& section, DarknetGraph& graph) {
  section.integer("groups", 1, 1, 1);
  section.integer("temperature", 1, 1, 1);
  return graph.add(section, "softmax", Softmax{}, {graph.last()});
}

/// It matters in training only.
LayerId nothing(Section& section, DarknetGraph& graph) {
  for (const auto& [key, entry] : section.entries) section.known.insert(key);
  return graph.last();
}

using Handler = LayerId (*)(Section&, DarknetGraph&);
const std::map<std::string, Handler>& handlers() {
  static const std::map<std::string, Handler> all{{"convolutional", convolutional},
                                                  {"conv", convolutional},
                                                  {"connected", connected},
                                                  {"maxpool", max_pool},
                                                  {"max", max_pool},
                                                  {"avgpool", average_pool},
                                                  {"avg", average_pool},
                                                  {"route", route},
                                                  {"shortcut", shortcut},
                                                  {"reorg", reorg},
                                                  {"upsample", upsample},
                                                  {"softmax", softmax},
                                                  {"soft", softmax},
                                                  {"dropout", nothing},
                                                  {"cost", nothing}};
  return all;
}

bool is_detection(const Section& section) {
  return section.kind == "region" || section.kind == "yolo" || section.kind == "detection";
}

void read_image(Section& net, DarknetGraph& graph) {
  if (net.kind != "net" && net.kind != "network")
    wrong_section(net, "is the first section, expected [net]");
  for (const char* key : {"height", "width"})
    if (!net.entries.contains(key)) wrong_section(net, "has no " + std::string(key));
  const Shape image{net.integer("channels", 3, 1, most), net.integer("height", 1, 1, most),
                    net.integer("width", 1, 1, most)};
  graph.network().layers.push_back({"input", Input{image}, {}, image});
  graph.made.normalised.push_back(false);
}

void read_layers(std::vector<Section>& sections, DarknetGraph& graph) {
  for (std::size_t i = 1; i < sections.size(); ++i) {
    Section& section = sections[i];
    if (is_detection(section)) {
      if (i + 1 < sections.size())
        wrong_section(section,
                      "is supported at the end only: a network with several has several outputs");
      graph.made.left_out =
          "[" + section.kind + "] of line " + std::to_string(section.line) + ", which finds boxes";
      return;
    }
    const auto handler = handlers().find(section.kind);
    if (handler == handlers().end()) {
      std::string known;
      for (const auto& [name, function] : handlers()) known += (known.empty() ? "" : ", ") + name;
      wrong_section(section, "is not supported, only " + known);
    }
    const LayerId made = handler->second(section, graph);
    section.check_keys();
    graph.layers.push_back(made);
  }
}

void check_output(const std::vector<Section>& sections, DarknetGraph& graph) {
  const Network& network = graph.network();
  if (network.size() < 2) wrong_section(sections[0], "no layers follow");
  std::vector<bool> used(network.layers.size());
  for (const Layer& layer : network.layers)
    for (const LayerId input : layer.inputs) used[static_cast<std::size_t>(input)] = true;
  for (LayerId id = 1; id + 1 < network.size(); ++id)
    if (!used[static_cast<std::size_t>(id)])
      throw std::invalid_argument("the output of layer " + network.layer(id).name +
                                  " is not used (" + network.layers.back().name +
                                  " is the network's output)");
  if (graph.last() != network.size() - 1)
    throw std::invalid_argument("its output is not that of its last layer");
}

}  // namespace

bool is_darknet(const std::filesystem::path& path) { return path.extension() == ".cfg"; }

DarknetNetwork import_darknet_text(std::string_view text, const std::string& file) {
  try {
    std::vector<Section> sections = read_darknet_sections(text);
    if (sections.empty()) throw std::invalid_argument("has no section, expected [net] first");
    DarknetGraph graph;
    graph.network().name = std::filesystem::path(file).stem().string();
    graph.network().source = "Darknet configuration";
    read_image(sections[0], graph);
    read_layers(sections, graph);
    check_output(sections, graph);
    return std::move(graph.made);
  } catch (const std::invalid_argument& error) {
    throw InputError(file + ": " + error.what());
  }
}

DarknetNetwork import_darknet(const std::filesystem::path& path) {
  const InputFile file(path);
  constexpr std::uint64_t longest = 4'000'000;
  if (file.size() > longest)
    throw InputError(path.string() + ": has " + std::to_string(file.size()) +
                     " bytes, expected a configuration of at most " + std::to_string(longest));
  return import_darknet_text(file.beginning(file.size()), path.string());
}

}  // namespace modnn
