#pragma once

#include <csignal>

namespace modnn {

/// While one of these exists, SIGINT, SIGTERM and SIGHUP no longer end the process but are counted,
/// and arrive only while it waits in ppoll() with waiting_mask().
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// How often the user asked for an end: the first time politely.
  static int count();
  const sigset_t& waiting_mask() const { return before_; }

 private:
  sigset_t before_{};
  struct sigaction int_ {};
  struct sigaction term_ {};
  struct sigaction hup_ {};
};

}  // namespace modnn
