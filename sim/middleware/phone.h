#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <simgrid/s4u.hpp>
#include <vector>

#include "sim/middleware/inference.h"
#include "sim/middleware/store.h"

namespace modnn {

/// Group owner or worker: an actor that sends, waits, and computes as planned. The group owner
/// differs in its part of the plan only.
class Phone {
 public:
  Phone(Inference& inference, DeviceId device, Store store, const Cause& cause);

  void begin();
  /// It does no more: what it was at is lost. Its actor ends as soon as it can.
  void stop();
  /// Takes a message in; called by its courier at the moment of arrival.
  void receive(int stage, const Parcel& parcel, const Cause& cause);

  /// The phone holds the image from the beginning (numeric mode).
  void hold_image(std::shared_ptr<const Tensor> image) { store_.add({0}, std::move(image)); }

  DeviceId device() const { return device_; }
  bool has_nothing_to_do() const { return program_.empty(); }
  /// It has begun, has not come to its end and was not stopped.
  bool is_going_on() const { return is_going_on_; }
  const Cause& cause() const { return cause_; }
  const Store& store() const { return store_; }
  Store take_store() { return std::move(store_); }

 private:
  void run();
  void follow_program();
  void leave_when_stopped() const;
  void send(int stage, const std::vector<int>& messages);
  void wait_for(int stage, int arrivals);
  void compute(int stage, const Task& task);
  void run_kernel(const Stage& stage, const Task& task);
  void sum_products(const Stage& stage, const Task& task);
  void add_sums(LayerId layer, const Task& task);
  /// Books the time that `work` blocks the actor.
  void occupy(Activity activity, CriticalPath::Kind kind, LayerId layer,
              const std::function<void()>& work);

  Inference& inference_;
  DeviceId device_;
  const std::vector<Step>& program_;
  Store store_;
  struct Inbox {
    int arrived = 0;
    double busy_s = 0;  ///< latest of the senders' Cause::busy_s
  };
  std::vector<Inbox> inboxes_;  ///< [stage]
  Cause cause_;                 ///< of what the phone does next
  int awaited_stage_ = -1;      ///< the stage for whose messages the actor is blocked, or -1
  int awaited_arrivals_ = 0;
  simgrid::s4u::SemaphorePtr woken_;
  bool is_going_on_ = false;
  std::optional<Activity> occupied_;  ///< what its time is booked as
  LayerId occupied_for_ = 0;
};

}  // namespace modnn
