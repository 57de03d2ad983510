#pragma once

#include <algorithm>
#include <deque>
#include <simgrid/s4u.hpp>
#include <utility>

#include "sim/account/critical_path.h"

namespace modnn {

/// A device's processor does one task after the other, whichever image they are of, in the order in
/// which they became ready.
class Processor {
 public:
  /// Blocks the calling actor until the processor is that of `who`. Whoever had to wait goes on
  /// from what ended then.
  void take(const void* who, CriticalPath::Mark& mark) {
    if (holder_ == nullptr && !is_stalled_) {
      holder_ = who;
      return;
    }
    const auto turn = simgrid::s4u::Semaphore::create(0);
    waiting_.push_back({who, turn});
    turn->acquire();
    mark = last_;
  }

  /// Blocks the calling actor, whose turn it is, until so many operations are done, or it gives up.
  void execute(const void* who, double operations) {
    const auto task = simgrid::s4u::this_actor::exec_init(operations);
    running_ = task;
    task->start();
    if (is_stalled_) task->suspend();
    try {
      task->wait();
    } catch (const simgrid::Exception&) {
      if (holder_ == who) throw;
    }
    if (holder_ == who) running_ = nullptr;
  }

  /// Passes it on to the one who has waited longest.
  void leave(CriticalPath::Mark mark) {
    last_ = mark;
    holder_ = nullptr;
    pass_on();
  }

  /// For an actor that is to stop: it is blocked here no longer, and has no turn any more.
  void give_up(const void* who, CriticalPath::Mark mark) {
    const auto mine = std::find_if(waiting_.begin(), waiting_.end(),
                                   [who](const Waiting& waiting) { return waiting.who == who; });
    if (mine != waiting_.end()) {
      const auto turn = mine->turn;
      waiting_.erase(mine);
      turn->release();
    }
    if (holder_ != who) return;
    if (const auto task = std::exchange(running_, nullptr)) task->cancel();
    leave(mark);
  }

  /// It stands still, until it goes on.
  void stall() {
    is_stalled_ = true;
    if (running_ != nullptr) running_->suspend();
  }
  void go_on() {
    is_stalled_ = false;
    if (running_ != nullptr) running_->resume();
    if (holder_ == nullptr) pass_on();
  }

 private:
  struct Waiting {
    const void* who;
    simgrid::s4u::SemaphorePtr turn;
  };

  void pass_on() {
    if (waiting_.empty() || is_stalled_) return;
    const Waiting next = waiting_.front();
    waiting_.pop_front();
    holder_ = next.who;
    next.turn->release();
  }

  const void* holder_ = nullptr;
  std::deque<Waiting> waiting_;
  bool is_stalled_ = false;
  simgrid::s4u::ExecPtr running_;
  CriticalPath::Mark last_ = CriticalPath::start;  ///< what ended its last task
};

}  // namespace modnn
