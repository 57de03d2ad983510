#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <simgrid/s4u.hpp>
#include <vector>

#include "sim/account/stream.h"
#include "sim/middleware/inference.h"
#include "sim/middleware/store.h"
#include "sim/service/bag.h"
#include "sim/service/workload.h"

namespace modnn {

/// A message that no plan has foreseen.
struct SentMessage {
  Message message;
  Subject subject;
  double wakeup_s = 0;
};

/// Serves images in tiles that are dealt out at run time (DeepThings, IEEE TCAD 2018). Whoever has
/// an image computes its tiles one after the other; a device without any asks the group owner, who
/// keeps a register of those that have some, and steals one from a device that it is told. Results
/// are gathered at the group owner.
class TileService {
 public:
  /// The plan says what the tiles are, not who computes them. All arguments must outlive the
  /// service.
  TileService(Cell& cell, const Network& network, const Workload& workload, const Plan& plan,
              const NumericInputs* numeric);
  ~TileService();

  /// Lets images come; the simulation runs when the cell's engine does.
  void begin();

  const Cause& last_cause() const { return last_cause_; }
  const std::vector<Tensor>& first_results() const { return first_results_; }
  std::vector<const Plan*> plans() const { return {&plan_}; }
  const std::deque<SentMessage>& sent() const { return sent_; }
  /// MACs that every device has computed.
  const std::vector<double>& macs() const { return macs_; }
  StreamReport close(double now);

 private:
  struct Frame;
  struct Loot;
  using Then = std::function<void(const Cause&)>;

  bool reuses() const { return cell_.options.tiles == Tiles::stolen_reused; }
  void begin_next();
  void work(DeviceId device);
  bool compute_own(DeviceId device, Cause& cause);
  bool steal(DeviceId device, Cause& cause);
  DeviceId next_victim();
  Loot take(Frame& frame, DeviceId thief);
  void compute(const Loot& loot, DeviceId device, Store& store, Cause& cause);
  void compute_step(const Loot& loot, const TileStep& step, DeviceId device, Store& store,
                    Cause& cause);
  void fetch_overlaps(const Loot& loot, DeviceId device, Store& store, Cause& cause);
  void keep_overlaps(const Loot& loot, DeviceId device, const Store& store, Cause& cause);
  void has_result(Frame& frame, const Parcel& parcel, const Cause& cause);
  void rest(DeviceId device, Cause& cause);
  void wake(DeviceId device);

  Parcel parcel_of(const std::vector<Piece>& pieces, const Store& store) const;
  void post(Message message, Subject subject, const Cause& cause, Then then);
  void send(Message message, int image, Cause& cause);
  void ask(DeviceId from, DeviceId to, int image, Cause& cause);
  void tell(DeviceId from, DeviceId to, int image, const Cause& cause, Then then);

  Cell& cell_;
  const Network& network_;
  const Workload& workload_;
  const Plan& plan_;
  const NumericInputs* numeric_;
  std::vector<Tile> tiles_;
  double bytes_per_value_;
  std::vector<ImageArrival> arrivals_;
  Noise noise_;  ///< of messages
  StreamAccount account_;
  std::deque<int> queue_;                      ///< images that wait for their turn
  std::deque<std::unique_ptr<Frame>> frames_;  ///< in the order of their turns
  std::vector<std::deque<Frame*>> own_;        ///< [device]: with tiles that nobody has taken
  std::deque<DeviceId> register_;  ///< the group owner's: who has tiles, whose turn it is in front
  std::deque<SentMessage> sent_;
  std::vector<double> macs_;                       ///< [device]
  std::vector<char> resting_;                      ///< [device]
  std::vector<simgrid::s4u::SemaphorePtr> woken_;  ///< [device]
  std::vector<DeviceId> computing_;
  int answered_ = 0;
  Cause last_cause_;
  std::vector<Tensor> first_results_;
};

}  // namespace modnn
