#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace modnn {

/// The jobs 0 ... count - 1, in memory that a process shares with the children that it forks. A
/// child has a desk of its own, takes one job after the other, and all see who is at what.
class JobBoard {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t none = SIZE_MAX;

  JobBoard(std::size_t count, std::size_t desks);
  ~JobBoard();
  JobBoard(const JobBoard&) = delete;
  JobBoard& operator=(const JobBoard&) = delete;

  /// Takes the next job, or none when all are taken.
  std::size_t take(std::size_t desk);
  /// Takes this job, which was taken before.
  void take_again(std::size_t desk, std::size_t job);
  /// No further job can be taken.
  void close();
  bool all_taken() const { return board_->next >= count_; }

  struct Work {
    std::size_t job;
    Clock::time_point since;
  };
  /// The job that was last taken at a desk; {none, ...} after clear().
  Work work(std::size_t desk) const;
  void clear(std::size_t desk);

 private:
  struct Desk {
    std::atomic<std::size_t> job;
    std::atomic<Clock::rep> since;
  };
  struct Board {
    std::atomic<std::size_t> next;
  };
  static_assert(std::atomic<std::size_t>::is_always_lock_free);
  static_assert(std::atomic<Clock::rep>::is_always_lock_free);

  Desk& desk(std::size_t number) const;

  std::size_t count_;
  std::size_t bytes_;
  Board* board_;  ///< in front of the desks
};

}  // namespace modnn
