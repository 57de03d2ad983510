#include "sim/experiment/progress.h"

#include <cstdio>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

namespace modnn {

Progress::Progress(std::size_t total, bool quiet)
    : total_(total), quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (!quiet_ && terminal_ && done_ > 0) fmt::print(stderr, "\r\033[K");
}

void Progress::step(const std::string& label, const std::string& note) {
  ++done_;
  if (quiet_) return;
  if (!terminal_) {
    fmt::print(stderr, "[{}/{}] {}: {}\n", done_, total_, label, note);
    return;
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
  const double rate = static_cast<double>(done_) / elapsed.count();
  const auto left =
      std::chrono::seconds(static_cast<long>(static_cast<double>(total_ - done_) / rate + 0.5));
  fmt::print(stderr, "\r\033[K{}/{} points, {:.1f} per second, {:%H:%M:%S} left", done_, total_,
             rate, left);
  std::fflush(stderr);
}

}  // namespace modnn
