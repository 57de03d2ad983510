#pragma once

#include <map>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"

namespace modnn {

/// Who owns, and who holds, which region of which map at one moment of an inference. What one
/// device owns no other owns, though others may hold copies: received, or computed for themselves.
class Holdings {
 public:
  explicit Holdings(int devices) : devices_(devices) {}

  int devices() const { return devices_; }
  const Region& owned(MapId map, DeviceId device) const { return find(owned_, map, device); }
  const Region& held(MapId map, DeviceId device) const { return find(held_, map, device); }
  /// What all devices together own of a map.
  Region owned(MapId map) const;

  /// The device has computed a region of a map, of which `owns` is its own.
  void computes(DeviceId device, MapId map, const Region& region, const Region& owns);
  void receives(DeviceId device, MapId map, const Region& region);
  /// What it owns stays its own: somebody has to answer for it until another one does.
  void forgets(DeviceId device, MapId map);
  /// The device is gone, and all that it holds. What it owned passes to the first of the others
  /// that holds it; what nobody holds is lost.
  void loses(DeviceId device);

 private:
  using Regions = std::map<MapId, std::vector<Region>>;  ///< [device]

  const Region& find(const Regions& regions, MapId map, DeviceId device) const;
  Region& at(Regions& regions, MapId map, DeviceId device);

  int devices_;
  Regions owned_;
  Regions held_;
};

/// Where an inference stands.
struct Situation {
  Holdings holdings;              ///< who has what by now
  std::vector<DeviceId> present;  ///< who is there; the group owner must be
  LayerId layer = 1;              ///< the first one that is still to be computed
};

/// At the beginning: everybody is there, and the source holds the image.
Situation beginning(const Network& network, int devices, DeviceId source = group_owner);

}  // namespace modnn
