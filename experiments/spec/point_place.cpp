#include "experiments/spec/point_place.h"

#include <fmt/format.h>

#include "process/streams.h"

namespace modnn {
namespace {

/// Where the experiment describes a device: the group owner, or the group of a worker.
std::string place_of(const Json& platform, DeviceId device) {
  if (device == group_owner) return "/platform/group_owner";
  double before = 0;
  std::size_t group = 0;
  for (const Json& workers : platform.at("workers")) {
    before += workers.at("count").get<double>();
    if (static_cast<double>(device) <= before) break;
    ++group;
  }
  return fmt::format("/platform/workers/{}", group);
}

}  // namespace

std::string point_label(const Sweep& sweep, std::size_t index) {
  constexpr std::size_t longest = 40;
  const auto names = sweep.axes().columns();
  const auto values = sweep.axes().values(index);
  if (names.empty()) return one_line(sweep.name());
  std::string label;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string text =
        values[i].is_string() ? values[i].get<std::string>() : values[i].dump();
    label += fmt::format("{}{}={}", label.empty() ? "" : " ", names[i],
                         text.size() > longest ? text.substr(0, longest - 3) + "..." : text);
  }
  return one_line(label);
}

InputError located(const Sweep& sweep, std::size_t index, const EventTooLate& error) {
  return InputError(
      sweep.located(index, fmt::format("/events/{}/at_s", error.number), error.what()));
}

InputError located(const Sweep& sweep, std::size_t index, const PlanError& error) {
  if (!error.device) return InputError(sweep.located(index, error.pointer, error.what()));
  const Json platform = sweep.document(index).root.at("platform");
  const std::string pointer = place_of(platform, *error.device) + "/device/available_bytes";
  return InputError(sweep.located(index, pointer, error.what()));
}

std::vector<Plan> located_plans(const Sweep& sweep, std::size_t index, const Experiment& experiment,
                                const Network& network, int jobs) {
  try {
    return plan_sources(with_plan_found(experiment, network, {.jobs = jobs}), network);
  } catch (const PlanError& error) {
    throw located(sweep, index, error);
  }
}

}  // namespace modnn
