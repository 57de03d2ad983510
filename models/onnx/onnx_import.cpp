#include "models/onnx/onnx_import.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "config/error.h"
#include "config/input_file.h"
#include "models/onnx/onnx_graph.h"

namespace modnn {
namespace {

constexpr std::int64_t oldest = 7, newest = 19;
constexpr std::uint64_t longest = (std::uint64_t{1} << 31U) - 1;
constexpr int most_nodes = 100'000;

const OnnxHandlers& handlers() {
  static const OnnxHandlers all = [] {
    OnnxHandlers handlers = onnx_layer_handlers();
    handlers.merge(onnx_arithmetic_handlers());
    handlers.merge(onnx_shape_handlers());
    handlers.merge(onnx_integer_handlers());
    return handlers;
  }();
  return all;
}

/// Names from a file are cut to what fits a line, without control characters.
std::string shown(const std::string& name) {
  std::string text = name.substr(0, 100);
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
  return text;
}

std::string describe(const onnx::NodeProto& node) {
  const std::string& name =
      node.name().empty() && node.output_size() > 0 ? node.output(0) : node.name();
  return "node \"" + shown(name) + "\" (" + shown(node.op_type()) + ")";
}

std::int64_t checked_opset(const onnx::ModelProto& model) {
  std::int64_t opset = 0;
  for (const auto& import : model.opset_import())
    if (import.domain().empty() || import.domain() == "ai.onnx") opset = import.version();
  if (opset < oldest || opset > newest)
    does_not_fit("operator set " + std::to_string(opset) + " is not read, only " +
                 std::to_string(oldest) + " to " + std::to_string(newest));
  return opset;
}

void read_constants(const onnx::GraphProto& proto, OnnxGraph& graph) {
  if (proto.sparse_initializer_size() > 0) does_not_fit("sparse initialisers are not supported");
  for (const onnx::TensorProto& tensor : proto.initializer())
    graph.constants[tensor.name()] = read_onnx_tensor(tensor);
}

/// The one input that is no initialiser, which is the image.
void read_image(const onnx::GraphProto& proto, OnnxGraph& graph) {
  std::vector<const onnx::ValueInfoProto*> images;
  for (const auto& input : proto.input())
    if (!graph.constants.contains(input.name())) images.push_back(&input);
  if (images.size() != 1)
    does_not_fit("has " + std::to_string(images.size()) + " inputs, expected one image");
  const auto& shape = images[0]->type().tensor_type().shape();
  OnnxMap map;
  for (int i = 0; i < shape.dim_size(); ++i) {
    // A batch may have a name, or none, in place of a size.
    const bool named = !shape.dim(i).has_dim_value();
    if (named && i > 0)
      does_not_fit("axis " + std::to_string(i) + " of input \"" + shown(images[0]->name()) +
                   "\" has no fixed extent; export the model with a fixed input shape");
    map.dims.push_back(named || (i == 0 && shape.dim(i).dim_value() == 0)
                           ? 1
                           : checked_extent(shape.dim(i).dim_value(), "an extent of the input"));
  }
  if ((map.dims.size() != 4 && map.dims.size() != 2) || map.dims[0] != 1)
    does_not_fit("input \"" + shown(images[0]->name()) + "\" has shape " + to_string(map.dims) +
                 ", expected [1, C, H, W] or [1, n]");
  if (element_count(map.dims) < 0)
    does_not_fit("input \"" + shown(images[0]->name()) + "\" has more than 2^40 elements");
  const Shape image = map.dims.size() == 4 ? Shape{map.dims[1], map.dims[2], map.dims[3]}
                                           : Shape{map.dims[1], 1, 1};
  graph.network.layers.push_back({"input", Input{image}, {}, image});
  graph.weights.emplace_back();
  graph.layer_names["input"] = 1;
  graph.maps[images[0]->name()] = map;
}

/// The nodes that the output depends on, in the file's order.
std::vector<const onnx::NodeProto*> live_nodes(const onnx::GraphProto& proto) {
  if (proto.node_size() > most_nodes)
    does_not_fit("has " + std::to_string(proto.node_size()) + " nodes, at most " +
                 std::to_string(most_nodes) + " are read");
  if (proto.output_size() != 1) {
    std::string names;
    for (int i = 0; i < std::min(proto.output_size(), 10); ++i)
      names += (i == 0 ? ": " : ", ") + shown(proto.output(i).name());
    does_not_fit("has " + std::to_string(proto.output_size()) + " outputs, expected one" + names);
  }
  std::set<std::string> needed{proto.output(0).name()};
  std::vector<const onnx::NodeProto*> live;
  for (int i = proto.node_size() - 1; i >= 0; --i) {
    const onnx::NodeProto& node = proto.node(i);
    if (std::none_of(node.output().begin(), node.output().end(),
                     [&](const std::string& name) { return needed.contains(name); }))
      continue;
    needed.insert(node.input().begin(), node.input().end());
    live.push_back(&node);
  }
  std::reverse(live.begin(), live.end());
  return live;
}

void check_operators(const std::vector<const onnx::NodeProto*>& nodes) {
  std::vector<std::string> problems;
  for (const onnx::NodeProto* node : nodes) {
    const bool ours = node->domain().empty() || node->domain() == "ai.onnx";
    if (ours && handlers().contains(node->op_type()) && node->output_size() > 0) continue;
    problems.push_back(describe(*node) + ": this operator" +
                       (ours ? "" : " of the domain " + shown(node->domain())) +
                       " is not supported");
    if (problems.size() == 20) break;
  }
  if (problems.empty()) return;
  std::string known;
  for (const std::string& name : onnx_operators()) known += (known.empty() ? "" : ", ") + name;
  problems.push_back("supported are " + known);
  throw InputError(problems);
}

void read_nodes(const std::vector<const onnx::NodeProto*>& nodes, OnnxGraph& graph) {
  for (const onnx::NodeProto* node : nodes)
    for (const std::string& input : node->input()) ++graph.readers[input];
  for (const onnx::NodeProto* node : nodes) {
    try {
      if (node->output(0).empty()) does_not_fit("has no output");
      if (graph.maps.contains(node->output(0)) || graph.constants.contains(node->output(0)))
        does_not_fit("its output \"" + shown(node->output(0)) + "\" exists already");
      handlers().at(node->op_type())({*node, graph});
    } catch (const std::invalid_argument& error) {
      does_not_fit(describe(*node) + ": " + error.what());
    }
  }
}

/// What the network ends with has no reader yet: a flattening that was put off is one.
void finish(const onnx::GraphProto& proto, OnnxGraph& graph) {
  onnx::NodeProto end;
  end.set_name("flattened");
  end.set_op_type("Flatten");
  end.add_input(proto.output(0).name());
  end.add_output("");
  const OnnxMap map = OnnxNode{end, graph}.map(0);
  if (map.layer != graph.network.size() - 1 || graph.network.size() < 2)
    does_not_fit("its output is not that of its last layer");
}

OnnxNetwork with_arrays(OnnxGraph graph) {
  OnnxNetwork imported{std::move(graph.network), {}};
  for (std::size_t i = 0; i < graph.weights.size(); ++i) {
    OnnxWeights& weights = graph.weights[i];
    const std::string& name = imported.network.layers[i].name;
    if (!weights.kernel.values.empty())
      imported.arrays[name + ".weight"] = std::move(weights.kernel);
    if (!weights.bias.values.empty()) imported.arrays[name + ".bias"] = std::move(weights.bias);
  }
  return imported;
}

std::string read_bytes(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() > longest)
    throw InputError(path.string() + ": has more than 2 GiB, which no ONNX file of one piece has");
  return file.beginning(file.size());
}

}  // namespace

bool is_onnx(const std::filesystem::path& path) { return path.extension() == ".onnx"; }

std::vector<std::string> onnx_operators() {
  std::vector<std::string> names;
  for (const auto& [name, handler] : handlers()) names.push_back(name);
  return names;
}

OnnxNetwork import_onnx_bytes(std::string_view bytes, const std::string& file) {
  try {
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph())
      does_not_fit("is no ONNX file, or a damaged one");
    OnnxGraph graph;
    graph.opset = checked_opset(model);
    constexpr std::int64_t copies = 16, some = 1 << 22;
    graph.budget = copies * static_cast<std::int64_t>(bytes.size()) + some;
    graph.network.name = std::filesystem::path(file).stem().string();
    graph.network.source = "ONNX file";
    if (!model.producer_name().empty())
      graph.network.source += " of " + shown(model.producer_name());
    const auto nodes = live_nodes(model.graph());
    check_operators(nodes);
    read_constants(model.graph(), graph);
    read_image(model.graph(), graph);
    read_nodes(nodes, graph);
    finish(model.graph(), graph);
    return with_arrays(std::move(graph));
  } catch (const std::invalid_argument& error) {
    throw InputError(file + ": " + error.what());
  } catch (const InputError& error) {
    std::vector<std::string> lines;
    for (const std::string& line : error.lines()) lines.push_back(file + ": " + line);
    throw InputError(lines);
  }
}

std::shared_ptr<const OnnxNetwork> import_onnx(const std::filesystem::path& path) {
  using Place = std::tuple<std::filesystem::path, std::filesystem::file_time_type, std::uintmax_t>;
  static std::pair<Place, std::shared_ptr<const OnnxNetwork>> last;
  std::error_code none;
  const Place place{path, std::filesystem::last_write_time(path, none),
                    std::filesystem::file_size(path, none)};
  if (last.second == nullptr || last.first != place) {
    last.second = nullptr;
    last = {place, std::make_shared<const OnnxNetwork>(
                       import_onnx_bytes(read_bytes(path), path.string()))};
  }
  return last.second;
}

}  // namespace modnn
