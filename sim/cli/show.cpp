#include <fmt/format.h>

#include "config/catalog.h"
#include "config/suggest.h"
#include "models/network_json.h"
#include "models/receptive_field.h"
#include "partition/scheme.h"
#include "platforms/platform_json.h"
#include "sim/cli/commands.h"

namespace modnn {
namespace {

Document load_entry(Collection collection, const std::string& name) {
  const auto names = catalog_names(collection);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw InputError("nothing is called \"" + name + "\" there" + did_you_mean(name, names) +
                     fmt::format("; there is: {}", fmt::join(names, ", ")));
  }
  return load_document(collection_folder(collection) / (name + ".json"));
}

Network load_network(const std::string& name) {
  const Document document = load_entry(Collection::models, name);
  Problems problems;
  auto network = read_network(Value(document, problems));
  problems.throw_if_any();
  return std::move(*network);
}

struct Totals {
  double conv_macs = 0;
  double dense_macs = 0;
  Index parameters = 0;
};

Totals totals_of(const Network& network) {
  Totals totals;
  for (LayerId id = 1; id < network.size(); ++id) {
    const Work all = work(network, id, whole(network.layer(id).shape));
    (all.kernel == KernelClass::dense ? totals.dense_macs : totals.conv_macs) += all.macs;
    totals.parameters += parameters(network, id);
  }
  return totals;
}

void show_models() {
  fmt::print("{:14}  {:>7}  {:>13}  {:>10}  {:>10}  {:>13}\n", "model", "layers", "input",
             "conv_gmac", "dense_gmac", "parameters");
  for (const std::string& name : catalog_names(Collection::models)) {
    const Network network = load_network(name);
    const Totals totals = totals_of(network);
    const Shape input = network.input_shape();
    fmt::print("{:14}  {:7}  {:>13}  {:10.3f}  {:10.4f}  {:13}\n", name, network.size() - 1,
               fmt::format("{}x{}x{}", input.channels, input.height, input.width),
               totals.conv_macs / 1e9, totals.dense_macs / 1e9, totals.parameters);
  }
}

void show_model(const std::string& name) {
  const Network network = load_network(name);
  fmt::print("{}: {}\n\n{:12}  {:16}  {:>14}  {:>12}  {:>12}  {:>16}  {:>15}\n", network.name,
             network.source, "layer", "kind", "output", "mmac", "parameters", "activation_bytes",
             "receptive_field");
  const auto fields = receptive_fields(network);
  for (LayerId id = 0; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    const double macs = id == 0 ? 0 : work(network, id, whole(layer.shape)).macs;
    fmt::print("{:12}  {:16}  {:>14}  {:12.3f}  {:12}  {:16}  {:>15}\n", layer.name,
               kind_name(layer.kind),
               fmt::format("{}x{}x{}", layer.shape.channels, layer.shape.height, layer.shape.width),
               macs / 1e6, id == 0 ? 0 : parameters(network, id), 4 * layer.shape.elements(),
               fmt::format("{}x{}", fields[id].height, fields[id].width));
  }
  const Totals totals = totals_of(network);
  fmt::print("\nconv {:.3f} GMAC, dense {:.3f} GMAC, {:.2f} M parameters\n", totals.conv_macs / 1e9,
             totals.dense_macs / 1e9, static_cast<double>(totals.parameters) / 1e6);
}

void show_file(Collection collection, const std::string& name) {
  fmt::print("{}\n", load_entry(collection, name).root.dump(2));
}

void show_platforms() {
  for (const auto& [title, collection] :
       {std::pair{"platform", Collection::platforms}, std::pair{"device", Collection::devices},
        std::pair{"medium", Collection::media}}) {
    for (const std::string& name : catalog_names(collection)) {
      const Document document = load_entry(collection, name);
      const Json source = document.root.value("source", Json(""));
      fmt::print("{:9}  {:24}  {}\n", title, name,
                 source.is_string() ? source.get<std::string>() : source.dump());
    }
  }
}

void show_platform(const std::string& name) {
  for (const Collection collection :
       {Collection::platforms, Collection::devices, Collection::media}) {
    const auto names = catalog_names(collection);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      return show_file(collection, name);
    }
  }
  show_file(Collection::platforms, name);
}

std::string layers_of(Locality locality) {
  switch (locality) {
    case Locality::spatial:
      return "conv";
    case Locality::neurons:
      return "dense";
    default:
      return "whole";
  }
}

void show_partitions(const std::string& name) {
  bool found = false;
  for (const Scheme& scheme : schemes()) {
    if (scheme.applies_to == Locality::whole || (!name.empty() && scheme.name != name)) continue;
    found = true;
    fmt::print("{:6}  {:14}  {}\n", layers_of(scheme.applies_to), scheme.name, scheme.summary);
  }
  if (!found) {
    std::vector<std::string> names;
    for (const Scheme& scheme : schemes()) names.push_back(scheme.name);
    throw InputError("no partition scheme is called \"" + name + "\"" + did_you_mean(name, names));
  }
}

void show_experiments() {
  for (const std::string& name : catalog_names(Collection::experiments)) {
    const Json comment = load_entry(Collection::experiments, name).root.value("$comment", Json(""));
    fmt::print("{:24}  {}\n", name, comment.is_string() ? comment.get<std::string>() : "");
  }
}

void show(const std::string& what, const std::string& name) {
  if (what == "models") return name.empty() ? show_models() : show_model(name);
  if (what == "platforms") return name.empty() ? show_platforms() : show_platform(name);
  if (what == "partitions") return show_partitions(name);
  return name.empty() ? show_experiments() : show_file(Collection::experiments, name);
}

}  // namespace

void add_show(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("show", "Lists what is there, or shows one entry")
                      ->footer("Examples:\n  modnn show models\n  modnn show models vgg16");
  auto what = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  command->add_option("WHAT", *what, "models, platforms, partitions or experiments")
      ->required()
      ->check(CLI::IsMember({"models", "platforms", "partitions", "experiments"}));
  command->add_option("NAME", *name, "An entry of that list");
  command->callback([&action, what, name] {
    action = [what, name] {
      show(*what, *name);
      return ExitCode::done;
    };
  });
}

}  // namespace modnn
