#include "sim/experiment/pool.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <unistd.h>

namespace modnn {
namespace {

std::map<std::size_t, JobResult> results_of(std::size_t count, int jobs,
                                            const std::function<std::string(std::size_t)>& work) {
  std::map<std::size_t, JobResult> results;
  run_forked(count, {jobs, 0, nullptr}, work, [&results](std::size_t index, JobResult result) {
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
  std::map<std::size_t, JobResult> results;
  run_forked(
      2, {2, 0.2, nullptr},
      [](std::size_t i) {
        if (i == 0) pause();
        return std::string("fine");
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  EXPECT_FALSE(results.at(0).succeeded);
  EXPECT_EQ(results.at(0).text, "took longer than 0.2 s (--point-timeout)");
  EXPECT_TRUE(results.at(1).succeeded);
}

TEST(Pool, MemoryThatRunsOutFailsTheJob) {
  const auto results = results_of(1, 1, [](std::size_t) -> std::string { throw std::bad_alloc(); });
  EXPECT_EQ(results.at(0).text, "out of memory");
}

TEST(Pool, AnInterruptLetsTheRunningJobsFinish) {
  const Interrupts interrupts;
  std::map<std::size_t, JobResult> results;
  run_forked(
      10, {1, 0, &interrupts},
      [](std::size_t i) {
        kill(getppid(), SIGTERM);
        return std::to_string(i);
      },
      [&results](std::size_t index, JobResult result) { results[index] = std::move(result); });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results.at(0).text, "0");
}

}  // namespace
}  // namespace modnn
