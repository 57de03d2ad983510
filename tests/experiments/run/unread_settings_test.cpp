#include "experiments/run/unread_settings.h"

#include <gtest/gtest.h>

#include "config/catalog.h"
#include "experiments/spec/points.h"
#include "sim/world/packet_level.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

class UnreadSettings : public testing::Test {
 protected:
  /// What is said of the pointer in an experiment with `more`, of which `messages` are sent.
  std::vector<std::string> said(const std::string& pointer, const std::string& more, int messages,
                                const std::string& phones = R"({"device": "nexus5", "count": 2})") {
    test::write_text(
        folder_ / "e.json", R"({"name": "e", "model": "lenet5", "platform": {"medium": "wlan_n)" +
                                std::to_string(packet_level_channel_mhz()) + R"(_mcs7",
      "paging": ")" + paging_ + R"(", "group_owner": {"device": ")" +
                                owner_ + R"("}, "workers": [)" + phones + "]}" + more + "}");
    const Experiment experiment = Sweep((folder_ / "e.json").string(), {}).read(0);
    Report report;
    report.messages = messages;
    return unread_settings(experiment, report, {pointer});
  }

  std::string paging_ = "overflow";
  std::string owner_ = "nexus5";
  test::TemporaryFolder folder_;
};

constexpr const char* asleep = R"(, "delivery": {"wakeup": "state_machine"})";
constexpr const char* no_wakeup = R"(, "delivery": {"wakeup": "none"})";
constexpr const char* together = R"(, "delivery": {"transfers": "concurrent"})";
constexpr const char* packets = R"(, "fidelity": "ns3")";
const std::string worker = "/platform/workers/0/device/";

struct Reads {
  std::string pointer;
  const char* unread;  ///< an experiment in which nothing reads it
  const char* read;    ///< one in which something does
};

TEST_F(UnreadSettings, AreSaidWhereNothingReadsThem) {
  const std::vector<Reads> table{
      {"/platform/medium/beacon_interval_s", "", asleep},
      {worker + "radio/listen_interval_beacons", "", asleep},
      {worker + "radio/power_save_timeout_s", "", asleep},
      {worker + "radio/bus_sleep_timeout_s", no_wakeup, asleep},
      {worker + "radio/awake_to_send_s", "", asleep},
      {worker + "radio/awake_to_receive_s", "", asleep},
      {worker + "radio/wake_to_send_s", no_wakeup, ""},
      {worker + "radio/wake_to_receive_s", no_wakeup, asleep},
      {worker + "power/wakeup_w", no_wakeup, ""},
      {"/platform/medium/efficiency", "", together},
      {"/platform/medium/efficiency/1", "", together},
      {"/platform/medium/efficiency", packets, together},
      {"/platform/medium/goodput_bps", packets, ""},
      {"/platform/workers/0/rate_bps", packets, ""},
      {"/platform/workers/0/link", packets, ""},
      {"/platform/workers/0/link/path/distance_m", packets, ""},
      {"/platform/medium/phy/mcs", "", packets},
      {"/platform/medium/phy/distance_m", together, packets},
  };
  for (const Reads& entry : table) {
    const auto texts = said(entry.pointer, entry.unread, 5);
    ASSERT_EQ(texts.size(), 1U) << entry.pointer << entry.unread;
    EXPECT_TRUE(texts[0].starts_with(entry.pointer + ": without effect here, as ")) << texts[0];
    EXPECT_EQ(said(entry.pointer, entry.read, 5), std::vector<std::string>{}) << entry.pointer;
  }
}

TEST_F(UnreadSettings, WithoutMessagesOrPagingOrSuchLayers) {
  for (const char* pointer : {"/platform/medium/message_overhead_s", "/platform/medium/goodput_bps",
                              "/platform/workers/0/rate_bps"}) {
    EXPECT_EQ(said(pointer, "", 0).size(), 1U) << pointer;
    EXPECT_EQ(said(pointer, "", 1).size(), 0U) << pointer;
  }
  for (const char* key :
       {"power/transmit_w", "power/receive_w", "depthwise_macs_per_s", "sparse_dense_macs_per_s"}) {
    EXPECT_EQ(said(worker + key, "", 0).size(), 1U) << key;
  }
  for (const char* key : {"available_bytes", "page_in_bytes_per_s"}) {
    EXPECT_EQ(said(worker + key, "", 1).size(), 0U) << key;
    paging_ = "none";
    EXPECT_EQ(said(worker + key, "", 1).size(), 1U) << key;
    paging_ = "overflow";
  }
}

TEST_F(UnreadSettings, OfAnAccessPointOrAServerAreRadios) {
  const std::string owner = "/platform/group_owner/device/radio/";
  EXPECT_EQ(said(owner + "power_save_timeout_s", asleep, 5).size(), 1U);
  EXPECT_EQ(said(owner + "listen_interval_beacons", asleep, 5).size(), 1U);
  EXPECT_EQ(said(owner + "bus_sleep_timeout_s", asleep, 5).size(), 0U);
  const std::string server = R"({"device": "nexus5", "uplink": {"bandwidth_bps": 1e8}})";
  for (const char* key : {"radio/wake_to_send_s", "radio/bus_sleep_timeout_s", "power/wakeup_w"})
    EXPECT_EQ(said(worker + key, asleep, 5, server).size(), 1U) << key;
  EXPECT_EQ(said(worker + "power/idle_w", asleep, 5, server).size(), 0U);
}

TEST_F(UnreadSettings, OfADeviceWhoseCostSaysAllAreItsRates) {
  Json device = load_document(collection_folder(Collection::devices) / "nexus5.json").root;
  for (const char* kernel : {"conv", "dense", "pool", "softmax", "elementwise"})
    device["cost"][kernel]["s_per_call"] = 1e-5;
  test::write_text(folder_ / "d.json", device.dump());
  const std::string phones = R"({"device": "./d.json"})";
  for (const char* key : {"elements_per_s", "memory_bytes_per_s", "layer_overhead_s"}) {
    owner_ = "nexus5";
    EXPECT_EQ(said(worker + key, "", 5, phones), std::vector<std::string>{}) << key;
    owner_ = "./d.json";
    EXPECT_EQ(said(worker + key, "", 5, phones).size(), 1U) << key;
  }
  EXPECT_EQ(said(worker + "conv_macs_per_s", "", 5, phones).size(), 0U);  // shares
  EXPECT_EQ(said(worker + "cost/conv/s_per_call", "", 5, phones).size(), 0U);
  EXPECT_EQ(said(worker + "cost/lrn/s_per_call", "", 5, phones).size(), 1U);
  EXPECT_EQ(said(worker + "cost/cache_bytes", "", 5, phones).size(), 1U);
  device["cost"]["conv"]["s_per_far_byte"] = 1e-10;
  test::write_text(folder_ / "d.json", device.dump());
  EXPECT_EQ(said(worker + "cost/cache_bytes", "", 5, phones).size(), 0U);
}

TEST_F(UnreadSettings, OfAProfileThatIsLikeNoLayer) {
  Json device = load_document(collection_folder(Collection::devices) / "nexus5.json").root;
  device["cost"]["conv"]["s_per_call"] = 1e-5;
  const std::string phones = R"({"device": "./d.json"})";
  for (const int window : {5, 3}) {  // LeNet-5 has windows of 5
    device["cost"]["profile"] = {{{"kind", "conv"},
                                  {"kernel", window},
                                  {"in_channels", 7},
                                  {"out_channels", 9},
                                  {"out_height", 4},
                                  {"out_width", 4},
                                  {"seconds", 1}}};
    test::write_text(folder_ / "d.json", device.dump());
    EXPECT_EQ(said(worker + "cost/profile/0/seconds", "", 5, phones).size(), window == 5 ? 0U : 1U);
  }
}

TEST_F(UnreadSettings, OfMeasuredLayersThatTheModelHasNot) {
  Json device = load_document(collection_folder(Collection::devices) / "nexus5.json").root;
  const std::string phones = R"({"device": "./d.json"})";
  for (const char* layer : {"conv1", "conv9"}) {
    device["layer_seconds"] = {{"lenet5", {{layer, 0.5}}}};
    test::write_text(folder_ / "d.json", device.dump());
    EXPECT_EQ(said(worker + "layer_seconds/lenet5/" + layer, "", 5, phones).size(),
              std::string(layer) == "conv1" ? 0U : 1U);
  }
}

TEST(PointersGiven, AreThoseOfTheSweepAndOfTheSettings) {
  EXPECT_EQ(pointers_given({"/seed"}, ""), std::vector<std::string>{"/seed"});
  EXPECT_EQ(pointers_given({}, "/a=1; /b/c=\"x=y\"; /d=null"),
            (std::vector<std::string>{"/a", "/b/c", "/d"}));
  EXPECT_EQ(pointers_given({"/a"}, "/b=[1,2]... #0123"), (std::vector<std::string>{"/a", "/b"}));
}

}  // namespace
}  // namespace modnn
