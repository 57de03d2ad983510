#include "sim/account/ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <numeric>

namespace modnn {
namespace {

double seconds(const ActivitySeconds& all, Activity activity) {
  return all[static_cast<std::size_t>(activity)];
}

TEST(Ledger, BooksEverySecondOnce) {
  Ledger ledger(1);
  ledger.begin(0, Activity::receive, 1);  // 0-1 idle
  ledger.begin(0, Activity::compute, 2);  // 1-2 receive
  ledger.end(0, Activity::receive, 4);    // 2-5 compute, also while it received
  ledger.end(0, Activity::compute, 5);
  const ActivitySeconds all = ledger.close(0, 8);  // 5-8 idle
  EXPECT_DOUBLE_EQ(seconds(all, Activity::idle), 4);
  EXPECT_DOUBLE_EQ(seconds(all, Activity::receive), 1);
  EXPECT_DOUBLE_EQ(seconds(all, Activity::compute), 3);
  EXPECT_DOUBLE_EQ(std::accumulate(all.begin(), all.end(), 0.0), 8);
}

TEST(Ledger, CountsNestedActivities) {
  Ledger ledger(2);
  ledger.begin(1, Activity::transmit, 0);
  ledger.begin(1, Activity::transmit, 1);
  ledger.end(1, Activity::transmit, 2);
  ledger.end(1, Activity::transmit, 3);
  EXPECT_DOUBLE_EQ(seconds(ledger.close(1, 4), Activity::transmit), 3);
  EXPECT_DOUBLE_EQ(seconds(ledger.close(0, 4), Activity::idle), 4);
}

std::string text_of(const std::vector<Interval>& intervals) {
  std::string text;
  for (const Interval& i : intervals) {
    text += fmt::format("{} {} {}-{}; ", activity_name(i.activity), i.layer, i.begin_s, i.end_s);
  }
  return text;
}

TEST(Ledger, TheTimelineHasWhatIsBookedAndWhatTheRadioDoesMeanwhile) {
  Timeline timeline;
  Ledger ledger(1, &timeline);
  ledger.begin(0, Activity::receive, 1, 3);
  ledger.begin(0, Activity::compute, 2, 2);
  ledger.begin(0, Activity::receive, 3, 4);  // a second message: the radio is at the first one's
  ledger.end(0, Activity::receive, 4, 3);
  ledger.end(0, Activity::compute, 5, 2);
  ledger.end(0, Activity::receive, 6, 4);
  ledger.close(0, 6);
  timeline.finish();
  EXPECT_EQ(text_of(timeline.intervals),
            "idle 0 0-1; receive 3 1-2; compute 2 2-5; receive 4 5-6; ");
  EXPECT_EQ(text_of(timeline.hidden), "receive 3 2-4; receive 4 4-5; ");
}

}  // namespace
}  // namespace modnn
