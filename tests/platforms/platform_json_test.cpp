#include "platforms/platform_json.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "config/catalog.h"
#include "config/fields.h"
#include "platforms/cost_keys.h"

namespace modnn {
namespace {

Cluster read(const std::string& text, Problems& problems) {
  Document document = parse_document(text, "p.json");
  inline_platform(document, "", problems);
  if (!problems.empty()) return {};
  return read_platform(Value(document, problems));
}

TEST(ReadPlatform, ExpandsGroupsOfWorkers) {
  Problems problems;
  const Cluster cluster = read(R"({"group_owner": {"device": "nexus5", "speed_factor": 2},
    "workers": [{"device": "nexus5", "count": 2}, {"device": "nexus5", "rate_bps": 6e6, "speed_factor": 0.5}],
    "medium": "wlan_40mbps", "paging": "lru"})",
                               problems);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  ASSERT_EQ(cluster.workers(), 3);
  EXPECT_EQ(cluster.member(0).speed_factor, 2);
  EXPECT_EQ(cluster.member(2).name, "worker2");
  EXPECT_EQ(cluster.member(2).rate_bps, 4e7);  // the medium's goodput by default
  EXPECT_EQ(cluster.member(3).rate_bps, 6e6);
  EXPECT_EQ(cluster.member(3).speed_factor, 0.5);
  EXPECT_EQ(cluster.paging, Paging::lru);
  EXPECT_EQ(lone_phone(cluster).size(), 1);
}

TEST(ReadPlatform, MultipliesTheSpeedOfAllDevices) {
  const auto with_factor = [](const std::string& factor, Problems& problems) {
    return read(R"({"group_owner": {"device": "nexus5", "speed_factor": 2}, "speed_factor": )" +
                    factor + R"(, "medium": "wlan_40mbps",
      "workers": [{"device": "nexus5", "count": 2}, {"device": "nexus5", "speed_factor": 0.5}]})",
                problems);
  };
  Problems problems;
  const Cluster cluster = with_factor("3", problems);
  EXPECT_EQ(cluster.member(0).speed_factor, 6);
  EXPECT_EQ(cluster.member(2).speed_factor, 3);
  EXPECT_EQ(cluster.member(3).speed_factor, 1.5);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  with_factor("0.001", problems);
  EXPECT_EQ(problems.lines(),
            std::vector<std::string>{"p.json:1: /speed_factor: times that of worker3: expected a "
                                     "number in [0.001, 1000000]"});
}

/// A platform with so many groups of a phone each.
std::string with_groups(std::size_t groups, const std::string& group) {
  std::string text =
      R"({"group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps", "workers": [)";
  for (std::size_t i = 0; i < groups; ++i) text += (i > 0 ? "," : "") + group;
  return text + "]}";
}

TEST(ReadPlatform, TakesAsManyGroupsAsWorkers) {
  Problems problems;
  EXPECT_EQ(read(with_groups(4096, R"({"device": "nexus5"})"), problems).workers(), 4096);
  EXPECT_TRUE(problems.empty());
  for (const char* group : {R"({"device": "nexus5"})", R"({"device": "nexus9"})", R"({"count": 0})",
                            R"({"device": {"name": "x"}})", "{}", "1", "null"}) {
    Problems found;
    read(with_groups(4097, group), found);
    ASSERT_EQ(found.lines().size(), 1U) << group;
    EXPECT_NE(found.lines()[0].find("/workers: expected at most 4096 groups, got 4097"),
              std::string::npos)
        << found.lines()[0];
  }
}

TEST(ReadPlatform, KnowsServersAndThrottling) {
  Problems problems;
  const Cluster cluster = read(R"({"group_owner": {"device": "nexus5"}, "medium": "wlan_n20_mcs7",
    "workers": [{"device": "nexus4", "speed_profile": [{"from_s": 5, "speed_factor": 0.6}]},
      {"device": "raspberry_pi3", "count": 2, "speed_factor": 20,
       "uplink": {"bandwidth_bps": 1e8, "latency_s": 0.02}}]})",
                               problems);
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  ASSERT_EQ(cluster.workers(), 3);
  ASSERT_EQ(cluster.member(1).speed_profile.size(), 1U);
  EXPECT_EQ(cluster.member(1).speed_profile[0].speed_factor, 0.6);
  EXPECT_TRUE(cluster.is_station(1));
  EXPECT_FALSE(cluster.is_station(0));
  EXPECT_FALSE(cluster.is_station(2));
  EXPECT_EQ(cluster.member(2).uplink->bandwidth_bps, 1e8);
  EXPECT_EQ(cluster.member(2).uplink->group, cluster.member(3).uplink->group);
  EXPECT_EQ(cluster.member(0).device.radio.power_save_timeout_s, 0.205);
  EXPECT_EQ(cluster.member(2).device.radio.bus_sleep_timeout_s, Radio::never);
  EXPECT_EQ(cluster.member(0).device.depthwise_macs_per_s,
            cluster.member(0).device.conv_macs_per_s);
  ASSERT_TRUE(cluster.medium.phy);
  EXPECT_EQ(cluster.medium.phy->mcs, 7);
  EXPECT_EQ(efficiency(cluster.medium, 1), 1);
  EXPECT_LT(efficiency(cluster.medium, 8), 0.9);
}

TEST(ReadCost, TakesLawsAndMeasuredCalls) {
  const Document document = parse_document(R"({"cache_bytes": 1e6, "pool": {"s_per_row": 2e-9},
    "conv": {"s_per_call": 1e-5, "s_per_operation": 3e-11},
    "profile": [{"kind": "conv", "kernel": [3, 5], "stride": 2, "in_channels": 4, "out_channels": 8,
                 "out_height": 7, "out_width": 9, "seconds": 0.001}]})",
                                           "c.json");
  Problems problems;
  const ComputeCost cost = read_object<cost_fields>(Value(document, problems));
  EXPECT_EQ(problems.lines(), std::vector<std::string>{});
  EXPECT_EQ(cost.cache_bytes, 1e6);
  ASSERT_EQ(cost.laws.size(), 2U);
  EXPECT_EQ(cost.laws.at(Kernel::conv).s_per_operation, 3e-11);
  EXPECT_EQ(cost.laws.at(Kernel::conv).s_per_row, 0);
  EXPECT_EQ(cost.laws.at(Kernel::pool).s_per_row, 2e-9);
  ASSERT_EQ(cost.profile.size(), 1U);
  const KernelCall& call = cost.profile[0].call;
  EXPECT_EQ(call.kernel_height, 3);
  EXPECT_EQ(call.kernel_width, 5);
  EXPECT_EQ(call.stride_width, 2);
  EXPECT_EQ(call.out_width, 9);
  EXPECT_EQ(call.groups, 1);
  EXPECT_EQ(cost.profile[0].seconds, 0.001);
}

TEST(ReadCost, NamesWhatIsWrong) {
  const Document document = parse_document(R"({"cache_bytes": -1,
"conv": {"s_per_call": -1, "s_per_mac": 1},
"lrn": {},
"profile": [{"kind": "dense", "in_channels": 4, "out_channels": 8, "out_height": 1, "out_width": 1, "seconds": 1},
 {"kind": "lrn", "in_channels": 4, "out_channels": 8, "out_height": 1, "out_width": 1, "seconds": 1},
 {"kind": "conv", "in_channels": 0, "out_channels": 8, "out_height": 1, "out_width": 1, "seconds": 0}]})",
                                           "c.json");
  Problems problems;
  read_object<cost_fields>(Value(document, problems));
  const auto has = [&](const std::string& text) {
    const auto& lines = problems.lines();
    return std::ranges::any_of(lines, [&](const std::string& line) {
      return line.starts_with("c.json:") && line.find(text) != std::string::npos;
    });
  };
  EXPECT_TRUE(has("1: /cache_bytes: expected"));
  EXPECT_TRUE(has("2: /conv/s_per_call: expected"));
  EXPECT_TRUE(has("/conv: unknown key \"s_per_mac\"") || has("/conv/s_per_mac"));
  EXPECT_TRUE(
      has("4: /profile/0: a row corrects the coefficients of its kernel: there are none of "
          "\"dense\""));
  EXPECT_TRUE(has("5: /profile/1: by the coefficients of \"lrn\" this call takes no time"));
  EXPECT_TRUE(has("6: /profile/2/in_channels: expected"));
  EXPECT_TRUE(has("6: /profile/2/seconds: expected"));
  EXPECT_EQ(problems.lines().size(), 7U);
}

TEST(ReadCost, WhatAKernelHasNotHasNoKey) {
  const Document document = parse_document(
      R"({"dense": {"s_per_lowered_byte": 1}, "pool": {"s_per_weight_byte": 1}})", "c.json");
  Problems problems;
  read_object<cost_fields>(Value(document, problems));
  EXPECT_EQ(problems.lines().size(), 2U);
}

TEST(ReadLayerSeconds, AreByModelAndLayer) {
  const Document document = parse_document(R"({"net": {"conv1": 0.5, "fc": 2}})", "d.json");
  Problems problems;
  const LayerSeconds seconds = read_layer_seconds(Value(document, problems));
  EXPECT_TRUE(problems.lines().empty());
  EXPECT_EQ(seconds, (LayerSeconds{{"net", {{"conv1", 0.5}, {"fc", 2}}}}));
}

TEST(ReadLayerSeconds, AreObjectsOfPositiveNumbers) {
  const Document document = parse_document(R"({"net": {"conv1": 0}, "other": 3})", "d.json");
  Problems problems;
  read_layer_seconds(Value(document, problems));
  EXPECT_EQ(problems.lines(),
            (std::vector<std::string>{"d.json:1: /net/conv1: expected a number in [1e-09, "
                                      "1000000000000], got 0",
                                      "d.json:1: /other: expected an object, got 3"}));
}

TEST(ReadPlatform, NamesProblemsOfTheNewParts) {
  Problems problems;
  read(R"({"group_owner": {"device": "nexus5",
"speed_profile": [{"from_s": 5, "speed_factor": 1}, {"from_s": 5, "speed_factor": 0}]},
"workers": [{"device": "nexus5", "rate_bps": 1e6, "uplink": {"bandwidth_bps": 0}}],
"medium": {"name": "m", "goodput_bps": 1e6, "message_overhead_s": 0,
"efficiency": [1, 3], "phy": {"mcs": 7, "channel_mhz": 30}}})",
       problems);
  EXPECT_EQ(
      problems.lines(),
      (std::vector<std::string>{
          "p.json:5: /medium/efficiency/1: expected a number in [0.001, 2], got 3",
          "p.json:5: /medium/phy/channel_mhz: expected 20 or 40, got 30",
          "p.json:2: /group_owner/speed_profile/1/speed_factor: expected a number in [0.001, "
          "1000000], got 0",
          "p.json:2: /group_owner/speed_profile/1: \"from_s\" must be later than in the step "
          "before",
          "p.json:3: /workers/0/uplink: a group behind an uplink is not on the air: it has no "
          "\"rate_bps\"",
          "p.json:3: /workers/0/uplink/bandwidth_bps: expected a number in [1, 1000000000000000], "
          "got 0"}));
}

TEST(ReadPlatform, NamesEveryProblemAtItsPlace) {
  Problems problems;
  read(
      "{\"group_owner\": {\"device\": \"nexus5\"},\n\"workers\": [{\"device\": \"nexus5\", "
      "\"count\": -1,\n"
      "\"rate_bps\": 0}], \"medium\": \"wlan_40mbps\", \"pagin\": \"lru\"}",
      problems);
  EXPECT_EQ(problems.lines(),
            (std::vector<std::string>{
                "p.json:2: /workers/0/count: expected an integer in [0, 4096], got -1",
                "p.json:3: /workers/0/rate_bps: expected a number in [1, 1000000000000000], got 0",
                "p.json:3: /pagin: unknown key \"pagin\" (did you mean \"paging\"?)"}));
}

TEST(ReadPlatform, RefusesMoreWorkersThanACellHolds) {
  Problems problems;
  read(R"({"group_owner": {"device": "nexus5"}, "medium": "wlan_40mbps",
    "workers": [{"device": "nexus5", "count": 4096}, {"device": "nexus5"}]})",
       problems);
  ASSERT_EQ(problems.lines().size(), 1U);
  EXPECT_NE(problems.lines()[0].find("/workers/1: at most 4096 workers"), std::string::npos);
}

TEST(ReadPlatform, EveryShippedFileIsRight) {
  for (const std::string& name : catalog_names(Collection::platforms)) {
    Document document = load_document(collection_folder(Collection::platforms) / (name + ".json"));
    Problems problems;
    inline_platform(document, "", problems);
    read_platform(Value(document, problems));
    EXPECT_EQ(problems.lines(), std::vector<std::string>{}) << name;
  }
}

/// Every parameter of a shipped device or medium says where its value comes from.
TEST(Catalogue, EveryParameterHasASource) {
  for (const Collection collection : {Collection::devices, Collection::media}) {
    for (const std::string& name : catalog_names(collection)) {
      const Document document = load_document(collection_folder(collection) / (name + ".json"));
      for (const auto& [key, value] : document.root.items()) {
        if (key == "$schema" || key == "name" || key == "source") continue;
        EXPECT_TRUE(document.root["source"].contains(key)) << name << ": " << key;
      }
    }
  }
}

/// The radio of the Nexus 5 and the time-outs of the others are those that were published.
TEST(Catalogue, RadiosAreAsMeasured) {
  const Json published =
      load_document(data_root() / "experiments/published/nexus5_radio_2016.json").root;
  const auto radio = [](const std::string& name) {
    const Document document =
        load_document(collection_folder(Collection::devices) / (name + ".json"));
    Problems problems;
    return read_device(Value(document, problems)).radio;
  };
  const Radio nexus5 = radio("nexus5");
  const Json& send = published["wake_to_send_s"];
  const Json& receive = published["wake_to_receive_s"];
  EXPECT_EQ(nexus5.wake_to_send_s, send["mean"].get<double>());
  EXPECT_EQ(nexus5.awake_to_send_s, send["bus awake"].get<double>());
  EXPECT_EQ(nexus5.wake_to_receive_s, receive["mean"].get<double>());
  EXPECT_EQ(nexus5.awake_to_receive_s, receive["bus awake"].get<double>());
  EXPECT_EQ(nexus5.bus_sleep_timeout_s, published["bus_sleep_timeout_s"].get<double>());
  EXPECT_EQ(nexus5.listen_interval_beacons, published["listen_interval_beacons"].get<int>());
  EXPECT_EQ(Medium{}.beacon_interval_s, published["beacon_interval_s"].get<double>());
  const Json& timeouts = published["power_save_timeout_s"];
  EXPECT_EQ(nexus5.power_save_timeout_s, timeouts["Nexus 5"].get<double>());
  EXPECT_EQ(radio("nexus4").power_save_timeout_s, timeouts["Nexus 4"].get<double>());
  EXPECT_EQ(radio("htc_one").power_save_timeout_s, timeouts["HTC One"].get<double>());
  EXPECT_EQ(radio("raspberry_pi3").power_save_timeout_s, Radio::never);
}

}  // namespace
}  // namespace modnn
