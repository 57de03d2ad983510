#include "sim/experiment/description.h"

#include <gtest/gtest.h>
#include <random>

#include "config/error.h"
#include "sim/experiment/csv.h"
#include "sim/experiment/experiment_keys.h"
#include "sim/experiment/points.h"
#include "tests/sim/experiment/temporary_folder.h"

namespace modnn {
namespace {

/// Values that the key may have; what does not fit its neighbours is refused when it is read.
std::vector<std::string> values_of(const Key& key) {
  switch (key.type) {
    case KeyType::word:
      return key.words;
    case KeyType::boolean:
      return {"true", "false"};
    case KeyType::integer:
      return {"1", "2", "3", "20"};
    case KeyType::number:
      return {"0.25", "0.5", "1", "2", "4", "1234567.5", "1e9"};
    default:
      return {};
  }
}

struct Choice {
  std::string pointer;
  std::vector<std::string> values;
};

void collect(const Keys& keys, const std::string& above, std::vector<Choice>& choices) {
  for (const Key& key : keys) {
    if (describes_the_whole(key.name) && above.empty()) continue;
    const std::string pointer = above + "/" + key.name;
    const auto values = values_of(key);
    if (!values.empty()) choices.push_back({pointer, values});
    if (key.inside == nullptr) continue;
    // One group of workers is there; lists of steps are set as a whole below.
    if (key.type != KeyType::list) collect(*key.inside, pointer, choices);
    if (key.name == "workers") collect(*key.inside, pointer + "/0", choices);
  }
}

std::vector<Choice> all_choices() {
  std::vector<Choice> choices;
  collect(experiment_keys(), "", choices);
  choices.push_back({"/model", {"lenet5", "lenet300", "alexnet"}});
  choices.push_back({"/model/name", {"lenet5", "other"}});
  choices.push_back({"/model/layers/0/outputs", {"6", "7", "20"}});
  choices.push_back({"/platform/name", {"a", "b"}});
  choices.push_back({"/platform/medium", {"wlan_40mbps", "wlan_n20_mcs7"}});
  choices.push_back({"/platform/workers/0/device", {"nexus4", "raspberry_pi3"}});
  choices.push_back({"/platform/group_owner/device", {"nexus4", "htc_one"}});
  choices.push_back({"/platform/group_owner/device/name", {"mine", "yours"}});
  choices.push_back({"/platform/medium/efficiency", {"[1, 0.9]", "[0.8]"}});
  choices.push_back(
      {"/platform/workers/0/speed_profile", {"[{\"from_s\": 1, \"speed_factor\": 2}]", "[]"}});
  choices.push_back(
      {"/platform/workers",
       {"[]", "[{\"device\": \"nexus5\", \"count\": 2}, {\"device\": \"nexus5\", \"count\": 2}]"}});
  choices.push_back({"/partition/layers", {"{}", "{\"fc1\": \"local\"}"}});
  return choices;
}

class Descriptions : public testing::Test {
 protected:
  Descriptions() {
    test::write_text(folder_ / "e.json",
                     R"({"name": "e", "model": "lenet5", "platform": "nexus5_wlan"})");
  }
  Sweep point(const std::vector<Setting>& settings) const {
    return Sweep((folder_ / "e.json").string(), settings);
  }
  /// The line of summary.csv, without its id.
  static std::string line(const Sweep& sweep) {
    const Json row = describe_point(sweep.document(0));
    std::string text;
    for (const std::string& column : point_columns()) text += csv_cell(row[column]) + ",";
    return text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(Descriptions, HaveTheirColumnsAndNoOthers) {
  const Json row = describe_point(point({}).document(0));
  EXPECT_EQ(row.size(), point_columns().size());
  for (const std::string& column : point_columns()) EXPECT_TRUE(row.contains(column)) << column;
  EXPECT_EQ(row["devices"], "nexus5 + 4 x nexus5");
  EXPECT_EQ(row["baseline_device"], "nexus5");
  EXPECT_EQ(row["medium"], "wlan_40mbps");
  EXPECT_EQ(row["rates_bps"], "40000000");
  EXPECT_EQ(row["paging"], "overflow");
  EXPECT_EQ(row["compute_sigma"], 0);
  EXPECT_EQ(row["settings"], "");
}

TEST_F(Descriptions, SayWhatWasChangedInAnEntry) {
  const auto settings = [this](const std::string& pointer, const std::string& value) {
    return describe_point(point({{pointer, value}}).document(0))["settings"].get<std::string>();
  };
  EXPECT_EQ(settings("/platform/workers/0/device", "nexus4"), "");
  EXPECT_EQ(settings("/platform/workers/0/speed_factor", "0.5"),
            "/platform/workers/0/speed_factor=0.5");
  EXPECT_EQ(settings("/platform/medium/beacon_interval_s", "1"),
            "/platform/medium/beacon_interval_s=1");
  EXPECT_EQ(settings("/partition/layers/fc1", "local"), "/partition/layers/fc1=local");
  EXPECT_EQ(settings("/model/name", "mine").substr(0, 8), "/model=#");
  EXPECT_EQ(
      describe_point(point({{"/platform/workers/0/device", "nexus4"}}).document(0))["devices"],
      "nexus5 + 4 x nexus4");
}

/// Any two points with different ids, put into one table, differ in a column.
TEST_F(Descriptions, TellAnyTwoPointsApart) {
  const std::vector<Choice> choices = all_choices();
  std::mt19937 random(1);
  const auto draw = [&random](std::size_t n) { return random() % n; };
  std::map<std::string, std::string> ids;  // by line
  std::size_t readable = 0;
  const auto add = [&](const std::vector<Setting>& settings) {
    try {
      const Sweep sweep = point(settings);
      const auto [place, is_new] = ids.emplace(line(sweep), sweep.id(0));
      EXPECT_EQ(place->second, sweep.id(0))
          << settings.back().pointer << settings.back().value << "\n"
          << place->first;
      ++readable;
    } catch (const InputError&) {
      // These values do not fit together.
    }
  };
  for (const Choice& choice : choices) {
    for (const std::string& value : choice.values) add({{choice.pointer, value}});
  }
  for (int pair = 0; pair < 100; ++pair) {
    std::vector<Setting> settings;
    for (std::size_t i = 0; i < 2 + draw(3); ++i) {
      const Choice& choice = choices[draw(choices.size())];
      settings.push_back({choice.pointer, choice.values[draw(choice.values.size())]});
    }
    add(settings);
  }
  EXPECT_GT(readable, 150U);
  EXPECT_GT(ids.size(), 100U);
}

}  // namespace
}  // namespace modnn
