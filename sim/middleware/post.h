#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sim/middleware/couriers.h"
#include "sim/middleware/presence.h"
#include "sim/world/air.h"

namespace modnn {

/// A message on its way from one middleware to another.
struct Letter {
  const Message* message = nullptr;
  Subject layer;
  double factor = 1;                              ///< on its time on the air
  CriticalPath::Mark mark = CriticalPath::start;  ///< what lies before where it is now
  Arrival arrival{};
  double off_air_s = 0;                        ///< when it had crossed the air
  std::function<void(const Letter&)> receive;  ///< called when it has arrived
  std::function<bool()> is_wanted{};           ///< still, when its turn comes; empty: always
  std::function<void()> lose{};                ///< called when it will never arrive
  int source_departures = 0;                   ///< of both ends, when it was sent
  int destination_departures = 0;
};

/// Takes messages from one device to another: the sender's middleware serialises them, couriers
/// carry them over the air, the medium's latency delays them, the receiver's middleware copies
/// them. A middleware has a thread of its own, which takes one message after the other and leaves
/// the processor alone; neither it nor the latency occupies the air. What an end that is gone has
/// sent or was to get is lost; an end that stands still begins with nothing until it goes on.
class Post {
 public:
  Post(const World& world, const Cluster& cluster, const SimulationOptions& options, Ledger& ledger,
       CriticalPath& path, const Presence& presence, Air& air);

  void send(Letter letter);

  /// The device went on: what waited for that begins.
  void go_on();

  /// Of messages that were lost and sent again.
  double resent_bytes() const { return resent_bytes_; }

  /// See Couriers: of those who carry messages over the air.
  bool stand_aside(const std::function<void()>& wait) { return couriers_.stand_aside(wait); }

 private:
  using Sent = std::shared_ptr<Letter>;
  void carry(const Sent& letter);
  bool may_begin(const Sent& letter);
  bool is_lost(const Message& message);
  void send_again(const Sent& letter);
  void arrive(const Letter& letter) const;
  void take_in(const Sent& letter);
  void copy(DeviceId device, Activity activity, const Sent& letter,
            const std::function<void()>& then);
  void extend(Letter& letter, double since_s);

  const World& world_;
  const Cluster& cluster_;
  Ledger& ledger_;
  CriticalPath& path_;
  const Presence& presence_;
  Air& air_;
  Couriers couriers_;
  Couriers delayed_;
  struct Copier {
    explicit Copier(simgrid::s4u::Host* host) : thread(true, host) {}
    Couriers thread;
    CriticalPath::Mark last = CriticalPath::start;  ///< what ended its last copy
  };
  std::map<DeviceId, Copier> copiers_;
  const SimulationOptions& options_;
  std::map<std::pair<DeviceId, DeviceId>, std::uint64_t> transmissions_;  ///< so far, by ends
  double resent_bytes_ = 0;
  std::vector<Sent> stalled_;  ///< whose turn has come, but an end stands still
};

}  // namespace modnn
