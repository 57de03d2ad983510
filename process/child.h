#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "process/job_board.h"

namespace modnn {

/// A forked process that computes one text after the other.
struct Child {
  std::size_t desk = 0;
  pid_t pid = 0;
  int output = -1;                         ///< read end of the child's pipe
  int errors = -1;                         ///< memory file that is the child's stderr
  std::string text;                        ///< what has come and is not a whole answer yet
  std::size_t done = 0;                    ///< answers that have come
  std::size_t last_done = JobBoard::none;  ///< the job of the last one
  std::size_t overdue = JobBoard::none;    ///< the job for which it was killed
};

/// What a child says of one job.
struct Answer {
  enum class Kind : char {
    result = 'R',
    failure = 'F',       ///< the text is the reason; the child has ended
    fresh_process = 'N'  ///< FreshProcessNeeded; the child has ended
  };
  Kind kind;
  std::size_t job;
  std::string text;
};

struct ChildTask {
  const std::function<std::string(std::size_t)>& work;
  std::size_t most_jobs;                   ///< after so many the child ends
  std::size_t first_job = JobBoard::none;  ///< one that is taken again, before those of the board
  double timeout_s = 0;                    ///< a job that took longer is not answered; 0: all are
};

/// Forks a child that takes jobs from the board and answers until it fails or none is left. After a
/// job that took too long it waits to be killed.
Child start_child(const ChildTask& task, JobBoard& board, std::size_t desk);

/// Reads what has come, and moves whole answers to `answers`; false when the child has closed its
/// output.
bool read_answers(Child& child, std::vector<Answer>& answers);

/// Waits for the child's end, which is near once its output is closed, and frees what it used.
/// Returns how it ended, for a job that it did not answer: signal or status, and its last words.
std::string end_child(Child& child);

}  // namespace modnn
