#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/names.h"
#include "config/catalog.h"
#include "config/suggest.h"
#include "experiments/spec/points.h"
#include "models/json/network_keys.h"
#include "models/network/receptive_field.h"
#include "partition/plan/scheme.h"
#include "platforms/device_keys.h"
#include "platforms/medium_keys.h"
#include "platforms/platform_json.h"
#include "platforms/platform_keys.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct Totals {
  double conv_macs = 0;
  double dense_macs = 0;
  Index parameters = 0;
};

Totals totals_of(const Network& network) {
  Totals totals;
  for (LayerId id = 1; id < network.size(); ++id) {
    const Work all = work(network, id, whole(network.layer(id).shape));
    const bool dense = all.kernel == KernelClass::dense || all.kernel == KernelClass::sparse_dense;
    (dense ? totals.dense_macs : totals.conv_macs) += all.macs;
    totals.parameters += parameters(network, id);
  }
  return totals;
}

void show_models() {
  print("{:14}  {:>7}  {:>13}  {:>10}  {:>10}  {:>13}\n", "model", "layers", "input", "conv_gmac",
        "dense_gmac", "parameters");
  for (const std::string& name : catalog_names(Collection::models)) {
    const Network network = load_network(name);
    const Totals totals = totals_of(network);
    const Shape input = network.input_shape();
    print("{:14}  {:7}  {:>13}  {:10.3f}  {:10.4f}  {:13}\n", name, network.size() - 1,
          fmt::format("{}x{}x{}", input.channels, input.height, input.width),
          totals.conv_macs / 1e9, totals.dense_macs / 1e9, totals.parameters);
  }
}

void show_model(const std::string& name) {
  const Network network = load_network(name);
  print("{}: {}\n\n{:12}  {:16}  {:>14}  {:>12}  {:>12}  {:>16}  {:>15}\n", network.name,
        network.source, "layer", "kind", "output", "mmac", "parameters", "activation_bytes",
        "receptive_field");
  const auto fields = receptive_fields(network);
  for (LayerId id = 0; id < network.size(); ++id) {
    const Layer& layer = network.layer(id);
    const double macs = id == 0 ? 0 : work(network, id, whole(layer.shape)).macs;
    print("{:12}  {:16}  {:>14}  {:12.3f}  {:12}  {:16}  {:>15}\n", layer.name,
          kind_name(layer.kind),
          fmt::format("{}x{}x{}", layer.shape.channels, layer.shape.height, layer.shape.width),
          macs / 1e6, id == 0 ? 0 : parameters(network, id), 4 * layer.shape.elements(),
          fmt::format("{}x{}", fields[id].height, fields[id].width));
  }
  const Totals totals = totals_of(network);
  print("\nconv {:.3f} GMAC, dense {:.3f} GMAC, {:.2f} M parameters", totals.conv_macs / 1e9,
        totals.dense_macs / 1e9, static_cast<double>(totals.parameters) / 1e6);
  print(" ({:.0f} MAC, {:.0f} MAC, {} parameters)\n", totals.conv_macs, totals.dense_macs,
        totals.parameters);
}

void show_document(const Document& document) { print("{}\n", document.root.dump(2)); }

void show_file(Collection collection, const std::string& name) {
  show_document(load_entry(collection, name));
}

std::string plural(Collection collection) {
  if (collection == Collection::devices) return "devices";
  return collection == Collection::media ? "media" : "platforms";
}

/// The first words of where the numbers come from.
std::string short_source(const Document& document) {
  Json source = document.root.value("source", Json(""));
  if (source.is_object() && !source.empty()) source = source.begin().value();
  return source.is_string() ? one_line(source.get<std::string>(), 60) : "";
}

/// Four digits, and all of a number that has more before the point: no powers of ten in a column.
std::string digits(double value) {
  return std::abs(value) < 9999.5 ? fmt::format("{:.4g}", value) : fmt::format("{:.0f}", value);
}

template <typename Entry>
Entry checked(const Document& document, Entry (*read)(const Value&)) {
  Problems problems;
  Entry entry = read(Value(document, problems));
  problems.throw_if_any();
  return entry;
}

void show_platform_line(const std::string& name) {
  Document document = load_entry(Collection::platforms, name);
  const std::string source = short_source(document);
  Problems problems;
  inline_platform(document, "", problems);
  problems.throw_if_any();
  const Cluster cluster = checked(document, read_platform);
  print("{:26}  {:16}  {:7}  {:20}  {:>12}  {}\n", name, cluster.member(0).device.name,
        cluster.workers(), cluster.medium.name, digits(cluster.medium.goodput_bps / 1e6), source);
}

void show_device_line(const std::string& name) {
  const Document document = load_entry(Collection::devices, name);
  const Device device = checked(document, read_device);
  print("{:26}  {:>12}  {:>13}  {:>11}  {:>16}  {}\n", name, digits(device.conv_macs_per_s / 1e9),
        digits(device.dense_macs_per_s / 1e9), digits(device.available_bytes / 1e6),
        digits(device.page_in_bytes_per_s / 1e6), short_source(document));
}

void show_medium_line(const std::string& name) {
  const Document document = load_entry(Collection::media, name);
  const Medium medium = checked(document, read_medium);
  print("{:26}  {:>12}  {:>19}  {}\n", name, digits(medium.goodput_bps / 1e6),
        digits(medium.message_overhead_s * 1e3), short_source(document));
}

void show_platforms() {
  print("{:26}  {:16}  {:>7}  {:20}  {:>12}  {}\n", "platform", "group_owner", "workers", "medium",
        "goodput_mbps", "source");
  for (const std::string& name : catalog_names(Collection::platforms)) show_platform_line(name);
}

void show_devices() {
  print("{:26}  {:>12}  {:>13}  {:>11}  {:>16}  {}\n", "device", "conv_gmacs_s", "dense_gmacs_s",
        "memory_mb", "page_in_mb_per_s", "source");
  for (const std::string& name : catalog_names(Collection::devices)) show_device_line(name);
}

void show_media() {
  print("{:26}  {:>12}  {:>19}  {}\n", "medium", "goodput_mbps", "message_overhead_ms", "source");
  for (const std::string& name : catalog_names(Collection::media)) show_medium_line(name);
}

/// An entry of the first of the collections that has it, or a file; else the nearest of all names.
void show_part(const std::vector<Collection>& collections, const std::string& name) {
  if (is_file(name)) return show_document(load_document(name));
  std::vector<std::string> all;
  std::string groups;
  for (const Collection collection : collections) {
    const auto names = catalog_names(collection);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      return show_file(collection, name);
    }
    all.insert(all.end(), names.begin(), names.end());
    groups += fmt::format("; {}: {}", plural(collection), fmt::join(names, ", "));
  }
  throw InputError("nothing is called \"" + one_line(name) + "\" there" + did_you_mean(name, all) +
                   groups);
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

/// "fused:<k>" is called so, and also as an experiment writes it: "fused:2".
void show_partitions(const std::string& name) {
  std::vector<std::string> names;
  bool found = false;
  for (const Scheme& scheme : schemes()) {
    if (std::ranges::find(names, scheme.name) == names.end()) names.push_back(scheme.name);
    if (!name.empty() && find_scheme(scheme.applies_to, name).scheme != &scheme) continue;
    found = true;
    print("{:6}  {:14}  {}\n", layers_of(scheme.applies_to), scheme.name, scheme.summary);
  }
  if (!found) {
    throw InputError("no partition scheme is called \"" + name + "\"" + did_you_mean(name, names) +
                     fmt::format("; there is: {}", fmt::join(names, ", ")));
  }
}

void show_experiments() {
  for (const std::string& name : catalog_names(Collection::experiments)) {
    const Json comment = load_entry(Collection::experiments, name).root.value("$comment", Json(""));
    print("{:24}  {}\n", name, comment.is_string() ? comment.get<std::string>() : "");
  }
}

/// A layer without inputs takes the one before it.
void write_inputs(Json& layers) {
  std::string before = "input";
  for (Json& layer : layers) {
    if (!layer.contains("inputs")) layer["inputs"] = Json::array({before});
    before = layer["name"].get<std::string>();
  }
}

/// The entry, or the file, with every default written out.
void show_complete(const std::string& what, const std::string& name) {
  if (what == "experiments")
    return print("{}\n", Sweep(experiment_file(name), {}).resolved().dump(2));
  const auto load = [&](Collection collection) { return load_entry_or_file(collection, name); };
  Document document;
  const Keys* keys = nullptr;
  if (what == "models") {
    load_network(name);  // says what is wrong
    document = load(Collection::models);
    keys = &network_keys();
    write_inputs(document.root["layers"]);
  } else if (what == "devices") {
    document = load(Collection::devices);
    checked(document, read_device);
    keys = &device_keys();
  } else if (what == "media") {
    document = load(Collection::media);
    checked(document, read_medium);
    keys = &medium_keys();
  } else {
    document = load(Collection::platforms);
    Problems problems;
    inline_platform(document, "", problems);
    problems.throw_if_any();
    checked(document, read_platform);
    keys = &platform_keys();
  }
  Json root{{"platform", std::move(document.root)}};  // where defaults of a platform point to
  complete(root["platform"], *keys, root);
  print("{}\n", root["platform"].dump(2));
}

void show(const std::string& what, const std::string& name) {
  if (what == "models") return name.empty() ? show_models() : show_model(name);
  if (what == "devices")
    return name.empty() ? show_devices() : show_part({Collection::devices}, name);
  if (what == "media") return name.empty() ? show_media() : show_part({Collection::media}, name);
  if (what == "partitions") return show_partitions(name);
  if (what == "platforms" && !name.empty()) {
    return show_part({Collection::platforms, Collection::devices, Collection::media}, name);
  }
  if (what == "platforms") {
    show_platforms();
    print("\n");
    show_devices();
    print("\n");
    return show_media();
  }
  if (name.empty()) return show_experiments();
  return is_file(name) ? show_document(load_document(name))
                       : show_file(Collection::experiments, name);
}

/// CLI11's own word for what is not in a list, and the nearest of the list.
CLI::Validator one_of(const std::vector<std::string>& names) {
  const CLI::IsMember listed(names);
  const auto check = [listed, names](std::string& word) -> std::string {
    const std::string problem = listed(word);
    return problem.empty() ? "" : problem + did_you_mean(word, names);
  };
  return {check, listed.get_description()};
}

}  // namespace

void add_show(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("show", "Lists what is there, or shows one entry")
                      ->footer(
                          "Examples:\n  modnn show models\n  modnn show models vgg16\n  modnn show "
                          "models ./mine.json\n  modnn show models vgg16 --complete");
  auto what = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>();
  auto complete = std::make_shared<bool>(false);
  command->add_option("WHAT", *what, "models, platforms, devices, media, partitions or experiments")
      ->required()
      ->check(one_of({"models", "platforms", "devices", "media", "partitions", "experiments"}));
  command->add_option("NAME", *name, "An entry of that list, or a file of that kind");
  command->add_flag("--complete", *complete,
                    "One model, platform, device, medium or experiment as JSON with every default "
                    "written out");
  command->callback([&action, what, name, complete] {
    if (*complete && (name->empty() || *what == "partitions"))
      throw CLI::ValidationError("--complete", "shows one entry, which needs a NAME");
    action = [what, name, complete] {
      const Patience patience("reading " + (name->empty() ? *what : *name));
      if (*complete) {
        show_complete(*what, *name);
      } else {
        show(*what, *name);
      }
      return ExitCode::done;
    };
  });
}

}  // namespace modnn
