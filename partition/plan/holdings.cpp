#include "partition/plan/holdings.h"

namespace modnn {

const Region& Holdings::find(const Regions& regions, MapId map, DeviceId device) const {
  static const Region nothing;
  const auto found = regions.find(map);
  return found == regions.end() ? nothing : found->second[static_cast<std::size_t>(device)];
}

Region& Holdings::at(Regions& regions, MapId map, DeviceId device) {
  std::vector<Region>& all = regions[map];
  all.resize(static_cast<std::size_t>(devices_));
  return all[static_cast<std::size_t>(device)];
}

Region Holdings::owned(MapId map) const {
  Region all;
  for (DeviceId device = 0; device < devices_; ++device) all |= owned(map, device);
  return all;
}

void Holdings::computes(DeviceId device, MapId map, const Region& region, const Region& owns) {
  at(held_, map, device) |= region;
  at(owned_, map, device) |= owns;
}

void Holdings::receives(DeviceId device, MapId map, const Region& region) {
  at(held_, map, device) |= region;
}

void Holdings::forgets(DeviceId device, MapId map) { at(held_, map, device) = {}; }

void Holdings::loses(DeviceId device) {
  for (auto& [map, regions] : owned_) {
    Region orphaned = regions[static_cast<std::size_t>(device)];
    regions[static_cast<std::size_t>(device)] = {};
    for (DeviceId other = 0; other < devices_; ++other) {
      if (other == device) continue;
      const Region taken = orphaned & held(map, other);
      regions[static_cast<std::size_t>(other)] |= taken;
      orphaned = orphaned - taken;
    }
  }
  for (auto& [map, regions] : held_) regions[static_cast<std::size_t>(device)] = {};
}

Situation beginning(const Network& network, int devices, DeviceId source) {
  Situation situation{Holdings(devices), {}, 1};
  const Box image = whole(network.input_shape());
  situation.holdings.computes(source, {0}, image, image);
  for (DeviceId device = 0; device < devices; ++device) situation.present.push_back(device);
  return situation;
}

}  // namespace modnn
