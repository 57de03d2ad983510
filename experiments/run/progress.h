#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "process/patience.h"

namespace modnn {

/// Progress of a sweep on stderr: a bar with rate and time left on a terminal, one line per point
/// otherwise.
class Progress {
 public:
  enum class Detail {
    lines,    ///< a line per point where there is no terminal
    bar_only  ///< nothing there but one line when it takes longer than a second
  };
  Progress(std::size_t total, bool quiet, Detail detail = Detail::lines,
           const char* what = "points");
  /// Removes the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// A point ended; `line` says which and how.
  void step(bool failed, const std::function<std::string()>& line);
  /// So many ended well.
  void step(std::size_t count);

 private:
  using Clock = std::chrono::steady_clock;
  void draw();

  std::size_t total_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  bool quiet_;
  Detail detail_;
  const char* what_;
  std::optional<Patience> patience_{};
  bool terminal_;
  bool colour_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point drawn_{};
};

/// `[=====>    ] 50/100 points, 12.5 per second, 00:00:04 left, 2 failed`.
std::string progress_bar(std::size_t done, std::size_t total, std::size_t failed, double elapsed_s,
                         bool colour, const char* what = "points");

}  // namespace modnn
