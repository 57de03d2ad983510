#pragma once

#include <string>
#include <vector>

namespace modnn {

enum class Streams {
  inherited,  ///< the program writes where modnn writes
  captured    ///< what the program writes is handed back
};

/// How a program ended.
struct Ended {
  int status = 0;      ///< its exit status; 127: it could not be started; 128 + n: signal n
  std::string output;  ///< captured standard output
  std::string errors;  ///< captured standard error, or why it could not be started
};

/// Runs a program, without a shell, and waits for it: `words` are its name (looked up on the PATH
/// when it holds no '/') and its arguments. It reads from /dev/null and inherits no other file.
/// Throws EnvironmentError when no pipe can be made.
Ended run_program(const std::vector<std::string>& words, Streams streams);

}  // namespace modnn
