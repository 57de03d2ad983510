#include "sim/experiment/pool.h"

#include <csignal>
#include <cstdio>
#include <ctime>
#include <poll.h>
#include <vector>

#include "sim/experiment/child.h"

namespace modnn {
namespace {

using Seconds = std::chrono::duration<double>;

bool interrupted(const PoolOptions& options, int times) {
  return options.interrupts != nullptr && Interrupts::count() >= times;
}

/// Until the first running child is out of time; null: for ever.
const timespec* time_left(const std::vector<Child>& children, double timeout_s, timespec& left) {
  if (timeout_s <= 0) return nullptr;
  double seconds = timeout_s;
  for (const Child& child : children) {
    const Seconds elapsed = Child::Clock::now() - child.begin;
    seconds = std::min(seconds, timeout_s - elapsed.count());
  }
  constexpr double slack_s = 1e-5;
  seconds = std::max(seconds, 0.0) + slack_s;
  left.tv_sec = static_cast<time_t>(seconds);
  left.tv_nsec = static_cast<long>((seconds - static_cast<double>(left.tv_sec)) * 1e9);
  return &left;
}

void end_overdue(std::vector<Child>& children, double timeout_s) {
  if (timeout_s <= 0) return;
  for (Child& child : children) {
    const Seconds elapsed = Child::Clock::now() - child.begin;
    if (child.timed_out || elapsed.count() < timeout_s) continue;
    child.timed_out = true;
    kill(child.pid, SIGKILL);
  }
}

/// Waits for output of any child; true for those that have closed it.
std::vector<bool> read_outputs(std::vector<Child>& children, const PoolOptions& options) {
  std::vector<pollfd> files;
  for (const Child& child : children) files.push_back({child.output, POLLIN, 0});
  std::vector<bool> closed(children.size());
  timespec left{};
  const sigset_t* mask = options.interrupts ? &options.interrupts->waiting_mask() : nullptr;
  if (ppoll(files.data(), files.size(), time_left(children, options.timeout_s, left), mask) <= 0) {
    return closed;
  }
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (files[i].revents != 0) closed[i] = !read_output(children[i]);
  }
  return closed;
}

void kill_all(std::vector<Child>& children) {
  for (Child& child : children) {
    kill(child.pid, SIGKILL);
    finish(child, 0);
  }
  children.clear();
}

}  // namespace

void run_forked(std::size_t count, const PoolOptions& options,
                const std::function<std::string(std::size_t)>& work,
                const std::function<void(std::size_t, JobResult)>& done) {
  std::fflush(nullptr);  // what is buffered is printed once, not by every child
  std::vector<Child> children;
  std::size_t next = 0;
  while (true) {
    while (next < count && children.size() < static_cast<std::size_t>(options.jobs) &&
           !interrupted(options, 1)) {
      children.push_back(start_child(work, next++));
    }
    if (children.empty()) return;
    const auto closed = read_outputs(children, options);
    if (interrupted(options, 2)) return kill_all(children);
    end_overdue(children, options.timeout_s);
    for (std::size_t i = children.size(); i-- > 0;) {
      if (!closed[i]) continue;
      Child child = std::move(children[i]);
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
      done(child.index, finish(child, options.timeout_s));
    }
  }
}

}  // namespace modnn
