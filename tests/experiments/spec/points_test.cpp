#include "experiments/spec/points.h"

#include <gtest/gtest.h>

#include "config/content_hash.h"
#include "config/error.h"
#include "experiments/results/row.h"
#include "experiments/run/check_values.h"
#include "sim/world/packet_level.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

std::string experiment(const std::string& more) {
  return R"({"name": "e", "model": "lenet5", "platform": "nexus5_wlan")" + more + "}";
}

class Points : public testing::Test {
 protected:
  Sweep sweep(const std::string& more, const std::vector<Setting>& settings = {}) {
    test::write_text(folder_ / "e.json", experiment(more));
    return Sweep((folder_ / "e.json").string(), settings);
  }
  std::string error(const std::string& more, const std::vector<Setting>& settings = {}) {
    try {
      check_values(sweep(more, settings));
    } catch (const InputError& problem) {
      return problem.what();
    }
    return "";
  }
  std::string file() const { return (folder_ / "e.json").string(); }

  test::TemporaryFolder folder_;
};

TEST_F(Points, AreTheCrossProductWithTheLastAxisFastest) {
  const Sweep s = sweep(R"(, "sweep": {"/seed": [1, 2], "/delivery/via": ["peer", "group_owner"]},
                             "delivery": {"via": "peer"})");
  ASSERT_EQ(s.size(), 4U);
  std::vector<std::string> values;
  for (std::size_t i = 0; i < 4; ++i) {
    const Json& root = s.document(i).root;
    values.push_back(root["seed"].dump() + root["delivery"]["via"].get<std::string>());
  }
  EXPECT_EQ(values, (std::vector<std::string>{"1peer", "1group_owner", "2peer", "2group_owner"}));
}

TEST_F(Points, WithoutASweepThereIsOne) { EXPECT_EQ(sweep("").size(), 1U); }

TEST_F(Points, ReachIntoCatalogueEntries) {
  const Sweep s = sweep(R"(, "sweep": {"/platform/workers/0/count": [1, 3]})");
  EXPECT_EQ(s.read(1).cluster.workers(), 3);
}

TEST_F(Points, PutAWholeModelInBeforeItsParts) {
  const Sweep s =
      sweep(R"(, "sweep": {"/model/input/height": [64], "/model": ["vgg11", "lenet5"]})");
  EXPECT_EQ(s.read(0).network.input_shape().height, 64);
  EXPECT_EQ(s.read(0).network.name, "vgg11");
}

TEST_F(Points, ASettingReplacesTheAxis) {
  const Sweep s = sweep(R"(, "sweep": {"/seed": [1, 2, 3]})", {{"/seed", "9"}});
  ASSERT_EQ(s.size(), 1U);
  EXPECT_EQ(s.document(0).root["seed"], 9);
}

TEST_F(Points, ASettingIsJsonOrABareString) {
  const Sweep s = sweep("", {{"/delivery", R"({"via": "peer"})"}, {"/mode", "numeric"}});
  EXPECT_EQ(s.document(0).root["delivery"]["via"], "peer");
  EXPECT_EQ(s.document(0).root["mode"], "numeric");
}

TEST_F(Points, IdentityIsTheContent) {
  const std::string id = sweep("").id(0);
  EXPECT_EQ(id.size(), 17U);
  EXPECT_EQ(id[0], 'p');  // no spreadsheet takes it for a number
  // A comment changes nothing, nor does writing the model's file instead of its name; a number
  // does.
  EXPECT_EQ(sweep(R"(, "$comment": "x")").id(0), id);
  EXPECT_EQ(sweep("", {{"/name", "other"}}).id(0), id);
  EXPECT_EQ(sweep("", {{"/platform/medium/goodput_bps", "40000000"}}).id(0), id);
  EXPECT_NE(sweep("", {{"/platform/medium/goodput_bps", "40000001"}}).id(0), id);
  EXPECT_NE(sweep("", {{"/seed", "2"}}).id(0), id);
}

TEST_F(Points, TheIdIsTheHashOfTheCanonicalForm) {
  // With a template, for a key that the file lacks, for values inside others, with replications.
  for (
      const char* more :
      {R"(, "sweep": {"/platform/workers/0/count": [1, 2], "/platform/workers/0/rate_bps": [1e7]})",
       R"(, "sweep": {"/model": ["lenet5", "lenet300"], "/seed": [3, 4]})",
       R"(, "sweep": {"/platform/medium": ["wlan_40mbps"], "/platform/medium/goodput_bps": [1e6]})",
       R"(, "zip": [{"/seed": 1, "/delivery": {"via": "peer"}}, {"/delivery": {}, "/seed": 2}],
           "replications": 3)",
       R"(, "sweep": {"/platform/medium/goodput_bps": [1e6, 2e6], "/noise/compute_sigma": [0, 1]})",
       R"(, "sweep": {"/platform/group_owner/device/conv_macs_per_s": [1e6, 2e6]})",
       R"(, "sweep": {"/delivery/transfer_bytes_per_value": [4, 2], "/mode": ["numeric", "timing"]})",
       R"(, "sweep": {"/partition/layers/fc1": ["local", "input_split"], "/tolerance": [1, 2]})",
       R"(, "sweep": {"/platform/workers/0/uplink": [{"bandwidth_bps": 1e6}]})",
       R"(, "replications": 2)"}) {
    const Sweep s = sweep(more);
    for (std::size_t i = 0; i < s.size(); ++i) {
      const std::string form = canonical_form(s.document(i));
      EXPECT_EQ(s.id(i), "p" + content_hash(std::to_string(result_format_version) + "\n" + form))
          << more;
      EXPECT_EQ(s.baseline_key(i), content_hash(baseline_form(s.document(i)))) << more;
    }
  }
}

TEST_F(Points, ADefaultThatIsWrittenChangesNothing) {
  const std::string id = sweep("").id(0);
  EXPECT_EQ(sweep(R"(, "delivery": {"via": "group_owner"}, "noise": {}, "seed": 1)").id(0), id);
  EXPECT_EQ(sweep(R"(, "tolerance": 1e-4, "partition": {"layers": {}})").id(0), id);
  EXPECT_EQ(sweep("", {{"/platform/workers/0/rate_bps", "4e7"}}).id(0), id);
  EXPECT_EQ(sweep("", {{"/platform/workers/0/speed_profile", "[]"}}).id(0), id);
}

TEST_F(Points, TheResolvedFormReadsBackAsTheSamePoints) {
  for (const char* more :
       {"", R"(, "delivery": {"via": "peer"}, "replications": 2)",
        R"(, "sweep": {"/platform/medium/goodput_bps": [1e6, 2e6], "/partition/conv": ["local"]})",
        R"(, "sweep": {"/delivery/transfer_bytes_per_value": [4, 2, 1]})",
        R"(, "sweep": {"/platform/medium": ["wlan_40mbps", "wlan_n20_mcs7"], "/seed": [1, 2]})",
        R"(, "zip": [{"/platform/workers/0/device": "nexus4", "/mode": "timing"},
                     {"/platform/workers/0/device": "nexus5", "/mode": "numeric"}])",
        R"(, "sweep": {"/platform/workers/0/device/conv_macs_per_s": [1e9]})",
        R"(, "sweep": {"/model": ["lenet5", "lenet300"]})"}) {
    const Sweep s = sweep(more);
    const Json resolved = s.resolved();
    EXPECT_EQ(resolved["noise"]["compute_sigma"], 0) << more;
    test::write_text(folder_ / "resolved.json", resolved.dump());
    const Sweep again((folder_ / "resolved.json").string(), {});
    ASSERT_EQ(again.size(), s.size()) << more;
    for (std::size_t i = 0; i < s.size(); ++i) EXPECT_EQ(again.id(i), s.id(i)) << more << i;
  }
}

TEST_F(Points, NamesOfLayersAreNoComments) {
  const std::string model = R"({"name": "m", "input": {"channels": 1, "height": 4, "width": 4},
    "layers": [{"name": "f", "kind": "flatten"}, {"name": "NAME", "kind": "dense", "outputs": 3},
               {"name": "last", "kind": "dense", "outputs": 3}]})";
  for (const char* name : {"source", "$comment", "$schema", "name", "figures", "sweep", "fc"}) {
    std::string named = model;
    named.replace(named.find("NAME"), 4, name);
    test::write_text(folder_ / "m.json", named);
    const std::string pointer = std::string("/partition/layers/") + name;
    const Sweep s = sweep(R"(, "sweep": {"/model": ["./m.json"], ")" + pointer +
                          R"(": ["local", "output_split", "input_split"]})");
    EXPECT_EQ(s.read(2).plan.partition.layers.at(name), "input_split");
    EXPECT_NE(s.id(0), s.id(1)) << name;
    EXPECT_NE(s.id(1), s.id(2)) << name;
  }
}

TEST_F(Points, ReplicationsDifferInTheSeedOnly) {
  const Sweep s = sweep(R"(, "seed": 7, "replications": 3)");
  ASSERT_EQ(s.size(), 3U);
  EXPECT_EQ(s.read(0).seed, 7U);
  EXPECT_EQ(s.id(0), sweep(R"(, "seed": 7)").id(0));
  EXPECT_NE(s.read(1).seed, s.read(2).seed);
  for (std::size_t i = 1; i < 3; ++i) {
    const std::string seed = std::to_string(s.read(i).seed);
    EXPECT_LT(s.read(i).seed, std::uint64_t{1} << 53U);
    EXPECT_EQ(s.id(i), sweep("", {{"/seed", seed}}).id(0));
  }
}

/// A PNG of one grey pixel, black or nearly so.
std::string one_pixel(bool black) {
  const std::string head(
      "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01"
      "\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55",
      33);
  const std::string data =
      black ? std::string(
                  "\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\x60\x00\x00\x00\x02\x00\x01\xe5\x27"
                  "\xde\xfc",
                  22)
            : std::string(
                  "\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\xe0\x04\x00\x00\x0b\x00\x0a\x6e\xa3"
                  "\x94\x1f",
                  22);
  return head + data + std::string("\x00\x00\x00\x00IEND\xae\x42\x60\x82", 12);
}

TEST_F(Points, AnImageCountsByItsContents) {
  test::write_text(folder_ / "a.png", one_pixel(true));
  test::write_text(folder_ / "b.png", one_pixel(true));
  test::write_text(folder_ / "c.png", one_pixel(false));
  const std::string id = sweep(R"(, "image": "a.png")").id(0);
  EXPECT_EQ(sweep(R"(, "image": "b.png")").id(0), id);
  EXPECT_NE(sweep(R"(, "image": "c.png")").id(0), id);
  EXPECT_NE(sweep("").id(0), id);
}

TEST_F(Points, ErrorsInASweptValueNameItsPlace) {
  EXPECT_EQ(error(",\n\"sweep\": {\n\"/platform/workers/0/count\": [1,\n-1]}"),
            file() + ":4: /platform/workers/0/count: expected an integer in [0, 4096], got -1");
}

TEST_F(Points, ErrorsInASettingNameTheOption) {
  EXPECT_EQ(error("", {{"/delivery", R"({"via": "pear"})"}}),
            "--set /delivery={\"via\": \"pear\"}: /delivery/via: expected one of \"group_owner\", "
            "\"peer\", got \"pear\" (did you mean \"peer\"?)");
}

TEST_F(Points, AnUnknownPointerIsAnError) {
  EXPECT_NE(error("", {{"/platfrom/x", "1"}}).find("did you mean \"platform\"?"),
            std::string::npos);
  EXPECT_NE(error(R"(, "sweep": {"/nonsense": [1]})").find("unknown key \"nonsense\""),
            std::string::npos);
  EXPECT_NE(error(R"(, "sweep": {"/seed": []})").find("expected a list of at least one value"),
            std::string::npos);
}

TEST_F(Points, NamesWhatPacketsCannotDo) {
  const bool narrow = packet_level_channel_mhz() == 20;
  const std::string fitting = narrow ? "wlan_n20_mcs7" : "wlan_n40_mcs7";
  EXPECT_EQ(
      error(R"(, "fidelity": "ns3")"),
      "platforms/media/wlan_40mbps.json:1: /platform/medium: fidelity ns3 needs a medium with a "
      "\"phy\", such as \"" +
          fitting + "\"");
  const std::string other = narrow ? "wlan_n40_mcs7" : "wlan_n20_mcs7";
  EXPECT_NE(error(R"(, "fidelity": "ns3")", {{"/platform/medium", other}})
                .find(narrow ? "/platform/medium/phy/channel_mhz: fidelity ns3 expects 20, got 40"
                             : "/platform/medium/phy/channel_mhz: fidelity ns3 expects 40, got 20"),
            std::string::npos);
  EXPECT_NE(
      error(R"(, "fidelity": "ns3")", {{"/platform/medium", fitting},
                                       {"/platform/workers/0/uplink", R"({"bandwidth_bps": 1e6})"}})
          .find("/platform/workers/0/uplink: fidelity ns3 knows the air only"),
      std::string::npos);
  EXPECT_EQ(error(R"(, "fidelity": "ns3")", {{"/platform/medium", fitting}}), "");
}

TEST_F(Points, NamesWrongValuesOfTheDelivery) {
  EXPECT_EQ(error(R"(, "delivery": {"transfer_bytes_per_value": 3})"),
            file() + ":1: /delivery/transfer_bytes_per_value: expected 4, 2 or 1, got 3");
  EXPECT_EQ(error(R"(, "noise": {"compute_sigma": -1})"),
            file() + ":1: /noise/compute_sigma: expected a number in [0, 10], got -1");
  EXPECT_EQ(error(R"(, "weight_bits": 0)"),
            file() + ":1: /weight_bits: expected a number in [1, 64], got 0");
}

}  // namespace
}  // namespace modnn
