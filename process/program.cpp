#include "process/program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  /// Takes `number`, moved above the standard streams, which may be closed here.
  void take(int number) {
    number_ = fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    ::close(number);
    if (number_ < 0) throw EnvironmentError(std::string("cannot make a pipe: ") + strerror(errno));
  }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end, write_end;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
      throw EnvironmentError(std::string("cannot make a pipe: ") + strerror(errno));
    read_end.take(ends[0]);
    write_end.take(ends[1]);
  }
};

struct FileActions {
  posix_spawn_file_actions_t actions;
  FileActions() {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  void read_from(const Descriptor& file) {
    posix_spawn_file_actions_adddup2(&actions, file.get(), STDIN_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
};

/// 0 or the error for which the program cannot be started.
int start(const std::vector<std::string>& words, FileActions& files, pid_t& pid) {
  posix_spawn_file_actions_addclosefrom_np(&files.actions, STDERR_FILENO + 1);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  return posix_spawnp(&pid, arguments[0], &files.actions, nullptr, arguments.data(), environ);
}

/// What a program may take; by default all that it wants.
struct Limits {
  double most_s = INFINITY;
  std::size_t most_bytes = SIZE_MAX;
};

using Clock = std::chrono::steady_clock;

/// Milliseconds that poll() may wait: -1 is for ever.
int patience_ms(const Limits& limits, Clock::time_point begin) {
  if (!std::isfinite(limits.most_s)) return -1;
  const double left_s = limits.most_s - std::chrono::duration<double>(Clock::now() - begin).count();
  constexpr double longest_s = 1e6;
  return static_cast<int>(std::ceil(1000 * std::clamp(left_s, 0.0, longest_s)));
}

/// Reads both pipes to their ends, whichever has something, so that neither fills up; or until the
/// program has taken more than it may.
void drain(Pipe& output, Pipe& errors, const Limits& limits, Ended& ended) {
  struct Stream {
    Descriptor* from;
    std::string* into;
  };
  const std::array<Stream, 2> streams{
      {{&output.read_end, &ended.output}, {&errors.read_end, &ended.errors}}};
  const Clock::time_point begin = Clock::now();
  while (output.read_end.get() >= 0 || errors.read_end.get() >= 0) {
    // poll() skips negative descriptors, those at their end.
    std::array<pollfd, 2> polled{
        {{output.read_end.get(), POLLIN, 0}, {errors.read_end.get(), POLLIN, 0}}};
    const int ready = poll(polled.data(), polled.size(), patience_ms(limits, begin));
    if (ready < 0 && errno != EINTR) return;
    ended.overdue = ready == 0;
    if (ended.overdue) return;
    for (std::size_t i = 0; ready > 0 && i < streams.size(); ++i) {
      if (polled[i].revents == 0) continue;
      char buffer[4096];
      const ssize_t size = read(streams[i].from->get(), buffer, sizeof buffer);
      if (size > 0) streams[i].into->append(buffer, static_cast<std::size_t>(size));
      if (size == 0 || (size < 0 && errno != EINTR)) streams[i].from->close();
      ended.too_much = streams[i].into->size() > limits.most_bytes;
      if (ended.too_much) return;
    }
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return 127;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Ended not_started(const std::string& program, int error) {
  return {127, "", program + ": " + strerror(error)};
}

/// Starts the program and takes what it writes.
Ended capture(const std::vector<std::string>& words, FileActions& files, const Limits& limits) {
  pid_t pid = 0;
  Ended ended;
  Pipe output, errors;
  posix_spawn_file_actions_adddup2(&files.actions, output.write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files.actions, errors.write_end.get(), STDERR_FILENO);
  const int error = start(words, files, pid);
  output.write_end.close();
  errors.write_end.close();
  if (error != 0) return not_started(words[0], error);
  drain(output, errors, limits, ended);
  if (ended.overdue || ended.too_much) kill(pid, SIGKILL);
  ended.status = wait_for(pid);
  return ended;
}

/// A file in memory that is read from its beginning.
void hold(const std::string& text, Descriptor& file) {
  const int number = memfd_create("input", MFD_CLOEXEC);
  if (number < 0)
    throw EnvironmentError(std::string("cannot make a file in memory: ") + strerror(errno));
  file.take(number);
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t size = write(file.get(), text.data() + at, text.size() - at);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) throw EnvironmentError(std::string("no memory for a file: ") + strerror(errno));
    at += static_cast<std::size_t>(size);
  }
  lseek(file.get(), 0, SEEK_SET);
}

}  // namespace

Ended run_program(const std::vector<std::string>& words, Streams streams) {
  FileActions files;
  if (streams == Streams::captured) return capture(words, files, {});
  pid_t pid = 0;
  const int error = start(words, files, pid);
  if (error != 0) return not_started(words[0], error);
  Ended ended;
  ended.status = wait_for(pid);
  return ended;
}

Ended ask_program(const std::vector<std::string>& words, const Dialogue& dialogue) {
  FileActions files;
  Descriptor input;
  hold(dialogue.input, input);
  files.read_from(input);
  if (!dialogue.folder.empty())
    posix_spawn_file_actions_addchdir_np(&files.actions, dialogue.folder.c_str());
  return capture(words, files, {dialogue.most_s, dialogue.most_bytes});
}

}  // namespace modnn
