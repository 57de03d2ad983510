#include "process/program.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
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

/// Reads both pipes to their ends, whichever has something, so that neither fills up.
void drain(Pipe& output, Pipe& errors, Ended& ended) {
  struct Stream {
    Descriptor* from;
    std::string* into;
  };
  const std::array<Stream, 2> streams{
      {{&output.read_end, &ended.output}, {&errors.read_end, &ended.errors}}};
  while (output.read_end.get() >= 0 || errors.read_end.get() >= 0) {
    // poll() skips negative descriptors, those at their end.
    std::array<pollfd, 2> polled{
        {{output.read_end.get(), POLLIN, 0}, {errors.read_end.get(), POLLIN, 0}}};
    if (poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (polled[i].revents == 0) continue;
      char buffer[4096];
      const ssize_t size = read(streams[i].from->get(), buffer, sizeof buffer);
      if (size > 0) streams[i].into->append(buffer, static_cast<std::size_t>(size));
      if (size == 0 || (size < 0 && errno != EINTR)) streams[i].from->close();
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

}  // namespace

Ended run_program(const std::vector<std::string>& words, Streams streams) {
  FileActions files;
  pid_t pid = 0;
  Ended ended;
  if (streams == Streams::inherited) {
    const int error = start(words, files, pid);
    if (error != 0) return not_started(words[0], error);
    ended.status = wait_for(pid);
    return ended;
  }
  Pipe output, errors;
  posix_spawn_file_actions_adddup2(&files.actions, output.write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files.actions, errors.write_end.get(), STDERR_FILENO);
  const int error = start(words, files, pid);
  output.write_end.close();
  errors.write_end.close();
  if (error != 0) return not_started(words[0], error);
  drain(output, errors, ended);
  ended.status = wait_for(pid);
  return ended;
}

}  // namespace modnn
