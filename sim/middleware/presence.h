#pragma once

#include <cstddef>
#include <vector>

#include "partition/plan/plan.h"

namespace modnn {

/// Who is in the cell, and who stands still. A phone that comes back knows nothing of what it was
/// sent before it left.
class Presence {
 public:
  explicit Presence(int devices) : phones_(static_cast<std::size_t>(devices)) {}

  bool is_here(DeviceId device) const { return at(device).is_here; }
  bool is_stalled(DeviceId device) const { return at(device).is_stalled; }
  /// How often it has left.
  int departures(DeviceId device) const { return at(device).departures; }
  /// Whether the phone has been here since it had left so often.
  bool has_stayed(DeviceId device, int departures) const {
    return is_here(device) && this->departures(device) == departures;
  }

  void leaves(DeviceId device) {
    at(device).is_here = false;
    ++at(device).departures;
  }
  void comes(DeviceId device) { at(device).is_here = true; }
  void stalls(DeviceId device) { at(device).is_stalled = true; }
  void goes_on(DeviceId device) { at(device).is_stalled = false; }

 private:
  struct Phone {
    bool is_here = true;
    bool is_stalled = false;
    int departures = 0;
  };
  Phone& at(DeviceId device) { return phones_[static_cast<std::size_t>(device)]; }
  const Phone& at(DeviceId device) const { return phones_[static_cast<std::size_t>(device)]; }

  std::vector<Phone> phones_;
};

}  // namespace modnn
