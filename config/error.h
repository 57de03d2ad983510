#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace modnn {

/// What the command returns to the shell.
enum class ExitCode : int { done = 0, points_failed = 1, bad_input = 2, bad_environment = 3 };

/// The user's input is wrong. Each line names the place and what was expected there, e.g.
/// `experiments/fig7.json:14: /platform/workers/0/rate_bps: expected a number > 0, got -3`.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<std::string> lines);
  explicit InputError(std::string line) : InputError(std::vector<std::string>{std::move(line)}) {}

  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

/// The machine lacks something the program needs (a data folder, a tool, a writable folder).
class EnvironmentError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace modnn
