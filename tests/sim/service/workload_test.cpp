// When images come, and what an account of them says.
#include "sim/service/workload.h"

#include <cmath>
#include <gtest/gtest.h>

#include "sim/account/stream.h"
#include "sim/world/noise.h"

namespace modnn {
namespace {

std::vector<double> instants(const Workload& workload, std::uint64_t seed = 1) {
  std::vector<double> all;
  for (const ImageArrival& arrival : arrivals_of(workload, seed)) all.push_back(arrival.at_s);
  return all;
}

Workload workload(ArrivalKind kind, int images, double rate_per_s) {
  Workload workload;
  workload.images = images;
  workload.arrivals.kind = kind;
  workload.arrivals.rate_per_s = rate_per_s;
  return workload;
}

TEST(Arrivals, OfEveryKindByHand) {
  EXPECT_EQ(instants(workload(ArrivalKind::periodic, 4, 2)), (std::vector<double>{0, 0.5, 1, 1.5}));
  Workload bursts = workload(ArrivalKind::burst, 5, 4);
  bursts.arrivals.burst = 2;
  EXPECT_EQ(instants(bursts), (std::vector<double>{0, 0, 0.5, 0.5, 1}));
  Workload trace = workload(ArrivalKind::trace, 2, 1);
  trace.arrivals.times_s = {0.25, 0.75, 9};
  EXPECT_EQ(instants(trace), (std::vector<double>{0.25, 0.75}));
}

TEST(Arrivals, ComeToTheSourcesByTurns) {
  Workload three = workload(ArrivalKind::periodic, 4, 1);
  three.sources = {2, 0, 1};
  const auto arrivals = arrivals_of(three, 1);
  for (const std::size_t image : {0U, 1U, 2U, 3U}) EXPECT_EQ(arrivals[image].source, image % 3);
}

// The pauses of 100,000 arrivals at 4 a second: mean 1/4, standard deviation 1/4, and e^-1 of them
// are longer than the mean; the errors of these are 1/316 of each.
TEST(Arrivals, OfPoissonHaveExponentialPauses) {
  const auto times = instants(workload(ArrivalKind::poisson, 100000, 4));
  double before = 0, sum = 0, squares = 0, longer = 0;
  for (const double at : times) {
    const double pause = at - before;
    ASSERT_GT(pause, 0);
    sum += pause;
    squares += pause * pause;
    longer += pause > 0.25;
    before = at;
  }
  const double mean = sum / 1e5;
  EXPECT_NEAR(mean, 0.25, 0.003);
  EXPECT_NEAR(squares / 1e5 - mean * mean, 0.0625, 0.002);
  EXPECT_NEAR(longer / 1e5, std::exp(-1), 0.005);
}

// Each of two sources then has half of the rate, and again exponential pauses, which turns would
// not give: those of every second arrival vary half as much.
TEST(Arrivals, OfPoissonArePoissonAtEverySource) {
  Workload two = workload(ArrivalKind::poisson, 100000, 4);
  two.sources = {0, 1};
  double before = 0, sum = 0, squares = 0, count = 0;
  for (const ImageArrival& arrival : arrivals_of(two, 1)) {
    if (arrival.source == 1) continue;
    const double pause = arrival.at_s - before;
    before = arrival.at_s;
    sum += pause;
    squares += pause * pause;
    ++count;
  }
  EXPECT_NEAR(count, 50000, 700);
  EXPECT_NEAR(sum / count, 0.5, 0.01);
  EXPECT_NEAR(squares / count - sum / count * sum / count, 0.25, 0.015);
}

TEST(Arrivals, DependOnTheSeedAndTheNumberAlone) {
  const auto few = instants(workload(ArrivalKind::poisson, 3, 1));
  auto many = instants(workload(ArrivalKind::poisson, 9, 1));
  many.resize(3);
  EXPECT_EQ(few, many);
  EXPECT_NE(few, instants(workload(ArrivalKind::poisson, 3, 1), 2));
  EXPECT_EQ(seed_of_image(7, 0), 7U);
  EXPECT_NE(seed_of_image(7, 1), seed_of_image(7, 2));
}

// Image 0 is there from 1 to 4 s, and at once under way. Image 1 comes at 2 s, waits until 4 s and
// is answered at 8 s; the end is at 10 s.
TEST(StreamAccount, ByHand) {
  StreamAccount account;
  EXPECT_EQ(account.arrives(0, 1), 0);
  account.begins(0, 1);
  EXPECT_EQ(account.arrives(2, 2), 1);
  EXPECT_EQ(account.in_service(), 1);
  account.is_answered(0, 4, 0.5);
  account.begins(1, 4);
  account.is_answered(1, 8, 0);
  StreamReport report = account.close(10);
  EXPECT_DOUBLE_EQ(report.queue.mean, 0.2);
  EXPECT_EQ(report.queue.most, 1);
  EXPECT_DOUBLE_EQ(report.in_service.mean, 0.7);
  EXPECT_EQ(report.in_service.most, 1);
  EXPECT_DOUBLE_EQ(report.in_system.mean, 0.9);
  EXPECT_EQ(report.in_system.most, 2);
  EXPECT_EQ(report.images[1].source, 2);
  EXPECT_EQ(report.images[0].max_relative_error, 0.5);
  EXPECT_DOUBLE_EQ(report.mean_latency_s(), 4.5);
  report.deadline_s = 5;
  EXPECT_EQ(report.late(), 1);
  report.deadline_s = 6;
  EXPECT_EQ(report.late(), 0);  // just in time
}

TEST(StreamReport, QuantilesAreOfTheNearestRank) {
  StreamReport report;
  for (const int latency : {7, 1, 4, 10, 2, 9, 3, 8, 5, 6}) {
    report.images.push_back({});
    report.images.back().end_s = latency;
  }
  EXPECT_EQ(report.latency_s(0.5), 5);
  EXPECT_EQ(report.latency_s(0.51), 6);
  EXPECT_EQ(report.latency_s(0.9), 9);
  EXPECT_EQ(report.latency_s(0.95), 10);
  EXPECT_EQ(report.latency_s(1), 10);
  EXPECT_EQ(report.latency_s(0.01), 1);
}

}  // namespace
}  // namespace modnn
