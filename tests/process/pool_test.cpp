#include "process/pool.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>
#include <unistd.h>

#include "process/fresh_process.h"
#include "process/job_board.h"

namespace modnn {
namespace {

std::map<std::size_t, JobResult> results_of(std::size_t count, int jobs,
                                            const std::function<std::string(std::size_t)>& work,
                                            double timeout_s = 0) {
  std::map<std::size_t, JobResult> results;
  run_forked(count, {jobs, timeout_s, nullptr}, work,
             [&results](std::size_t index, JobResult result) {
               EXPECT_TRUE(results.emplace(index, std::move(result)).second);
             });
  return results;
}

TEST(Pool, CollectsEveryOutput) {
  for (const int jobs : {1, 3, 20}) {
    const auto results = results_of(10, jobs, [](std::size_t i) { return std::to_string(i * i); });
    ASSERT_EQ(results.size(), 10U);
    for (const auto& [index, result] : results) {
      EXPECT_TRUE(result.succeeded);
      EXPECT_EQ(result.text, std::to_string(index * index));
    }
  }
}

TEST(Pool, CarriesOutputsLargerThanAPipe) {
  const auto results = results_of(2, 2, [](std::size_t) { return std::string(1000000, 'x'); });
  EXPECT_EQ(results.at(1).text.size(), 1000000U);
}

TEST(Pool, AnExceptionFailsOneJob) {
  const auto results = results_of(3, 2, [](std::size_t i) -> std::string {
    if (i == 1) throw std::runtime_error("no such thing");
    return "fine";
  });
  EXPECT_FALSE(results.at(1).succeeded);
  EXPECT_EQ(results.at(1).text, "no such thing");
  EXPECT_TRUE(results.at(0).succeeded);
  EXPECT_TRUE(results.at(2).succeeded);
}

TEST(Pool, ACrashFailsOneJobAndTellsTheLastWords) {
  const auto results = results_of(2, 1, [](std::size_t i) -> std::string {
    if (i == 0) {
      std::fputs("first line\nassertion failed\n", stderr);
      std::abort();
    }
    return "fine";
  });
  EXPECT_FALSE(results.at(0).succeeded);
  EXPECT_NE(results.at(0).text.find("Aborted"), std::string::npos);
  EXPECT_NE(results.at(0).text.find("assertion failed"), std::string::npos);
  EXPECT_EQ(results.at(0).text.find("first line"), std::string::npos);
  EXPECT_TRUE(results.at(1).succeeded);
}

TEST(Pool, AnEarlyExitFailsTheJob) {
  const auto results = results_of(1, 1, [](std::size_t) -> std::string { _exit(7); });
  EXPECT_FALSE(results.at(0).succeeded);
  EXPECT_EQ(results.at(0).text, "ended with status 7");
}

TEST(Pool, AChildThatTakesTooLongFails) {
  const auto results = results_of(
      1, 1, [](std::size_t) -> std::string { return pause(), "never"; }, 0.2);
  EXPECT_FALSE(results.at(0).succeeded);
  EXPECT_EQ(results.at(0).text, "took longer than 0.2 s (--point-timeout)");
}

TEST(Pool, AJobThatTookTooLongFailsHoweverLateTheParentLooks) {
  // No job is done within the clock's resolution, and all answers would be there at once.
  const auto results = results_of(
      20, 3, [](std::size_t) { return std::string("fine"); }, 1e-12);
  ASSERT_EQ(results.size(), 20U);
  for (const auto& [index, result] : results) EXPECT_FALSE(result.succeeded) << index;
}

TEST(Pool, MemoryThatRunsOutFailsTheJob) {
  const auto results = results_of(1, 1, [](std::size_t) -> std::string { throw std::bad_alloc(); });
  EXPECT_EQ(results.at(0).text, "out of memory");
}

TEST(Pool, AnInterruptLetsTheRunningJobsFinish) {
  constexpr std::size_t far_too_many = 1000000;
  for (const std::size_t jobs_per_child : {std::size_t{1}, far_too_many}) {
    const Interrupts interrupts;
    std::map<std::size_t, JobResult> results;
    run_forked(
        far_too_many, {1, 0, &interrupts, jobs_per_child},
        [](std::size_t i) {
          if (i == 0) kill(getppid(), SIGTERM);
          return std::to_string(i);
        },
        [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
    // The child goes on until the parent has heard of the interrupt.
    EXPECT_LT(results.size(), far_too_many);
    std::size_t expected = 0;
    for (const auto& [index, result] : results) {
      EXPECT_EQ(index, expected++);
      EXPECT_EQ(result.text, std::to_string(index));
    }
    EXPECT_GE(expected, 1U);
  }
}

constexpr std::size_t all = 1000;  ///< more jobs per child than there are

TEST(Pool, AChildDoesOneJobAfterTheOther) {
  std::map<std::size_t, JobResult> results;
  run_forked(
      7, {1, 0, nullptr, 3}, [](std::size_t) { return std::to_string(getpid()); },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  std::map<std::string, int> jobs_of;
  for (const auto& [index, result] : results) ++jobs_of[result.text];
  std::multiset<int> counts;
  for (const auto& [child, jobs] : jobs_of) counts.insert(jobs);
  EXPECT_EQ(counts, (std::multiset<int>{1, 3, 3}));
}

// A crash may be the fault of an earlier job of the child: it counts only when the job is the
// first.
TEST(Pool, ACrashOfALaterJobIsTriedAgainInAFreshChild) {
  const pid_t parent = getpid();
  std::map<std::size_t, JobResult> results;
  std::size_t jobs_before = 0;  // of this process, so of the child from its fork on
  run_forked(
      4, {1, 0, nullptr, all},
      [&jobs_before, parent](std::size_t i) -> std::string {
        EXPECT_NE(getpid(), parent);
        const bool first = jobs_before++ == 0;
        if (i == 1 || (i == 2 && !first)) {
          std::fputs(first ? "fresh\n" : "stale\n", stderr);
          std::abort();
        }
        return first ? "first" : "later";
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results.at(0).text, "first");
  EXPECT_FALSE(results.at(1).succeeded);  // it crashes wherever it runs
  EXPECT_EQ(results.at(1).text, "crashed: Aborted: fresh");
  EXPECT_TRUE(results.at(2).succeeded);
  EXPECT_TRUE(results.at(3).succeeded);
}

TEST(Pool, AJobThatNeedsAFreshProcessGetsOne) {
  std::map<std::size_t, JobResult> results;
  std::size_t jobs_before = 0;
  run_forked(
      3, {1, 0, nullptr, all},
      [&jobs_before](std::size_t i) -> std::string {
        const bool first = jobs_before++ == 0;
        if (i == 1 && !first) throw FreshProcessNeeded();
        return first ? "first" : "later";
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results.at(0).text, "first");
  EXPECT_EQ(results.at(1).text, "first");
  EXPECT_EQ(results.at(2).text, "later");
}

TEST(Pool, AfterAFailureTheNextJobIsAnotherChilds) {
  std::map<std::size_t, JobResult> results;
  run_forked(
      2, {1, 0, nullptr, all},
      [](std::size_t i) -> std::string {
        if (i == 0) throw std::runtime_error(std::to_string(getpid()));
        return std::to_string(getpid());
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  EXPECT_NE(results.at(0).text, results.at(1).text);
}

TEST(Pool, AfterAJobThatTookTooLongTheOthersAreDone) {
  std::map<std::size_t, JobResult> results;
  run_forked(
      5, {1, 0.5, nullptr, all},
      [](std::size_t i) -> std::string {
        if (i == 2) pause();
        return "fine";
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  const std::string too_long = "took longer than 0.5 s (--point-timeout)";
  ASSERT_EQ(results.size(), 5U);
  EXPECT_EQ(results.at(2).text, too_long);
  for (const auto& [index, result] : results) {  // a machine may be so busy that all take long
    EXPECT_TRUE(result.text == "fine" || result.text == too_long) << result.text;
  }
}

TEST(JobBoard, TheClockOfADeskStartsWithEachJob) {
  JobBoard board(2, 1);
  const auto a_tick_after = [](JobBoard::Clock::time_point before) {
    while (JobBoard::Clock::now() <= before) {
    }
    return before;
  };
  auto before = a_tick_after(JobBoard::Clock::now());
  board.take(0);
  EXPECT_LT(before, board.work(0).since);
  before = a_tick_after(board.work(0).since);
  board.take(0);
  EXPECT_LT(before, board.work(0).since);
  before = a_tick_after(board.work(0).since);
  board.take_again(0, 1);
  EXPECT_LT(before, board.work(0).since);
}

TEST(JobBoard, GivesEveryJobOnce) {
  JobBoard board(2, 2);
  EXPECT_FALSE(board.all_taken());
  EXPECT_EQ(board.work(1).job, JobBoard::none);
  EXPECT_EQ(board.take(1), 0U);
  EXPECT_EQ(board.take(0), 1U);
  EXPECT_EQ(board.take(1), JobBoard::none);
  EXPECT_TRUE(board.all_taken());
  EXPECT_EQ(board.work(0).job, 1U);
  EXPECT_EQ(board.work(1).job, 0U);
  board.take_again(0, 0);
  EXPECT_EQ(board.work(0).job, 0U);
  board.clear(0);
  EXPECT_EQ(board.work(0).job, JobBoard::none);
}

TEST(JobBoard, NothingIsTakenAfterItIsClosed) {
  JobBoard board(5, 1);
  board.take(0);
  board.close();
  EXPECT_TRUE(board.all_taken());
  EXPECT_EQ(board.take(0), JobBoard::none);
}

}  // namespace
}  // namespace modnn
