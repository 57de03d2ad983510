#pragma once

#include <string>

namespace modnn {

/// Says on standard error what the program is doing when that takes longer than a second, or than
/// the environment variable MODNN_PATIENCE_S says ("inf": never). One at a time: one inside another
/// changes nothing.
class Patience {
 public:
  /// `doing` completes "modnn: ..., which takes its time". Throws InputError when the variable is
  /// no number of seconds.
  explicit Patience(const std::string& doing, bool quiet = false);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

 private:
  bool first_;
};

}  // namespace modnn
