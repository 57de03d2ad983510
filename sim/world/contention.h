#pragma once

#include <map>

#include "partition/plan/plan.h"
#include "platforms/medium.h"

namespace modnn {

/// What contention costs: a transmission by one of n stations that send at once takes
/// 1 / efficiency(n) of its lone airtime. What the access point sends competes with no other sender
/// of its own, and takes its lone airtime.
class Contention {
 public:
  static constexpr DeviceId access_point = nobody;  ///< as a sender: no station

  explicit Contention(const Medium& medium) : medium_(medium) {}

  void begin(DeviceId sender);
  void end(DeviceId sender);

  /// Share of its capacity that the air delivers now, when all transmissions get equal shares of
  /// it: their number / the sum of what each takes.
  double share() const;

 private:
  const Medium& medium_;
  std::map<DeviceId, int> stations_;  ///< transmissions per station that sends now
  int from_stations_ = 0;
  int from_access_point_ = 0;
};

}  // namespace modnn
