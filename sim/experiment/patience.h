#pragma once

#include <string>

namespace modnn {

/// Says on standard error what the program is doing when that takes longer than a second. One at a
/// time: one inside another changes nothing.
class Patience {
 public:
  /// `doing` completes "modnn: ..., which takes its time".
  explicit Patience(const std::string& doing, bool quiet = false);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  bool first_;
};

}  // namespace modnn
