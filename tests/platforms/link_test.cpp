// Data rates of IEEE 802.11-2020 (tables of 19.5 and 21.5) and 802.11ax-2021 (27.5) as printed
// there, in Mbit/s to one place, and distances by hand.
#include "platforms/link.h"

#include <cmath>
#include <gtest/gtest.h>

#include "config/catalog.h"
#include "platforms/platform_json.h"

namespace modnn {
namespace {

using enum WifiStandard;

struct Printed {
  WifiStandard standard;
  int width_mhz;
  int streams;
  int guard_interval_ns;
  int mcs;
  double mbps;
};

TEST(LinkRate, IsThatOfTheStandardsTables) {
  const std::vector<Printed> table{
      // 802.11n: MCS 0 to 7 of a stream in 20 MHz; two streams are MCS 8 to 15, and so on.
      {n, 20, 1, 800, 0, 6.5},
      {n, 20, 1, 800, 1, 13},
      {n, 20, 1, 800, 2, 19.5},
      {n, 20, 1, 800, 3, 26},
      {n, 20, 1, 800, 4, 39},
      {n, 20, 1, 800, 5, 52},
      {n, 20, 1, 800, 6, 58.5},
      {n, 20, 1, 800, 7, 65},
      {n, 20, 1, 400, 7, 72.2},
      {n, 40, 1, 800, 0, 13.5},
      {n, 40, 1, 800, 7, 135},
      {n, 40, 2, 400, 7, 300},
      {n, 40, 4, 400, 7, 600},
      // 802.11ac
      {ac, 20, 1, 800, 8, 78},
      {ac, 20, 3, 800, 9, 260},
      {ac, 40, 1, 400, 9, 200},
      {ac, 80, 1, 800, 0, 29.3},
      {ac, 80, 1, 400, 9, 433.3},
      {ac, 80, 2, 400, 9, 866.7},
      {ac, 80, 3, 400, 9, 1300},
      {ac, 160, 2, 400, 9, 1733.3},
      {ac, 160, 8, 400, 9, 6933.3},
      // 802.11ax, a single user on the whole channel
      {ax, 20, 1, 800, 0, 8.6},
      {ax, 20, 1, 3200, 0, 7.3},
      {ax, 20, 1, 800, 11, 143.4},
      {ax, 40, 1, 800, 11, 286.8},
      {ax, 80, 1, 800, 0, 36},
      {ax, 80, 1, 1600, 7, 340.3},
      {ax, 80, 1, 800, 11, 600.5},
      {ax, 80, 2, 800, 11, 1201},
      {ax, 80, 2, 3200, 5, 490},
      {ax, 160, 2, 800, 11, 2402},
      {ax, 160, 8, 800, 11, 9607.8},
  };
  for (const Printed& row : table) {
    const Link link{.standard = row.standard,
                    .width_mhz = row.width_mhz,
                    .streams = row.streams,
                    .guard_interval_ns = row.guard_interval_ns};
    const auto bps = data_rate_bps(link, row.mcs);
    ASSERT_TRUE(bps) << row.mbps;
    EXPECT_NEAR(*bps / 1e6, row.mbps, 0.05 + 1e-9) << row.mcs;
  }
}

TEST(LinkRate, LeavesOutWhatTheStandardDoes) {
  const auto has = [](WifiStandard standard, int width_mhz, int streams, int mcs) {
    const Link link{.standard = standard, .width_mhz = width_mhz, .streams = streams};
    return data_rate_bps(link, mcs).has_value();
  };
  for (const int streams : {1, 2, 3, 4, 5, 6, 7, 8}) {
    EXPECT_EQ(has(ac, 20, streams, 9), streams == 3 || streams == 6) << streams;
    EXPECT_TRUE(has(ac, 40, streams, 9)) << streams;
    EXPECT_EQ(has(ac, 80, streams, 6), streams != 3 && streams != 7) << streams;
    EXPECT_EQ(has(ac, 80, streams, 9), streams != 6) << streams;
    EXPECT_EQ(has(ac, 160, streams, 9), streams != 3) << streams;
    EXPECT_TRUE(has(ax, 20, streams, 9)) << streams;
  }
  EXPECT_FALSE(has(n, 20, 1, 8));
  EXPECT_FALSE(has(n, 20, 5, 7));
  EXPECT_FALSE(has(ac, 80, 1, 10));
  EXPECT_FALSE(has(ax, 80, 1, 12));
}

/// The scheme at a distance; -1: out of reach.
int mcs_at(double distance_m, const Link& link) {
  Link far = link;
  far.path->distance_m = distance_m;
  const auto rate = rate_of(far);
  return rate ? rate->mcs : -1;
}

/// Where the received power is that of the table: 10^((power - loss - sensitivity) / 30) metres.
TEST(LinkRate, FallsWithTheDistance) {
  // 16 dBm less 46 dB in the first metre: -30 dBm at 1 m, and 30 dB less for every tenfold
  // distance.
  const RadioPath path{.exponent = 3, .reference_loss_db = 46, .transmit_dbm = 16};
  const Link link{.standard = n, .path = path};
  EXPECT_NEAR(received_dbm({10, 3, 46, 16}), -60, 1e-9);
  EXPECT_NEAR(received_dbm({100, 2, 46, 16}), -70, 1e-9);
  const double sensitivities[] = {-82, -79, -77, -74, -70, -66, -65, -64};
  for (int mcs = 0; mcs < 8; ++mcs) {
    const double reach_m = std::pow(10, (-30 - sensitivities[mcs]) / 30);
    EXPECT_EQ(mcs_at(reach_m * 0.999, link), mcs);
    EXPECT_EQ(mcs_at(reach_m * 1.001, link), mcs - 1);
  }
  // Twice the width needs 3 dB more; -52 + 9 dB for the fastest of 160 MHz: 10^(13/30) = 2.71 m.
  Link wide{.standard = ax, .width_mhz = 160, .path = path};
  EXPECT_EQ(mcs_at(2.70, wide), 11);
  EXPECT_EQ(mcs_at(2.72, wide), 10);
  // 802.11ac has no MCS 9 for one stream in 20 MHz.
  EXPECT_EQ(mcs_at(1, {.standard = ac, .path = path}), 8);
}

Cluster read(const std::string& group, Problems& problems) {
  Document document = parse_document(
      R"({"group_owner": {"device": "nexus5"}, "medium": "wlan_n20_mcs7", "workers": [{"device": "nexus5", )" +
          group + "}]}",
      "p.json");
  inline_platform(document, "", problems);
  return read_platform(Value(document, problems));
}

TEST(ReadPlatform, ALinkSaysTheRate) {
  Problems problems;
  const auto rate = [&problems](const std::string& link) {
    return read(R"("link": )" + link, problems).member(1).rate_bps;
  };
  EXPECT_NEAR(rate(R"({"standard": "n", "mcs": 7})"), 65e6 * 0.82, 1);
  EXPECT_NEAR(rate(R"({"standard": "n", "mcs": 7, "width_mhz": 40, "goodput_share": 0.5})"),
              135e6 / 2, 1);
  // 12 m: 16.02 - 46.68 - 32.38 = -63.0 dBm: MCS 7 needs -64.
  EXPECT_NEAR(rate(R"({"standard": "n", "path": {"distance_m": 12}})"), 65e6 * 0.82, 1);
  // 20 m: -69.7 dBm: MCS 4 of 39 Mbit/s needs -70.
  EXPECT_NEAR(rate(R"({"standard": "n", "path": {"distance_m": 20}})"), 39e6 * 0.82, 1);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
}

/// What packets leave of a data rate, as ns-3 simulated them, is what the default share says.
TEST(LinkRate, AboveTcpIsThatOfTheCataloguesCells) {
  const auto names = catalog_names(Collection::media);
  int cells = 0;
  for (const std::string& name : names) {
    const Document document =
        load_document(collection_folder(Collection::media) / (name + ".json"));
    Problems problems;
    const Medium medium = read_medium(Value(document, problems));
    if (!medium.phy) continue;
    ++cells;
    const Link link{.width_mhz = medium.phy->channel_mhz,
                    .streams = medium.phy->streams,
                    .mcs = medium.phy->mcs};
    EXPECT_NEAR(rate_of(link)->goodput_bps / medium.goodput_bps, 1, 0.05) << name;
  }
  EXPECT_EQ(cells, 4);
}

TEST(ReadPlatform, NamesProblemsOfLinks) {
  const auto problem = [](const std::string& group) {
    Problems problems;
    read(group, problems);
    return problems.lines().empty() ? "" : problems.lines()[0];
  };
  EXPECT_EQ(problem(R"("link": {"standard": "n"})"),
            "p.json:1: /workers/0/link: a link has either \"mcs\" or \"path\"");
  EXPECT_EQ(problem(R"("link": {"standard": "n", "mcs": 1, "path": {"distance_m": 3}})"),
            "p.json:1: /workers/0/link: a link has either \"mcs\" or \"path\"");
  EXPECT_EQ(problem(R"("link": {"standard": "n", "mcs": 8})"),
            "p.json:1: /workers/0/link/mcs: 802.11n has no MCS 8 of 1 stream in 20 MHz");
  EXPECT_EQ(problem(R"("link": {"standard": "ac", "mcs": 9, "streams": 2})"),
            "p.json:1: /workers/0/link/mcs: 802.11ac has no MCS 9 of 2 streams in 20 MHz");
  EXPECT_EQ(problem(R"("link": {"standard": "n", "mcs": 1, "width_mhz": 80})"),
            "p.json:1: /workers/0/link/width_mhz: 802.11n has channels of 20 or 40 MHz");
  EXPECT_EQ(problem(R"("link": {"standard": "n", "mcs": 1, "streams": 5})"),
            "p.json:1: /workers/0/link/streams: 802.11n has up to 4 streams");
  EXPECT_EQ(problem(R"("link": {"standard": "ax", "mcs": 1, "guard_interval_ns": 400})"),
            "p.json:1: /workers/0/link/guard_interval_ns: 802.11ax has guard intervals of 800, "
            "1600 or 3200 ns");
  EXPECT_EQ(problem(R"("link": {"standard": "n", "path": {"distance_m": 100}})"),
            "p.json:1: /workers/0/link/path: out of reach: -90.7 dBm arrive, of which MCS 0 needs "
            "-82 dBm");
  EXPECT_EQ(problem(R"("rate_bps": 1e6, "link": {"standard": "n", "mcs": 1})"),
            "p.json:1: /workers/0/link: a group whose link says its rate has no \"rate_bps\" "
            "beside it");
  EXPECT_EQ(problem(R"("uplink": {"bandwidth_bps": 1e6}, "link": {"standard": "n", "mcs": 1})"),
            "p.json:1: /workers/0/uplink: a group behind an uplink is not on the air: it has no "
            "\"link\"");
}

/// The published round trips of a ping are what the radios of the catalogue add up to.
TEST(Catalogue, RadiosOf2026AreAsMeasured) {
  const Json published =
      load_document(data_root() / "experiments/published/phone_radio_2026.json").root;
  const Json& rtt_ms = published["phones"].begin().value()["rtt_ms"];
  const auto radio = [](const std::string& name) {
    const Document document =
        load_document(collection_folder(Collection::devices) / (name + ".json"));
    Problems problems;
    return read_device(Value(document, problems)).radio;
  };
  const Radio locked = radio("xiaomi_12t_pro_low_latency");
  const Json& mean_ms = rtt_ms["low-latency Wi-Fi lock, screen on"]["mean"];
  const double awake_ms = (locked.awake_to_receive_s + locked.awake_to_send_s) * 1000;
  EXPECT_GE(awake_ms, mean_ms[0].get<double>());
  EXPECT_LE(awake_ms, mean_ms[1].get<double>());
  EXPECT_EQ(locked.bus_sleep_timeout_s, Radio::never);
  EXPECT_EQ(locked.power_save_timeout_s, Radio::never);
  // Half a beacon interval, then the bus, which is awake for the answer.
  const Radio sleeping = radio("xiaomi_12t_pro");
  const Medium medium;
  const double beacon_ms = medium.beacon_interval_s * sleeping.listen_interval_beacons * 1000;
  const double woken_ms = (sleeping.wake_to_receive_s + sleeping.awake_to_send_s) * 1000;
  const Json& unlocked = rtt_ms["no lock, screen on"];
  EXPECT_NEAR(beacon_ms / 2 + woken_ms, unlocked["mean"].get<double>(), 0.05);
  EXPECT_LE(beacon_ms + woken_ms, unlocked["max_about"].get<double>());
  EXPECT_LT(sleeping.power_save_timeout_s, 0.5);  // between two pings
}

}  // namespace
}  // namespace modnn
