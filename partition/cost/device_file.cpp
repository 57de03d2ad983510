#include "partition/cost/device_file.h"

#include <algorithm>
#include <fmt/format.h>

namespace modnn {
namespace {

/// Four significant digits: more would pretend to know.
double rounded(double value) { return std::stod(fmt::format("{:.4g}", value)); }

Json pair(double height, double width) {
  if (height == width) return static_cast<std::int64_t>(height);
  return {static_cast<std::int64_t>(height), static_cast<std::int64_t>(width)};
}

Json row_json(const ProfileRow& row) {
  const KernelCall& call = row.call;
  const auto integer = [](double value) { return static_cast<std::int64_t>(value); };
  Json json{{"kind", name_of(kernel_words, call.kernel)},
            {"kernel", pair(call.kernel_height, call.kernel_width)},
            {"stride", pair(call.stride_height, call.stride_width)},
            {"groups", integer(call.groups)},
            {"in_channels", integer(call.in_channels)},
            {"out_channels", integer(call.out_channels)},
            {"out_height", integer(call.out_height)},
            {"out_width", integer(call.out_width)}};
  if (call.density != 1) json["density"] = call.density;
  json["seconds"] = rounded(row.seconds);
  return json;
}

Json cost_json(const ComputeCost& cost) {
  Json json{{"cache_bytes", static_cast<std::int64_t>(cost.cache_bytes)}};
  for (const auto& [kernel, name] : kernel_words) {
    const auto law = cost.laws.find(kernel);
    if (law == cost.laws.end()) continue;
    json[name] = Json::object();
    for (const CostTerm& term : cost_terms()) {
      const double seconds = law->second.*term.seconds;
      if (seconds > 0) json[name][std::string(term.key)] = rounded(seconds);
    }
  }
  for (const ProfileRow& row : cost.profile) json["profile"].push_back(row_json(row));
  return json;
}

/// A rate of before, and the kernels that it is the rate of.
struct Rate {
  const char* key;
  std::vector<Kernel> kernels;
};

}  // namespace

Json calibrated_device(const Json& base, const std::string& name, const ComputeCost& cost,
                       const std::vector<MeasuredCall>& samples, const std::string& how) {
  Json device = base;
  device["name"] = name;
  if (!device.contains("source") || !device["source"].is_object())
    device["source"] = Json::object();
  for (const auto& [key, text] : device["source"].items())
    text = fmt::format("{}: {}", base.value("name", ""), text.get<std::string>());
  const std::vector<MeasuredCall> layers = whole_layers(samples);
  for (const Rate& rate : {Rate{"conv_macs_per_s", {Kernel::conv, Kernel::winograd}},
                           Rate{"depthwise_macs_per_s", {Kernel::depthwise}},
                           Rate{"dense_macs_per_s", {Kernel::dense}},
                           Rate{"sparse_dense_macs_per_s", {Kernel::sparse_dense}},
                           Rate{"elements_per_s", {Kernel::pool}}}) {
    double operations = 0, seconds = 0;
    for (const MeasuredCall& layer : layers) {
      if (std::ranges::find(rate.kernels, layer.call.kernel) == rate.kernels.end()) continue;
      operations += layer_operations(layer.call);
      seconds += layer.seconds;
    }
    if (seconds == 0) continue;
    device[rate.key] = rounded(std::max(1.0, operations / seconds));
    device["source"][rate.key] = "all operations over all seconds of " + how;
  }
  device["cost"] = cost_json(cost);
  device["source"]["cost"] = how;
  return device;
}

}  // namespace modnn
