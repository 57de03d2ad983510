#include "partition/written/read_placement.h"

#include <fmt/format.h>

#include "config/keys.h"
#include "partition/plan/needed.h"
#include "partition/written/plan_keys.h"
#include "partition/written/plan_regions.h"

namespace modnn {
namespace {

std::string text_of(const Box& box) {
  return fmt::format("[{}:{}, {}:{}, {}:{}]", box.channels.begin, box.channels.end, box.rows.begin,
                     box.rows.end, box.cols.begin, box.cols.end);
}

/// What every device computes of a layer.
std::vector<Region> read_layer(const Value& value, const Shape& map, const Box& needed,
                               const Cluster& cluster, const PlanNames& names) {
  std::vector<Region> owned(cluster.members.size());
  Region all;
  const std::size_t problems = value.problems().lines().size();
  for (const std::string& name : value.keys()) {
    const Value boxes = value.member(name);
    const auto device = names.device(boxes, name);
    const Region region = read_region(boxes, map);
    if (!device) continue;
    if (const Region twice = region & all; !twice.empty())
      boxes.problem("another device has " + text_of(twice.boxes().front()) +
                    " (channels, rows, columns) already");
    all |= region;
    owned[static_cast<std::size_t>(*device)] = region;
  }
  if (value.problems().lines().size() > problems) return owned;
  if (const Region missing = Region(needed) - all; !missing.empty())
    value.problem("nobody has " + text_of(missing.boxes().front()) +
                  " (channels, rows, columns), on which the result depends");
  return owned;
}

std::optional<Run> read_run(const Value& value, const PlanNames& names) {
  const std::vector<Value> ends = value.elements();
  if (ends.size() != 2) {
    if (value.is_array()) value.expected("the names of the first and the last layer");
    return std::nullopt;
  }
  const auto first = names.layer(ends[0]);
  const auto last = names.layer(ends[1]);
  if (!first || !last) return std::nullopt;
  if (*first == 0) ends[0].problem("expected a layer, got the image");
  if (*last < *first) value.problem("the last layer comes before the first");
  return Run{*first, *last};
}

std::vector<Run> read_runs(const Value& value, const PlanNames& names) {
  std::vector<Run> runs;
  for (const Value& element : value.elements()) {
    const auto run = read_run(element, names);
    if (!run) continue;
    if (!runs.empty() && run->first <= runs.back().last)
      element.problem("expected a run of layers after those of the run before");
    runs.push_back(*run);
  }
  return runs;
}

}  // namespace

std::optional<Placement> read_placement(const Value& plan, const Network& network,
                                        const Cluster& cluster) {
  const PlanNames names(network, cluster);
  const std::vector<Box> needed = needed_regions(network);
  const std::size_t problems = plan.problems().lines().size();
  KeyReader object(plan, plan_keys());
  Placement placement;
  if (const auto regions = object.member("regions")) {
    for (const std::string& name : regions->keys()) {
      const Value value = regions->member(name);
      const auto layer = names.layer(value, name);
      if (layer == 0) value.problem("the image is the group owner's");
      if (!layer || *layer == 0) continue;
      const auto index = static_cast<std::size_t>(*layer);
      placement.owned[*layer] =
          read_layer(value, network.layer(*layer).shape, needed[index], cluster, names);
    }
  }
  if (const auto runs = object.member("runs")) placement.runs = read_runs(*runs, names);
  if (plan.problems().lines().size() > problems) return std::nullopt;
  return placement;
}

}  // namespace modnn
