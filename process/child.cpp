#include "process/child.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <new>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

#include "config/error.h"
#include "process/fresh_process.h"

namespace modnn {
namespace {

void write_all(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t n = write(file, text.data() + written, text.size() - written);
    if (n < 0 && errno != EINTR) return;
    if (n > 0) written += static_cast<std::size_t>(n);
  }
}

/// When memory runs out, the kernel shall end a point rather than the sweep.
void volunteer_for_the_oom_killer() {
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  write_all(file, "1000");
  close(file);
}

/// A simulation takes two milliseconds, and the first one of a child as much again in page faults
/// unless its memory comes in one piece.
void prepare_memory() {
  constexpr std::size_t enough = 1U << 20U;
  constexpr std::uintptr_t page = 4096;
  void* block = std::malloc(enough);
  if (block == nullptr) return;
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(block) + page - 1) & ~(page - 1);
  // Where the kernel does not know this (before Linux 5.14), the faults come one by one.
  madvise(reinterpret_cast<void*>(begin), enough - page, MADV_POPULATE_WRITE);
  std::free(block);
}

void become_child(pid_t parent, int errors) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  // Ctrl-C in a terminal and the end of a cluster's job reach every process; the parent decides.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_IGN);
  volunteer_for_the_oom_killer();
  if (errors >= 0) dup2(errors, STDERR_FILENO);
  prepare_memory();
}

Answer answer(const std::function<std::string(std::size_t)>& work, std::size_t job) {
  try {
    return {Answer::Kind::result, job, work(job)};
  } catch (const FreshProcessNeeded& needed) {
    return {Answer::Kind::fresh_process, job, needed.what()};
  } catch (const InputError& error) {
    return {Answer::Kind::failure, job, error.lines().front()};
  } catch (const std::bad_alloc&) {
    return {Answer::Kind::failure, job, "out of memory"};
  } catch (const std::exception& error) {
    return {Answer::Kind::failure, job, error.what()};
  }
}

/// What precedes the text of an answer in the pipe.
struct Head {
  Answer::Kind kind;
  std::size_t job;
  std::size_t length;
};

std::string pack(const Answer& answer) {
  const Head head{answer.kind, answer.job, answer.text.size()};
  std::string text(sizeof head, '\0');
  std::memcpy(text.data(), &head, sizeof head);
  return text + answer.text;
}

/// Whether a job took too long is for the child to say: its parent may be too busy to look in time.
bool too_late(double timeout_s, const JobBoard::Work& work) {
  const std::chrono::duration<double> elapsed = JobBoard::Clock::now() - work.since;
  return timeout_s > 0 && elapsed.count() >= timeout_s;
}

/// After a failure the simulator may be in any state: the next job is another child's.
[[noreturn]] void run_child(const ChildTask& task, JobBoard& board, std::size_t desk, int output) {
  for (std::size_t i = 0; i < task.most_jobs; ++i) {
    std::size_t job = task.first_job;
    if (i == 0 && job != JobBoard::none) {
      board.take_again(desk, job);
    } else {
      job = board.take(desk);
    }
    if (job == JobBoard::none) break;
    const Answer said = answer(task.work, job);
    while (too_late(task.timeout_s, board.work(desk))) pause();
    write_all(output, pack(said));
    if (said.kind != Answer::Kind::result) break;
  }
  // Static destructors belong to the parent, and SimGrid's are of no use to anybody here.
  _exit(0);
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

}  // namespace

Child start_child(const ChildTask& task, JobBoard& board, std::size_t desk) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  Child child;
  child.desk = desk;
  child.errors = memfd_create("stderr", MFD_CLOEXEC);
  board.clear(desk);
  const pid_t parent = getpid();
  child.pid = fork();
  if (child.pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child.pid == 0) {
    close(ends[0]);
    become_child(parent, child.errors);
    run_child(task, board, desk, ends[1]);
  }
  close(ends[1]);
  child.output = ends[0];
  return child;
}

bool read_answers(Child& child, std::vector<Answer>& answers) {
  char buffer[65536];
  const ssize_t n = read(child.output, buffer, sizeof buffer);
  if (n <= 0) return n < 0 && errno == EINTR;
  child.text.append(buffer, static_cast<std::size_t>(n));
  std::size_t begin = 0;
  Head head;
  while (child.text.size() - begin >= sizeof head) {
    std::memcpy(&head, child.text.data() + begin, sizeof head);
    if (child.text.size() - begin - sizeof head < head.length) break;
    answers.push_back({head.kind, head.job, child.text.substr(begin + sizeof head, head.length)});
    begin += sizeof head + head.length;
    child.last_done = head.job;
    ++child.done;
  }
  child.text.erase(0, begin);
  return true;
}

std::string end_child(Child& child) {
  close(child.output);
  int status = 0;
  while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
  }
  std::string text = fmt::format("ended with status {}", WEXITSTATUS(status));
  if (WIFSIGNALED(status)) {
    text = fmt::format("crashed: {}", strsignal(WTERMSIG(status)));
    if (WTERMSIG(status) == SIGKILL) text += " (out of memory, or killed by hand)";
  }
  const std::string words = child.errors >= 0 ? last_words(child.errors) : "";
  if (child.errors >= 0) close(child.errors);
  return words.empty() ? text : text + ": " + words;
}

}  // namespace modnn
