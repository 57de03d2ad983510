#include "partition/written/plan_regions.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "config/keys.h"
#include "config/suggest.h"
#include "partition/written/plan_keys.h"

namespace modnn {
namespace {

/// The number that belongs to a name, else a problem that suggests the nearest.
std::optional<int> look_up(const std::map<std::string, int>& known, const Value& place,
                           const std::string& name, const char* what) {
  if (const auto found = known.find(name); found != known.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [other, id] : known) names.push_back(other);
  place.problem(fmt::format("there is no {} \"{}\"{}", what, name, did_you_mean(name, names)));
  return std::nullopt;
}

Range read_range(const Value& value, Index extent) {
  const std::vector<Value> ends = value.elements();
  if (!value.is_array()) return {};
  if (ends.size() != 2) {
    value.expected("[begin, end]");
    return {};
  }
  const Bounds bounds{0, static_cast<double>(extent), false};
  const Range range{ends[0].integer(bounds), ends[1].integer(bounds)};
  if (range.empty()) value.expected("[begin, end] with begin < end");
  return range;
}

bool before(const Box& a, const Box& b) {
  return std::tie(a.channels.begin, a.rows.begin, a.cols.begin) <
         std::tie(b.channels.begin, b.rows.begin, b.cols.begin);
}

/// Whether two of the boxes share an element. Only those are compared whose channels may meet.
bool overlap(std::vector<Box> boxes) {
  std::sort(boxes.begin(), boxes.end(), before);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    for (std::size_t j = i + 1; j < boxes.size(); ++j) {
      if (boxes[j].channels.begin >= boxes[i].channels.end) break;
      if (!intersect(boxes[i], boxes[j]).empty()) return true;
    }
  }
  return false;
}

}  // namespace

PlanNames::PlanNames(const Network& network, const Cluster& cluster) {
  for (LayerId id = 0; id < network.size(); ++id) layers_.emplace(network.layer(id).name, id);
  for (DeviceId id = 0; id < cluster.size(); ++id) devices_.emplace(cluster.member(id).name, id);
}

std::optional<LayerId> PlanNames::layer(const Value& name) const {
  return layer(name, name.string());
}

std::optional<LayerId> PlanNames::layer(const Value& place, const std::string& name) const {
  return look_up(layers_, place, name, "layer");
}

std::optional<DeviceId> PlanNames::device(const Value& name) const {
  return device(name, name.string());
}

std::optional<DeviceId> PlanNames::device(const Value& place, const std::string& name) const {
  return look_up(devices_, place, name, "device");
}

Box read_box(const Value& value, const Shape& map) {
  KeyReader object(value, box_keys());
  Box box = whole(map);
  if (const auto channels = object.member("channels"))
    box.channels = read_range(*channels, map.channels);
  if (const auto rows = object.member("rows")) box.rows = read_range(*rows, map.height);
  if (const auto cols = object.member("cols")) box.cols = read_range(*cols, map.width);
  object.done();
  return box;
}

Region read_region(const Value& value, const Shape& map) {
  if (!value.is_array()) return read_box(value, map);
  std::vector<Box> boxes;
  for (const Value& element : value.elements()) boxes.push_back(read_box(element, map));
  if (overlap(boxes)) {
    value.problem("expected boxes that do not overlap");
    return {};
  }
  return Region(std::move(boxes));
}

}  // namespace modnn
