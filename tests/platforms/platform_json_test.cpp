#include "platforms/platform_json.h"

#include <gtest/gtest.h>

#include "config/catalog.h"

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
                "p.json:3: /workers/0/rate_bps: expected a number > 0, got 0",
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

}  // namespace
}  // namespace modnn
