// A faster medium is never slower, where that is so: 1,200 random networks, clusters, plans and
// radios, each on its medium and on one that is faster by a random factor, without noise.
//
// What can stand in the way is of two kinds. Time-outs: a radio that is done earlier falls asleep
// earlier, and the next message, which comes when somebody has computed, waits for it to wake, or
// for a beacon. Radios do that, and no model of them can be both true and monotone: of two messages
// at the same instant the one waits whose receiver has been idle for longer. And the order of the
// messages: one that is ready a little earlier than before may take the air from one that is more
// urgent (the anomalies of list scheduling; Graham, 1966), or share it with one. All exceptions are
// listed and bounded: of serial transfers between radios that do not depend on when they were used
// last there is none here (and 3 in 12,000), where they do, what stays true is that no serial run
// in the same order loses more than its radios waited longer.
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

/// The settings that a faster medium makes slower: how many of a hundred, and by what share.
struct Kind {
  Sleep sleep;
  Transfers transfers;
  const char* name;
  int slower = 0;
  double worst = 0;
};

constexpr std::array kinds{
    Kind{Sleep::no_policy, Transfers::serial, "serial, none"},
    Kind{Sleep::no_policy, Transfers::concurrent, "concurrent, none", 1, 0.003},
    Kind{Sleep::per_message, Transfers::serial, "serial, per_message"},
    Kind{Sleep::per_message, Transfers::concurrent, "concurrent, per_message"},
    Kind{Sleep::never, Transfers::serial, "serial, never asleep"},
    Kind{Sleep::never, Transfers::concurrent, "concurrent, never asleep", 1, 0.003},
    Kind{Sleep::until_first_message, Transfers::serial, "serial, asleep until the first message"},
    Kind{Sleep::until_first_message, Transfers::concurrent,
         "concurrent, asleep until the first message"},
    Kind{Sleep::when_idle, Transfers::serial, "serial, asleep as soon as idle", 1, 0.11},
    Kind{Sleep::when_idle, Transfers::concurrent, "concurrent, asleep as soon as idle", 2, 0.001},
    Kind{Sleep::after_timeouts, Transfers::serial, "serial, time-outs of 50 and 200 ms", 1, 0.02},
    Kind{Sleep::after_timeouts, Transfers::concurrent, "concurrent, time-outs of 50 and 200 ms"}};

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

/// A network and a plan that are simulated in a millisecond: a few layers, up to four workers.
test::RandomCase small_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  test::RandomCase c;
  c.network =
      test::chain({1 + below(3), 6 + below(8), 6 + below(8)}, {Conv{.outputs = 1 + below(4)}});
  for (int layers = below(5); layers > 0; --layers) test::append_random_layer(c.network, random);
  if (below(2) == 0) {
    const LayerId flat = test::append(c.network, "flat", Flatten{}, {c.network.size() - 1});
    test::append(c.network, "fc", Dense{.outputs = 1 + below(20)}, {flat});
  }
  std::vector<double> speeds;
  for (int worker = below(4); worker >= 0; --worker) speeds.push_back(0.25 + 0.25 * below(8));
  c.cluster = test::cluster_of(speeds);
  if (below(4) == 0) c.cluster.access_point = AccessPoint::router;
  constexpr std::array spatial{"bodp", "bodp", "grid_2d", "fused:2", "channel", "uniform_1d"};
  c.options.partition.conv = spatial[random() % spatial.size()];
  c.options.partition.dense = below(2) == 0 ? "output_split" : "input_split";
  c.options.mode = below(2) == 0 ? DeliveryMode::halo : DeliveryMode::map_reduce;
  c.options.via = below(2) == 0 ? Via::relay : Via::peer;
  c.options.relays = below(2) == 0 ? Relays::each : Relays::merged;
  c.options.group_owner_computes = below(3) == 0;
  c.options.bytes_per_value = 1 << below(3);
  return c;
}

/// Computing and sending take about as long as beacons and time-outs do.
Setting random_setting(Sleep sleep, Transfers transfers, std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  const auto between = [&random](double low, double high) {
    return low * std::pow(high / low, static_cast<double>(random()) / 4294967296.0);
  };
  Setting s{small_case(random), {transfers}, between(1, below(2) == 0 ? 1.3 : 10)};
  s.options.timeline = true;
  s.options.sync = below(8) == 0 ? Sync::layer : Sync::none;
  s.options.wakeup = sleep == Sleep::no_policy     ? WakeupPolicy::none
                     : sleep == Sleep::per_message ? WakeupPolicy::per_message
                                                   : WakeupPolicy::state_machine;
  Cluster& cluster = s.planned.cluster;
  const double macs_per_s = between(1e4, 1e7);
  const double rate_bps = between(1e5, 1e7);
  cluster.medium = {"random", rate_bps, 0.001 * below(5), {1, 0.9, 0.7}, 0.05 * (1 + below(3))};
  cluster.medium.message_latency_s = below(4) == 0 ? 0.002 * below(5) : 0;
  for (Member& member : cluster.members) {
    Device& device = member.device;
    device.conv_macs_per_s = macs_per_s;
    device.depthwise_macs_per_s = macs_per_s / 2;
    device.dense_macs_per_s = device.sparse_dense_macs_per_s = macs_per_s / 5;
    device.elements_per_s = macs_per_s / 10;
    device.radio = random_radio(sleep, random);
    if (below(8) == 0) device.middleware_bytes_per_s = between(1e5, 1e7);
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

/// The most that a message waits for both radios.
double longest_wait_s(const Cluster& cluster) {
  double beacon_s = 0;
  double send_s = 0;
  double receive_s = 0;
  for (const Member& member : cluster.members) {
    const Radio& radio = member.device.radio;
    beacon_s = std::max(beacon_s, cluster.medium.beacon_interval_s * radio.listen_interval_beacons);
    send_s = std::max(send_s, radio.wake_to_send_s + radio.awake_to_send_s);
    receive_s = std::max(receive_s, radio.wake_to_receive_s + radio.awake_to_receive_s);
  }
  return beacon_s + send_s + receive_s;
}

/// {seconds on its medium, on the faster one, in the same order, by how much radios waited longer,
/// how much faster, the longest wait of a message, messages} of each setting.
Json both_runs(const std::vector<Setting>& settings) {
  Json rows = Json::array();
  for (const Setting& s : settings) {
    const Plan plan = s.planned.plan();
    const Run before = run(s, plan, 1);
    const Run after = run(s, plan, s.factor);
    const bool same = same_order(before, after);
    rows.push_back({before.makespan_s, after.makespan_s, same,
                    same ? longer_wakeup_s(before, after) : 0.0, s.factor,
                    longest_wait_s(s.planned.cluster), before.messages.size()});
  }
  return rows;
}

struct Count {
  int settings = 0;
  int slower = 0;
  double worst = 0;       ///< relative
  double most_waits = 0;  ///< what was lost, in longest waits of a message
};

constexpr double rounding = 1e-6;  ///< SimGrid's times are exact to 1 ns, a message to a byte

/// Compares the runs of settings of one kind, and lists what is slower.
Count compare(const Json& rows, bool serial) {
  Count count;
  for (const Json& row : rows) {
    const auto before_s = row[0].get<double>();
    const auto after_s = row[1].get<double>();
    const bool same = row[2].get<bool>();
    if (row[6].get<int>() == 0) continue;
    ++count.settings;
    if (serial && same) {
      EXPECT_LE(after_s, (before_s + row[3].get<double>()) * (1 + rounding)) << row.dump();
    }
    if (after_s <= before_s * (1 + rounding)) continue;
    ++count.slower;
    count.worst = std::max(count.worst, after_s / before_s - 1);
    count.most_waits = std::max(count.most_waits, (after_s - before_s) / row[5].get<double>());
    std::printf("    %.6f s on a medium that is %.4f times faster: %.6f s%s\n", before_s,
                row[4].get<double>(), after_s, same ? "" : ", in another order");
  }
  return count;
}

TEST(FasterMedium, IsNotSlowerButForTimeOutsAndListScheduling) {
  std::mt19937 random(2026);
  constexpr int rounds = 100;  // of each kind
  int all = 0;
  for (const Kind& kind : kinds) {
    std::vector<Setting> settings;
    for (int i = 0; i < rounds; ++i)
      settings.push_back(random_setting(kind.sleep, kind.transfers, random));
    const Count count = compare(test::in_child([&] { return both_runs(settings); }),
                                kind.transfers == Transfers::serial);
    std::printf("  %s: %d of %d slower, at most by %.3f %%\n", kind.name, count.slower,
                count.settings, 100 * count.worst);
    all += count.settings;
    EXPECT_LE(count.slower, kind.slower) << kind.name;
    EXPECT_LE(count.worst, kind.worst) << kind.name;
    // Never more than what one message may wait for its radios.
    EXPECT_LE(count.most_waits, 1) << kind.name;
  }
  EXPECT_GE(all, 1000);
}

}  // namespace
}  // namespace modnn
