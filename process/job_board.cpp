#include "process/job_board.h"

#include <cerrno>
#include <new>
#include <sys/mman.h>
#include <system_error>

namespace modnn {

JobBoard::JobBoard(std::size_t count, std::size_t desks)
    : count_(count), bytes_(sizeof(Board) + desks * sizeof(Desk)) {
  void* memory = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "mmap");
  board_ = new (memory) Board{0};
  for (std::size_t i = 0; i < desks; ++i) new (&desk(i)) Desk{none, 0};
}

JobBoard::~JobBoard() { munmap(board_, bytes_); }

JobBoard::Desk& JobBoard::desk(std::size_t number) const {
  return reinterpret_cast<Desk*>(board_ + 1)[number];
}

std::size_t JobBoard::take(std::size_t desk) {
  const std::size_t job = board_->next.fetch_add(1);
  if (job >= count_) return none;
  take_again(desk, job);
  return job;
}

/// The time first: whoever reads the job sees its time or a later one.
void JobBoard::take_again(std::size_t number, std::size_t job) {
  desk(number).since = Clock::now().time_since_epoch().count();
  desk(number).job = job;
}

void JobBoard::close() { board_->next = count_; }

JobBoard::Work JobBoard::work(std::size_t number) const {
  const std::size_t job = desk(number).job;
  return {job, Clock::time_point(Clock::duration(desk(number).since))};
}

void JobBoard::clear(std::size_t number) { desk(number).job = none; }

}  // namespace modnn
