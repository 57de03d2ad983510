#pragma once

#include <functional>
#include <map>

#include "partition/plan/plan.h"
#include "sim/world/world.h"

namespace modnn {

/// What is to be done at given times, by one actor: what many actors wait for on their own comes to
/// them in an order of SimGrid's. The simulation does not wait for it.
class Agenda {
 public:
  explicit Agenda(const World& world) : world_(world) {}

  /// To be called before begin(), or by what is done.
  void at(double at_s, std::function<void()> what) { entries_.emplace(at_s, std::move(what)); }
  void begin();

 private:
  const World& world_;
  std::multimap<double, std::function<void()>> entries_;
};

}  // namespace modnn
