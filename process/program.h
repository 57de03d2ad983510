#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace modnn {

enum class Streams {
  inherited,  ///< the program writes where modnn writes
  captured    ///< what the program writes is handed back
};

/// How a program ended.
struct Ended {
  int status = 0;         ///< its exit status; 127: it could not be started; 128 + n: signal n
  std::string output;     ///< captured standard output
  std::string errors;     ///< captured standard error, or why it could not be started
  bool overdue = false;   ///< it was killed, as it took too long
  bool too_much = false;  ///< the same, as it wrote too much
};

/// What a program is told, and what it may take.
struct Dialogue {
  std::string input;               ///< its standard input
  std::filesystem::path folder{};  ///< where it runs; empty: here
  double most_s = 60;
  std::size_t most_bytes = std::size_t{64} << 20U;  ///< of its output, and of its errors
};

/// Runs a program, without a shell, and waits for it: `words` are its name (looked up on the PATH
/// when it holds no '/') and its arguments. It reads from /dev/null and inherits no other file.
/// Throws EnvironmentError when no pipe can be made.
Ended run_program(const std::vector<std::string>& words, Streams streams);

/// The same of a program that is told something: it is killed when it takes more than it may. What
/// it has started itself is left alone, and not waited for.
Ended ask_program(const std::vector<std::string>& words, const Dialogue& dialogue);

}  // namespace modnn
