#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace modnn {

/// Progress of a sweep on stderr: one line that is redrawn with rate and time left on a terminal,
/// one line per point otherwise.
class Progress {
 public:
  Progress(std::size_t total, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `label` says which point ended, `note` how.
  void step(const std::string& label, const std::string& note);

 private:
  std::size_t total_;
  std::size_t done_ = 0;
  bool quiet_;
  bool terminal_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace modnn
