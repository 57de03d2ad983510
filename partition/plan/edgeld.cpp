#include "partition/plan/edgeld.h"

#include <algorithm>

#include "partition/plan/cost.h"
#include "partition/shares.h"

namespace modnn {
namespace {

/// The layer's strips of these widths, in order.
std::vector<Box> strips_of(const Shape& map, const std::vector<Index>& widths) {
  std::vector<Box> strips;
  Index begin = 0;
  for (const Index width : widths) {
    Box& strip = strips.emplace_back(whole(map));
    (map.height >= map.width ? strip.rows : strip.cols) = {begin, begin + width};
    begin += width;
  }
  return strips;
}

/// How many values move between the group owner and a worker that has this strip.
double moved_values(const Placing& placing, LayerId id, const Box& strip) {
  const Layer& layer = placing.network.layer(id);
  const double part =
      static_cast<double>(strip.elements()) / static_cast<double>(layer.shape.elements());
  const bool all = placing.mode == DeliveryMode::map_reduce;
  double values = all ? static_cast<double>(strip.elements()) : 0;
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
    const double whole_map =
        static_cast<double>(placing.network.layer(layer.inputs[i]).shape.elements());
    const double read =
        static_cast<double>(required_input(placing.network, id, i, strip).elements());
    values += all ? read : std::max(0.0, read - part * whole_map);
  }
  return values;
}

double predicted_seconds(const Placing& placing, LayerId id, DeviceId device, const Box& strip) {
  if (strip.empty()) return 0;
  const Member& member = placing.cluster.member(device);
  const double seconds =
      compute_seconds(member.device, placing.network, id, strip) / member.speed_factor;
  if (device == group_owner) return seconds;
  Message message;
  message.destination = device;
  return seconds + moved_values(placing, id, strip) * placing.bytes_per_value *
                       lone_byte_seconds(placing.cluster, message);
}

std::vector<double> predicted(const Placing& placing, LayerId id,
                              const std::vector<Index>& widths) {
  const std::vector<Box> strips = strips_of(placing.network.layer(id).shape, widths);
  std::vector<double> seconds;
  for (std::size_t i = 0; i < strips.size(); ++i)
    seconds.push_back(predicted_seconds(placing, id, placing.computing[i], strips[i]));
  return seconds;
}

std::vector<Region> cut(const Placing& placing, LayerId id) {
  const Shape& map = placing.network.layer(id).shape;
  std::vector<double> shares;
  for (const DeviceId device : placing.computing)
    shares.push_back(share_of(placing.cluster.member(device), Locality::spatial));
  std::vector<Index> widths;
  for (const Range& range : proportional_ranges(std::max(map.height, map.width), shares))
    widths.push_back(range.size());
  std::vector<double> seconds = predicted(placing, id, widths);
  while (true) {
    const auto slowest = std::ranges::max_element(seconds) - seconds.begin();
    const auto fastest = std::ranges::min_element(seconds) - seconds.begin();
    if (widths[slowest] <= 1) break;
    std::vector<Index> moved = widths;
    --moved[slowest];
    ++moved[fastest];
    std::vector<double> then = predicted(placing, id, moved);
    if (*std::ranges::max_element(then) >= seconds[slowest]) break;
    widths = std::move(moved);
    seconds = std::move(then);
  }
  const std::vector<Box> strips = strips_of(map, widths);
  std::vector<Region> owned(placing.cluster.members.size());
  for (std::size_t i = 0; i < strips.size(); ++i) owned[placing.computing[i]] = strips[i];
  return owned;
}

}  // namespace

Placement ocbp(const Placing& placing) {
  Placement placement;
  for (LayerId id = placing.layers.first; id <= placing.layers.last; ++id) {
    const Layer& layer = placing.network.layer(id);
    const auto before = placement.owned.find(layer.inputs[0]);
    const bool stays = reach(layer.kind) == Reach::element && before != placement.owned.end();
    placement.owned[id] = stays ? before->second : cut(placing, id);
  }
  return placement;
}

}  // namespace modnn
