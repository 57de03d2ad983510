#pragma once

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/maps/tensor.h"
#include "sim/middleware/cause.h"
#include "sim/middleware/cell.h"
#include "sim/middleware/lock_step.h"
#include "sim/middleware/numeric_inputs.h"
#include "sim/middleware/script.h"
#include "sim/middleware/store.h"
#include "sim/world/noise.h"

namespace modnn {

class Phone;

/// The parts of maps that travel with one message (empty in timing mode).
using Parcel = std::vector<std::pair<MapId, std::shared_ptr<const Tensor>>>;

/// An image that some device holds and of which it wants to know the result.
struct Image {
  int number = 0;  ///< from 0
  DeviceId source = group_owner;
};

/// What an inference starts from: nothing, or where another one of the same image was given up.
struct Beginning {
  Cause cause;                     ///< of what the phones do first
  std::vector<Store> stores = {};  ///< [device]: what it holds, beside the source the image
};

/// Who wants to know how an inference goes on; of what may be empty nobody has to.
struct Watcher {
  std::function<void()> answered;  ///< the image's source has the result
  /// Nobody does anything for it any more: it may be destroyed, even by this call.
  std::function<void()> ended;
  /// Also of an inference that was abandoned while the message was on the air.
  std::function<void(int stage, int message, const Arrival&)> message_arrived;
  std::function<void(int stage, const Task&, const Cause&)> task_ended{};  ///< may be empty
  std::function<void(DeviceId, MapId)> forgotten{};                        ///< may be empty
};

/// One distributed inference in a cell: the phones, each with its part of the plan. Many may be in
/// progress at once. It can be stopped anywhere; what to do then others know.
class Inference {
 public:
  Inference(Cell& cell, const Script& script, Image image, const NumericInputs* numeric,
            Watcher watcher, Beginning beginning = {});
  ~Inference();

  /// Starts the phones; the simulation runs when the cell's engine does.
  void begin();

  /// The device does nothing for it any more. Whether something may be missing then: its part was
  /// not over, or a message from it or to it is under way or was lost.
  bool stop(DeviceId device);
  /// Nobody does: what is on the air arrives in vain, and what is not yet will not be sent.
  void abandon();
  bool is_abandoned() const { return is_abandoned_; }
  /// What a device holds, of layers before `layer`; of an abandoned inference.
  Store take_store(DeviceId device, LayerId layer);

  /// The phone's actor is done, at the end of its program or because it was stopped.
  void phone_ended(const Phone& phone, bool has_come_to_its_end);

  /// Posts message `index` of stage `stage`; called when the source holds the pieces.
  void send(int stage, int index, Parcel parcel, const Cause& cause);

  /// When it is answered: what lies before the result at the source, and the whole output of one of
  /// the result_layers() (numeric mode).
  Cause result_cause() const;
  std::shared_ptr<const Tensor> result(LayerId layer) const;

  Cell& cell() { return cell_; }
  const Script& script() const { return script_; }
  const Network& network() const { return script_.network; }
  const Plan& plan() const { return script_.plan; }
  int image() const { return image_.number; }
  const Noise& noise() const { return noise_; }
  const NumericInputs* numeric() const { return numeric_; }
  LockStep& lock_step() { return lock_step_; }
  const Watcher& watcher() const { return watcher_; }

 private:
  void record(const Letter& letter);
  void deliver(int stage, int index, const Parcel& parcel, const Cause& cause);
  void forward(int stage, int relay, const Parcel& parcel, const Cause& cause);
  void sent(const Message& message, int change);
  void letter_ended(const Message& message);
  void part_ended();

  Cell& cell_;
  const Script& script_;
  Image image_;
  const NumericInputs* numeric_;
  Watcher watcher_;
  Noise noise_;
  LockStep lock_step_;
  std::vector<std::unique_ptr<Phone>> phones_;
  bool is_abandoned_ = false;
  std::vector<int> letters_;     ///< [device]: messages under way from it or to it
  std::vector<char> is_missed_;  ///< [device]: its part was not over, or such a message was lost
  int going_on_ = 0;             ///< phones that have something to do, and messages under way
  /// What has arrived of a message that forwards several others.
  struct Waiting {
    int messages = 0;
    Parcel parcel;
    double busy_s = 0;
  };
  std::map<std::pair<int, int>, Waiting> waiting_;  ///< [stage, message]
};

}  // namespace modnn
