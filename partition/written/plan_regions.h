#pragma once

#include <map>
#include <optional>
#include <string>

#include "config/reader.h"
#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "platforms/cluster.h"

namespace modnn {

/// The names that a plan file may use. What is read by them records a problem where it fails.
class PlanNames {
 public:
  PlanNames(const Network& network, const Cluster& cluster);

  std::optional<LayerId> layer(const Value& name) const;
  std::optional<LayerId> layer(const Value& place, const std::string& name) const;
  std::optional<DeviceId> device(const Value& name) const;
  std::optional<DeviceId> device(const Value& place, const std::string& name) const;

 private:
  std::map<std::string, LayerId> layers_;
  std::map<std::string, DeviceId> devices_;
};

/// A box of a map; an axis that is absent is the whole one's.
Box read_box(const Value& value, const Shape& map);

/// One box or a list of boxes of a map, which must be disjoint.
Region read_region(const Value& value, const Shape& map);

}  // namespace modnn
