#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platforms/device.h"
#include "platforms/medium.h"

namespace modnn {

/// What happens to the bytes that do not fit a phone's memory, once per inference.
enum class Paging {
  none,      ///< memory is not limited
  overflow,  ///< just the weights beyond `available_bytes` are read from flash
  lru        ///< all weights are: a cyclic scan of an LRU cache that is too small misses every time
};

/// What forwards what stations send.
enum class AccessPoint {
  owner,  ///< the group owner's phone, a soft access point
  router  ///< no phone: the group owner is a station like the others
};

/// The wired or WAN link of a worker group that is not on the air but behind the access point: an
/// edge server, a cloud. The group shares it; each direction has the bandwidth.
struct Uplink {
  double bandwidth_bps = 0;  ///< goodput
  double latency_s = 0;      ///< one way
  int group = 0;             ///< which link it is

  bool operator==(const Uplink&) const = default;
};

/// One phone in the cell.
struct Member {
  std::string name;  ///< "group_owner", "worker1", "worker2", ...
  Device device;
  double speed_factor = 1;  ///< multiplies every compute rate of the device; the cluster's is in it
  double rate_bps =
      0;  ///< goodput of the station when it is alone on the air (unused for an access point)
  std::optional<Uplink> uplink{};
  SpeedProfile speed_profile{};  ///< the device's, unless its group has another
};

/// members[0] is the group owner, who coordinates the others.
struct Cluster {
  std::string name;
  std::vector<Member> members;
  Medium medium;
  Paging paging = Paging::overflow;
  AccessPoint access_point = AccessPoint::owner;

  int workers() const { return static_cast<int>(members.size()) - 1; }
  int size() const { return static_cast<int>(members.size()); }
  const Member& member(int id) const { return members[static_cast<std::size_t>(id)]; }
  /// Whether the member is a station of the cell: neither the access point nor behind an uplink.
  bool is_station(int id) const { return !is_access_point(id) && !member(id).uplink; }
  bool is_access_point(int id) const { return id == 0 && access_point == AccessPoint::owner; }
};

/// The group owner's phone alone: the baseline of every speed-up.
Cluster lone_phone(const Cluster& cluster);

}  // namespace modnn
