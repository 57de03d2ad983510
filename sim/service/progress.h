#pragma once

#include <map>
#include <optional>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/holdings.h"
#include "sim/account/report.h"
#include "sim/middleware/cause.h"

namespace modnn {

/// From where an inference may go on.
struct Foothold {
  Situation situation;
  Cause cause;           ///< of the last piece that it stands on
  double reached_s = 0;  ///< when that was there, had no time been lost before
};

/// How far an image is, whoever has done what.
class Progress {
 public:
  Progress(const Network& network, int devices, DeviceId source, double now);

  void task_ended(const Stage& stage, const Task& task, const Cause& cause, double now);
  /// At its last destination unless it `is_relayed` there.
  void message_arrived(const Stage& stage, const Message& message, bool is_relayed,
                       CriticalPath::Mark mark, double now);
  void forgotten(DeviceId device, MapId map);

  /// The last layer of which those who are present hold every piece that the rest needs, and of all
  /// before what it needs of them; none when even the image is gone.
  std::optional<Foothold> last_foothold(const std::vector<DeviceId>& present) const;
  /// Where it began.
  std::optional<Foothold> beginning_again(const std::vector<DeviceId>& present) const;

  /// It goes on from there: all that was done beyond is forgotten, which costs what is returned
  /// (and time, until it does go on).
  ChurnReport fall_back(const Foothold& foothold);
  /// It goes on now. Returns the time that is lost.
  double goes_on(const Foothold& foothold, double now);

 private:
  bool stands(LayerId layer, const std::vector<DeviceId>& present) const;
  Foothold foothold(LayerId layer, const std::vector<DeviceId>& present) const;

  struct Done {
    double macs = 0;
    Cause cause;  ///< of what was there last of the layer's output
    double end_s = 0;
  };
  struct Sent {
    const Message* message;
    LayerId layer;  ///< for which it was sent
  };
  const Network& network_;
  DeviceId source_;
  double begun_s_;
  Holdings holdings_;
  std::vector<Done> done_;  ///< [layer]
  std::vector<Sent> sent_;  ///< what has arrived and is of use
};

}  // namespace modnn
