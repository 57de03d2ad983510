#include "sim/experiment/pool.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "config/error.h"

namespace modnn {
namespace {

struct Child {
  std::size_t index = 0;
  pid_t pid = 0;
  int output = -1;  ///< read end of the child's pipe
  int errors = -1;  ///< memory file that is the child's stderr
  std::string text;
};

/// The first byte of a child's output says what the rest is.
constexpr char result_tag = 'R';
constexpr char failure_tag = 'F';

void write_all(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(file, text.data() + written, text.size() - written);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) written += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void run_child(const std::function<std::string(std::size_t)>& work, std::size_t index,
                            int output) {
  std::string text;
  try {
    text = result_tag + work(index);
  } catch (const InputError& error) {
    text = failure_tag + error.lines().front();
  } catch (const std::exception& error) {
    text = failure_tag + std::string(error.what());
  }
  write_all(output, text);
  // Static destructors belong to the parent, and SimGrid's are of no use to anybody here.
  _exit(0);
}

Child start(const std::function<std::string(std::size_t)>& work, std::size_t index) {
  int ends[2];
  if (pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  Child child;
  child.index = index;
  child.errors = memfd_create("stderr", 0);
  child.pid = fork();
  if (child.pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child.pid == 0) {
    close(ends[0]);
    if (child.errors >= 0) dup2(child.errors, STDERR_FILENO);
    run_child(work, index, ends[1]);
  }
  close(ends[1]);
  child.output = ends[0];
  return child;
}

/// The last line that the child wrote to stderr: a SimGrid assertion, a sanitizer's finding.
std::string last_words(int errors) {
  constexpr off_t longest = 4096;
  const off_t size = lseek(errors, 0, SEEK_END);
  if (size <= 0) return "";
  std::string text(static_cast<std::size_t>(std::min(size, longest)), '\0');
  const ssize_t n = pread(errors, text.data(), text.size(), std::max<off_t>(0, size - longest));
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t line = text.rfind('\n');
  return line == std::string::npos ? text : text.substr(line + 1);
}

JobResult finish(Child& child) {
  close(child.output);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  JobResult result;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && !child.text.empty()) {
    result.succeeded = child.text[0] == result_tag;
    result.text = child.text.substr(1);
  } else {
    result.text = WIFSIGNALED(status) ? fmt::format("crashed: {}", strsignal(WTERMSIG(status)))
                                      : fmt::format("ended with status {}", WEXITSTATUS(status));
    const std::string words = last_words(child.errors);
    if (!words.empty()) result.text += ": " + words;
  }
  if (child.errors >= 0) close(child.errors);
  return result;
}

/// Waits for output of any child; true for those whose pipe has closed.
std::vector<bool> read_outputs(std::vector<Child>& children) {
  std::vector<pollfd> files;
  for (const Child& child : children) files.push_back({child.output, POLLIN, 0});
  std::vector<bool> closed(children.size());
  if (poll(files.data(), files.size(), -1) < 0) return closed;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (files[i].revents == 0) continue;
    char buffer[65536];
    const ssize_t n = read(children[i].output, buffer, sizeof buffer);
    if (n > 0) children[i].text.append(buffer, static_cast<std::size_t>(n));
    closed[i] = n == 0 || (n < 0 && errno != EINTR);
  }
  return closed;
}

}  // namespace

void run_forked(std::size_t count, int jobs, const std::function<std::string(std::size_t)>& work,
                const std::function<void(std::size_t, JobResult)>& done) {
  std::vector<Child> children;
  std::size_t next = 0;
  while (next < count || !children.empty()) {
    while (next < count && children.size() < static_cast<std::size_t>(jobs)) {
      children.push_back(start(work, next++));
    }
    const auto closed = read_outputs(children);
    for (std::size_t i = children.size(); i-- > 0;) {
      if (!closed[i]) continue;
      Child child = std::move(children[i]);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      const JobResult result = finish(child);
      done(child.index, result);
    }
  }
}

}  // namespace modnn
