// A faster medium is never slower, where that is so: 1,000 random networks, clusters, plans and
// radios, each on its medium and on one that is faster by a random factor, without noise.
//
// What can stand in the way is of two kinds. Time-outs: a radio that is done earlier falls asleep
// earlier, and the next message, which comes when somebody has computed, waits for it to wake. And
// the order of the messages: one that is ready a little earlier than before may take the air from
// one that is more urgent (the anomalies of list scheduling; Graham, 1966). Where radios do not
// depend on when they were used last, serial transfers have shown neither; where they do, what
// stays true is that no serial run in the same order loses more than its radios waited longer.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>

#include "sim/simulate.h"
#include "tests/partition/random_case.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

/// Radios by when they sleep; what depends on time beyond the first message is last.
enum class Sleep { no_policy, per_message, never, until_first_message, when_idle, after_timeouts };
constexpr std::array sleeps{
    std::pair{Sleep::no_policy, "none"},
    std::pair{Sleep::per_message, "per_message"},
    std::pair{Sleep::never, "state_machine, radios never sleep"},
    std::pair{Sleep::until_first_message, "state_machine, asleep until the first message"},
    std::pair{Sleep::when_idle, "state_machine, asleep as soon as idle"},
    std::pair{Sleep::after_timeouts, "state_machine, time-outs of 50 and 200 ms"}};

struct Setting {
  test::RandomCase planned;
  SimulationOptions options;
  double factor = 1;  ///< by which the medium becomes faster
};

Radio random_radio(Sleep sleep, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  Radio radio{0.01 * below(3), 0.01 * below(3), 0.001, 0.002};
  radio.listen_interval_beacons = 1 + below(3);
  const auto timeouts = [&radio](double bus_s, double power_save_s) {
    radio.bus_sleep_timeout_s = bus_s;
    radio.power_save_timeout_s = power_save_s;
  };
  if (sleep == Sleep::until_first_message) timeouts(1e6, 1e6);
  if (sleep == Sleep::when_idle) timeouts(0, 0);
  if (sleep == Sleep::after_timeouts) timeouts(0.05, 0.2);
  return radio;
}

/// Computing and sending take about as long as beacons and time-outs do.
Setting random_setting(Sleep sleep, Transfers transfers, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const auto between = [&random](double low, double high) {
    return low * std::pow(high / low, static_cast<double>(random()) / 4294967296.0);
  };
  Setting s{test::random_case(random), {transfers}, between(1, below(2) == 0 ? 1.3 : 10)};
  s.options.timeline = true;
  s.options.wakeup = sleep == Sleep::no_policy     ? WakeupPolicy::none
                     : sleep == Sleep::per_message ? WakeupPolicy::per_message
                                                   : WakeupPolicy::state_machine;
  Cluster& cluster = s.planned.cluster;
  const double macs_per_s = between(1e4, 1e7);
  const double rate_bps = between(1e5, 1e7);
  cluster.medium = {"random", rate_bps, 0.001 * below(5), {1, 0.9, 0.7}, 0.05 * (1 + below(3))};
  for (Member& member : cluster.members) {
    Device& device = member.device;
    device.conv_macs_per_s = macs_per_s;
    device.depthwise_macs_per_s = macs_per_s / 2;
    device.dense_macs_per_s = device.sparse_dense_macs_per_s = macs_per_s / 5;
    device.elements_per_s = macs_per_s / 10;
    device.radio = random_radio(sleep, random);
    member.rate_bps = below(2) == 0 ? rate_bps : between(rate_bps / 2, rate_bps * 2);
    if (transfers == Transfers::serial && member.name != "group_owner" && below(8) == 0)
      member.uplink = Uplink{rate_bps, 0.01, below(2)};
  }
  return s;
}

struct Run {
  double makespan_s = 0;
  std::vector<MessageInterval> messages;  ///< in the order in which they were on the air
};

Run run(const Setting& s, const Plan& plan, double factor) {
  Cluster cluster = s.planned.cluster;
  cluster.medium.goodput_bps *= factor;
  for (Member& member : cluster.members) member.rate_bps *= factor;
  const Report report = simulate(s.planned.network, cluster, plan, s.options, nullptr);
  Run result{report.makespan_s, report.timeline.messages};
  std::ranges::stable_sort(result.messages, {}, &MessageInterval::awake_s);
  return result;
}

bool same_order(const Run& a, const Run& b) {
  return std::ranges::equal(a.messages, b.messages, [](const auto& m, const auto& n) {
    return m.source == n.source && m.destination == n.destination && m.layer == n.layer &&
           m.bytes == n.bytes;
  });
}

/// By how much the radios of the same messages took longer to wake, summed.
double longer_wakeup_s(const Run& before, const Run& after) {
  double sum = 0;
  for (std::size_t i = 0; i < before.messages.size(); ++i) {
    const MessageInterval& old = before.messages[i];
    const MessageInterval& now = after.messages[i];
    sum += std::max(0.0, (now.awake_s - now.begin_s) - (old.awake_s - old.begin_s));
  }
  return sum;
}

/// {seconds on its medium, on the faster one, in the same order, by how much radios waited longer}
/// of each setting that can be planned in few messages.
Json both_runs(const std::vector<Setting>& settings) {
  Json rows = Json::array();
  for (const Setting& s : settings) {
    Plan plan;
    try {
      plan = s.planned.plan();
    } catch (const std::runtime_error&) {
      continue;  // activations alone do not fit
    }
    std::size_t messages = 0;
    for (const Stage& stage : plan.stages) messages += stage.messages.size();
    if (messages > 40) continue;  // takes long, and shows nothing that fewer do not
    const Run before = run(s, plan, 1);
    const Run after = run(s, plan, s.factor);
    const bool same = same_order(before, after);
    rows.push_back({before.makespan_s, after.makespan_s, same,
                    same ? longer_wakeup_s(before, after) : 0.0, s.factor});
  }
  return rows;
}

struct Count {
  int settings = 0;
  int slower = 0;
  int in_other_order = 0;
  double worst = 0;  ///< relative
};

constexpr double rounding = 1e-6;  ///< SimGrid's times are exact to 1 ns, a message to a byte

/// Compares the runs of settings of one kind.
Count compare(const Json& rows, bool serial) {
  Count count;
  for (const Json& row : rows) {
    const auto before_s = row[0].get<double>();
    const auto after_s = row[1].get<double>();
    const bool same = row[2].get<bool>();
    ++count.settings;
    if (serial && same) {
      EXPECT_LE(after_s, (before_s + row[3].get<double>()) * (1 + rounding)) << row.dump();
    }
    if (after_s <= before_s * (1 + rounding)) continue;
    ++count.slower;
    count.worst = std::max(count.worst, after_s / before_s - 1);
    if (!same) ++count.in_other_order;
    std::printf("    %.6f s on a medium that is %.4f times faster: %.6f s%s\n", before_s,
                row[4].get<double>(), after_s, same ? "" : ", in another order");
  }
  return count;
}

TEST(FasterMedium, IsNotSlowerUnlessRadiosSleepAfterTimeOuts) {
  std::mt19937 random(2026);
  constexpr int rounds = 145;  // of each of 12 kinds
  constexpr double list_scheduling = 0.005;
  int all = 0;
  for (const auto& [sleep, name] : sleeps) {
    for (const Transfers transfers : {Transfers::serial, Transfers::concurrent}) {
      std::vector<Setting> settings;
      for (int i = 0; i < rounds; ++i) {
        settings.push_back(random_setting(sleep, transfers, random));
      }
      const bool serial = transfers == Transfers::serial;
      const Count count = compare(test::in_child([&] { return both_runs(settings); }), serial);
      std::printf("  %s, %s: %d of %d slower (%d of them in another order), at most by %.3f %%\n",
                  serial ? "serial" : "concurrent", name, count.slower, count.settings,
                  count.in_other_order, 100 * count.worst);
      all += count.settings;
      if (sleep == Sleep::when_idle || sleep == Sleep::after_timeouts) {
        EXPECT_LE(count.slower, count.settings / 10);
      } else {
        EXPECT_LE(count.worst, serial ? 0 : list_scheduling);
      }
    }
  }
  EXPECT_GE(all, 1000);
}

}  // namespace
}  // namespace modnn
