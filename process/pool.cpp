#include "process/pool.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <deque>
#include <fmt/format.h>
#include <malloc.h>
#include <numeric>
#include <poll.h>
#include <vector>

#include "process/child.h"
#include "process/streams.h"

namespace modnn {
namespace {

using Seconds = std::chrono::duration<double>;

/// The children of one run_forked(), and what they still have to do.
class Pool {
 public:
  Pool(std::size_t count, const PoolOptions& options,
       const std::function<std::string(std::size_t)>& work,
       const std::function<void(std::size_t, JobResult)>& done)
      : options_(options),
        work_(work),
        done_(done),
        free_desks_(std::min(count, static_cast<std::size_t>(options.jobs))),
        board_(count, free_desks_.size()) {
    std::iota(free_desks_.begin(), free_desks_.end(), 0);
  }

  void run();

 private:
  bool interrupted(int times) const {
    return options_.interrupts != nullptr && Interrupts::count() >= times;
  }
  void start_children();
  /// Waits for what children say, and passes it on; returns those that have ended.
  std::vector<Child> listen();
  const timespec* time_left(timespec& left) const;
  void kill_overdue();
  void kill_all();
  void take(const Child& child, Answer answer);
  void bury(Child& child);

  const PoolOptions& options_;
  const std::function<std::string(std::size_t)>& work_;
  const std::function<void(std::size_t, JobResult)>& done_;
  std::vector<std::size_t> free_desks_;
  JobBoard board_;
  std::deque<std::size_t> again_;  ///< jobs to be done once more, each first in its child
  std::vector<Child> children_;
};

void Pool::run() {
  while (true) {
    if (interrupted(1)) {
      board_.close();
      again_.clear();
    }
    start_children();
    if (children_.empty()) return;
    auto ended = listen();
    if (interrupted(options_.hurried ? 1 : 2)) {
      for (Child& child : ended) end_child(child);
      return kill_all();
    }
    kill_overdue();
    for (Child& child : ended) bury(child);
  }
}

void Pool::start_children() {
  while (!free_desks_.empty() && !(again_.empty() && board_.all_taken())) {
    ChildTask task{work_, options_.jobs_per_child};
    task.timeout_s = options_.timeout_s;
    if (!again_.empty()) {
      task.first_job = again_.front();
      again_.pop_front();
    }
    children_.push_back(start_child(task, board_, free_desks_.back()));
    free_desks_.pop_back();
  }
}

/// Until the first running job is out of time; null: for ever.
const timespec* Pool::time_left(timespec& left) const {
  if (options_.timeout_s <= 0) return nullptr;
  constexpr double longest_wait_s = 3600;  // whatever the limit, the clock is looked at again
  double seconds = std::min(options_.timeout_s, longest_wait_s);
  for (const Child& child : children_) {
    const auto work = board_.work(child.desk);
    if (work.job == JobBoard::none) continue;
    const Seconds elapsed = JobBoard::Clock::now() - work.since;
    seconds = std::min(seconds, options_.timeout_s - elapsed.count());
  }
  constexpr double slack_s = 1e-5;
  seconds = std::max(seconds, 0.0) + slack_s;
  left.tv_sec = static_cast<time_t>(seconds);
  left.tv_nsec = static_cast<long>((seconds - static_cast<double>(left.tv_sec)) * 1e9);
  return &left;
}

std::vector<Child> Pool::listen() {
  std::vector<pollfd> files;
  for (const Child& child : children_) files.push_back({child.output, POLLIN, 0});
  std::vector<Child> ended;
  timespec left{};
  const sigset_t* mask = options_.interrupts ? &options_.interrupts->waiting_mask() : nullptr;
  if (ppoll(files.data(), files.size(), time_left(left), mask) <= 0) return ended;
  for (std::size_t i = children_.size(); i-- > 0;) {
    if (files[i].revents == 0) continue;
    std::vector<Answer> answers;
    const bool open = read_answers(children_[i], answers);
    for (Answer& answer : answers) take(children_[i], std::move(answer));
    if (open) continue;
    ended.push_back(std::move(children_[i]));
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return ended;
}

void Pool::take(const Child& child, Answer answer) {
  const bool first = child.done == 1;
  if (answer.kind == Answer::Kind::fresh_process && !first) {
    again_.push_back(answer.job);
  } else {
    done_(answer.job, {answer.kind == Answer::Kind::result, std::move(answer.text)});
  }
}

void Pool::kill_overdue() {
  if (options_.timeout_s <= 0) return;
  for (Child& child : children_) {
    const auto work = board_.work(child.desk);
    const Seconds elapsed = JobBoard::Clock::now() - work.since;
    if (work.job == JobBoard::none || elapsed.count() < options_.timeout_s) continue;
    child.overdue = work.job;
    kill(child.pid, SIGKILL);
  }
}

/// A child that was killed or crashed has left a job at its desk.
void Pool::bury(Child& child) {
  const std::string reason = end_child(child);
  const std::size_t job = board_.work(child.desk).job;
  free_desks_.push_back(child.desk);
  if (job == JobBoard::none || job == child.last_done) return;
  if (job == child.overdue) {
    done_(job, {false, fmt::format("took longer than {} s (--point-timeout)", options_.timeout_s)});
  } else if (child.done == 0) {
    done_(job, {false, reason});
  } else {
    again_.push_back(job);
  }
}

void Pool::kill_all() {
  for (Child& child : children_) {
    kill(child.pid, SIGKILL);
    end_child(child);
  }
}

}  // namespace

void run_forked(std::size_t count, const PoolOptions& options,
                const std::function<std::string(std::size_t)>& work,
                const std::function<void(std::size_t, JobResult)>& done) {
  // Pages that are given back cost more to get again than all else that happens to a row.
  constexpr int never = 32 << 20;  // the largest threshold that malloc takes
  mallopt(M_MMAP_THRESHOLD, never);
  mallopt(M_TRIM_THRESHOLD, never);
  flush_output();  // what is buffered is printed once, not by every child
  Pool(count, options, work, done).run();
}

}  // namespace modnn
