#pragma once

namespace modnn {

/// Says on standard error what the program is doing when that takes longer than a second. One at a
/// time. The text must outlive it.
class Patience {
 public:
  explicit Patience(const char* text);
  ~Patience();
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;
};

}  // namespace modnn
