#include "experiments/results/description.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "config/error.h"
#include "experiments/results/csv.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/identity.h"
#include "experiments/spec/points.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

/// Values that the key may have, other than the one that it has; what does not fit its neighbours
/// is refused when it is read.
std::vector<std::string> values_of(const Key& key, const nlohmann::json& now) {
  std::vector<std::string> values;
  switch (key.type) {
    case KeyType::word:
      values = key.words;
      break;
    case KeyType::boolean:
      values = {"true", "false"};
      break;
    case KeyType::integer:
      values = {"1", "2", "3", "20"};
      break;
    case KeyType::number:
      values = {"0.25", "0.5", "1", "2", "4", "64", "1234567.5", "1e9"};
      // The least change, which a rounded number would hide.
      if (now.is_number()) values.push_back(Json(now.get<double>() * (1 + 1e-15)).dump());
      break;
    default:
      break;
  }
  std::erase_if(values, [&now](const std::string& value) {
    return nlohmann::json(value) == now || nlohmann::json::parse(value, nullptr, false) == now;
  });
  return values;
}

struct Choice {
  std::string pointer;
  std::vector<std::string> values;
};

void collect(const Keys& keys, const std::string& above, const nlohmann::json& now,
             std::vector<Choice>& choices) {
  for (const Key& key : keys) {
    if (describes_the_whole(key.name) && above.empty()) continue;
    const std::string pointer = above + "/" + key.name;
    const nlohmann::json::json_pointer at(pointer);
    const auto values = values_of(key, now.contains(at) ? now[at] : nlohmann::json());
    // These need several of their keys: they are set as a whole below.
    const bool part = std::ranges::any_of(
        std::array{"/uplink/", "/link/", "/phy/"},
        [&](const char* whole) { return pointer.find(whole) != std::string::npos; });
    if (!values.empty() && !part) choices.push_back({pointer, values});
    if (key.inside == nullptr) continue;
    // One group of workers is there; lists of steps are set as a whole below.
    if (key.type != KeyType::list) collect(*key.inside, pointer, now, choices);
    if (key.name == "workers") collect(*key.inside, pointer + "/0", now, choices);
  }
}

void collect_model(std::vector<Choice>& choices) {
  choices.push_back({"/model", {"lenet300", "alexnet"}});
  choices.push_back({"/model/name", {"other", "vgg16"}});
  choices.push_back({"/model/input/channels", {"2", "3"}});
  choices.push_back({"/model/input/height", {"29", "32"}});
  choices.push_back({"/model/input/width", {"29", "32"}});
  choices.push_back({"/model/layers/0/name", {"other"}});
  choices.push_back({"/model/layers/0/outputs", {"6", "7", "21"}});
  choices.push_back({"/model/layers/0/kernel", {"3", "7", "[5, 3]"}});
  choices.push_back({"/model/layers/0/stride", {"2", "[2, 1]"}});
  choices.push_back({"/model/layers/0/padding", {"1", "2"}});
  choices.push_back({"/model/layers/0/dilation", {"2"}});
  choices.push_back({"/model/layers/0/activation", {"relu", "sigmoid"}});
  choices.push_back({"/model/layers/0/bias", {"false"}});
  choices.push_back({"/model/layers/1/kind", {"avg_pool"}});
  choices.push_back({"/model/layers/1/kernel", {"3"}});
  choices.push_back({"/model/layers/1/stride", {"1", "3"}});
  choices.push_back({"/model/layers/2/outputs", {"49", "51"}});
  choices.push_back({"/model/layers/2/groups", {"2", "10"}});
  choices.push_back({"/model/layers/5/outputs", {"499", "501"}});
  choices.push_back({"/model/layers/6/activation", {"relu"}});
  choices.push_back(
      {"/model/layers/5",
       {R"({"name": "fc1", "kind": "sparse_dense", "outputs": 500, "density": 0.1})",
        R"({"name": "fc1", "kind": "sparse_dense", "outputs": 500, "density": 0.2})",
        R"({"name": "fc1", "kind": "sparse_dense", "outputs": 500, "density": 0.1, "blocks": 4})"}});
}

std::vector<Choice> all_choices(const nlohmann::json& now) {
  std::vector<Choice> choices;
  collect(experiment_keys(), "", now, choices);
  collect_model(choices);
  choices.push_back({"/platform/name", {"a", "b"}});
  choices.push_back({"/platform/medium", {"wlan_n20_mcs3", "wlan_n20_mcs7"}});
  choices.push_back({"/platform/medium/name", {"air", "wlan_n20_mcs3"}});
  choices.push_back({"/platform/workers/0/device", {"nexus4", "raspberry_pi3"}});
  choices.push_back({"/platform/workers/0/device/name", {"mine", "nexus4"}});
  choices.push_back({"/platform/group_owner/device", {"nexus4", "htc_one"}});
  choices.push_back({"/platform/group_owner/device/name", {"mine", "yours"}});
  choices.push_back({"/platform/medium/efficiency", {"[1, 0.9]", "[0.8]"}});
  choices.push_back({"/platform/workers/0/uplink",
                     {R"({"bandwidth_bps": 1e8, "latency_s": 0.02})",
                      R"({"bandwidth_bps": 1e8, "latency_s": 0.03})",
                      R"({"bandwidth_bps": 2e8, "latency_s": 0.02})"}});
  choices.push_back(
      {"/platform/workers/0/link",
       {R"({"standard": "n", "mcs": 3})", R"({"standard": "ac", "mcs": 3})",
        R"({"standard": "n", "mcs": 4})", R"({"standard": "n", "mcs": 3, "width_mhz": 40})",
        R"({"standard": "n", "mcs": 3, "streams": 2})",
        R"({"standard": "n", "mcs": 3, "guard_interval_ns": 400})",
        R"({"standard": "n", "mcs": 3, "goodput_share": 0.5})",
        R"({"standard": "n", "path": {"distance_m": 5}})",
        R"({"standard": "n", "path": {"distance_m": 6}})",
        R"({"standard": "n", "path": {"distance_m": 5, "exponent": 2}})",
        R"({"standard": "n", "path": {"distance_m": 5, "reference_loss_db": 40}})",
        R"({"standard": "n", "path": {"distance_m": 5, "transmit_dbm": 20}})"}});
  choices.push_back({"/platform/medium/phy",
                     {R"({"mcs": 7, "channel_mhz": 20, "streams": 1, "distance_m": 5})",
                      R"({"mcs": 6, "channel_mhz": 20, "streams": 1, "distance_m": 5})",
                      R"({"mcs": 7, "channel_mhz": 40, "streams": 1, "distance_m": 5})",
                      R"({"mcs": 7, "channel_mhz": 20, "streams": 2, "distance_m": 5})",
                      R"({"mcs": 7, "channel_mhz": 20, "streams": 1, "distance_m": 6})"}});
  for (const char* steps : {"/platform/workers/0", "/platform/group_owner"})
    for (const char* of : {"", "/device"})
      choices.push_back(
          {fmt::format("{}{}/speed_profile", steps, of),
           {R"([{"from_s": 1, "speed_factor": 2}])", R"([{"from_s": 1, "speed_factor": 3}])",
            R"([{"from_s": 2, "speed_factor": 2}])"}});
  choices.push_back(
      {"/platform/workers",
       {"[]", "[{\"device\": \"nexus5\", \"count\": 2}, {\"device\": \"nexus5\", \"count\": 2}]"}});
  choices.push_back({"/partition/layers",
                     {R"({"fc1": "local"})", R"({"fc2": "local"})", R"({"conv1": "grid_2d"})"}});
  const std::string poisson = R"({"images": 3, "arrivals": {"kind": "poisson", "rate_per_s": 2})";
  choices.push_back(
      {"/workload",
       {poisson + "}", poisson + R"(, "in_flight": 2})", poisson + R"(, "deadline_s": 2})",
        poisson + R"(, "deadline_s": 3})", poisson + R"(, "sources": ["worker1"]})",
        poisson + R"(, "sources": ["worker1", "group_owner"]})",
        R"({"images": 4, "arrivals": {"kind": "poisson", "rate_per_s": 2}})",
        R"({"images": 3, "arrivals": {"kind": "poisson", "rate_per_s": 3}})",
        R"({"images": 3, "arrivals": {"kind": "periodic", "rate_per_s": 2}})",
        R"({"images": 3, "arrivals": {"kind": "burst", "rate_per_s": 2, "burst": 2}})",
        R"({"images": 3, "arrivals": {"kind": "burst", "rate_per_s": 2, "burst": 3}})",
        R"({"images": 3, "arrivals": {"kind": "trace", "times_s": [0, 1, 2]}})",
        R"({"images": 3, "arrivals": {"kind": "trace", "times_s": [0, 1, 3]}})"}});
  choices.push_back(
      {"/partition/pipeline",
       {R"([{"workers": [1]}])", R"([{"workers": [1, 2]}])", R"([{"workers": [0, 1]}])",
        R"([{"until": "conv1", "workers": [1]}, {"workers": [2]}])",
        R"([{"until": "pool1", "workers": [1]}, {"workers": [2]}])",
        R"([{"until": "pool1", "workers": [1], "conv": "grid_2d"}, {"workers": [2]}])",
        R"([{"until": "pool1", "workers": [1]}, {"workers": [2], "conv": "grid_2d"}])",
        R"([{"until": "pool1", "workers": [1]}, {"workers": [2], "dense": "input_split"}])",
        R"({"for": "throughput"})", R"({"for": "latency"})", R"({"for": "latency", "stages": 3})",
        R"({"for": "latency", "stages": 2})"}});
  choices.push_back(
      {"/events",
       {R"([{"at_s": 1, "leave": "worker1"}])", R"([{"at_s": 2, "leave": "worker1"}])",
        R"([{"at_s": 1, "leave": "worker2"}])", R"([{"at_s": 1, "stall": "worker1", "for_s": 2}])",
        R"([{"at_s": 1, "stall": "worker1", "for_s": 3}])",
        R"([{"at_s": 1, "rate_bps": {"worker1": 6e6}}])",
        R"([{"at_s": 1, "rate_bps": {"worker1": 7e6}}])",
        R"([{"at_s": 1, "join": {"device": "nexus5"}}])"}});
  choices.push_back({"/churn",
                     {R"({"mean_time_to_leave_s": 10})", R"({"mean_time_to_leave_s": 20})",
                      R"({"mean_time_to_leave_s": 20, "mean_time_to_return_s": 1})"}});
  choices.push_back({"/partition/conv", {"offload:conv2", "offload:fc1", "offload:input"}});
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
    for (const ResultColumn& column : point_columns()) text += csv_cell(row[column.name]) + ",";
    return text;
  }

  test::TemporaryFolder folder_;
};

TEST_F(Descriptions, HaveTheirColumnsAndNoOthers) {
  const Json row = describe_point(point({}).document(0));
  EXPECT_EQ(row.size(), point_columns().size());
  for (const ResultColumn& column : point_columns())
    EXPECT_TRUE(row.contains(column.name)) << column.name;
  EXPECT_EQ(row["devices"], "nexus5 + 4 x nexus5");
  EXPECT_EQ(row["baseline_device"], "nexus5");
  EXPECT_EQ(row["medium"], "wlan_40mbps");
  EXPECT_EQ(row["rates_bps"], "40000000");
  EXPECT_EQ(row["paging"], "overflow");
  EXPECT_EQ(row["compute_sigma"], 0);
  EXPECT_EQ(row["settings"], "");
}

TEST_F(Descriptions, SayWhatALinkIsWorth) {
  const Json none = describe_point(point({}).document(0));
  EXPECT_TRUE(none["links"].is_null());
  // 10 m: 16.02 - 46.68 - 30 = -60.7 dBm, of which MCS 7 needs -64 (802.11n) and MCS 8 -59 (ax).
  const Setting link{
      "/platform/workers",
      R"([{"device": "nexus5", "link": {"standard": "n", "path": {"distance_m": 10}}},
                         {"device": "nexus5", "rate_bps": 1e6},
                         {"device": "nexus5", "link": {"standard": "ax", "mcs": 11, "streams": 2,
                                                       "width_mhz": 80, "goodput_share": 0.5}},
                         {"device": "nexus5", "uplink": {"bandwidth_bps": 1e8}}])"};
  const Json row = describe_point(point({link}).document(0));
  EXPECT_EQ(row["rates_bps"], "53300000 + 1000000 + 600490196.0784314 + uplink");
  EXPECT_EQ(row["links"],
            "n 20 MHz 1 x MCS 7: 65000000 bit/s + none + ax 80 MHz 2 x MCS 11: 1200980392 bit/s + "
            "none");
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
  EXPECT_EQ(settings("/partition/kinds/max_pool", "local"), "/partition/kinds/max_pool=local");
  EXPECT_EQ(settings("/model/name", "mine").substr(0, 8), "/model=#");
  EXPECT_EQ(
      describe_point(point({{"/platform/workers/0/device", "nexus4"}}).document(0))["devices"],
      "nexus5 + 4 x nexus4");
}

/// Lines of points, of which two are alike where and only where the points are the same.
class Told {
 public:
  void add(const std::string& id, const std::string& line, const std::string& what) {
    const auto [by_line, new_line] = lines_.emplace(line, std::pair(id, what));
    EXPECT_EQ(by_line->second.first, id)
        << what << " and " << by_line->second.second << " cannot be told apart: " << line;
    const auto [by_id, new_id] = ids_.emplace(id, line);
    EXPECT_EQ(by_id->second, line) << what << " is one point with two descriptions";
  }
  std::size_t points() const { return ids_.size(); }

 private:
  std::map<std::string, std::pair<std::string, std::string>> lines_;
  std::map<std::string, std::string> ids_;
};

std::string text_of(const std::vector<Setting>& settings) {
  std::string text;
  for (const Setting& setting : settings) text += " " + setting.pointer + "=" + setting.value;
  return text;
}

/// Every key can be changed by itself, is then another point, and is told by a column.
TEST_F(Descriptions, TellEveryKeyApart) {
  Told told;
  const Sweep usual = point({});
  told.add(usual.id(0), line(usual), "the catalogue's");
  // A packet-level cell needs a measured medium beside it, and who returns must have left.
  const std::set<std::string> not_alone{"/fidelity", "/churn/mean_time_to_return_s"};
  for (const Choice& choice : all_choices(point_form(usual.document(0)))) {
    std::size_t others = 0;
    for (const std::string& value : choice.values) {
      try {
        const Sweep sweep = point({{choice.pointer, value}});
        told.add(sweep.id(0), line(sweep), text_of({{choice.pointer, value}}));
        if (sweep.id(0) != usual.id(0)) ++others;
      } catch (const InputError&) {
        // This value does not fit the others.
      }
    }
    // What is printed of a plan follows from its stages, and nothing is read from it; nor is a key
    // of a workload or of a pipeline, of which some must be there.
    const bool not_read = choice.pointer.starts_with("/partition/plan/") ||
                          choice.pointer.starts_with("/partition/pipeline/") ||
                          choice.pointer.starts_with("/workload/");
    if (not_read || not_alone.contains(choice.pointer)) continue;
    EXPECT_GT(others, 0U) << choice.pointer << ": no value makes another point";
  }
}

/// Result sets of any two experiments, put together, differ in a column of every row that only one
/// of them has.
TEST_F(Descriptions, TellRandomPairsApart) {
  const std::vector<Choice> choices = all_choices(point_form(point({}).document(0)));
  std::mt19937 random(1);
  const auto draw = [&random](std::size_t n) { return random() % n; };
  const auto draw_settings = [&] {
    std::vector<Setting> settings;
    const std::size_t count = 1 + draw(4);
    for (std::size_t i = 0; i < count; ++i) {
      const Choice& choice = choices[draw(choices.size())];
      settings.push_back({choice.pointer, choice.values[draw(choice.values.size())]});
    }
    return settings;
  };
  Told told;  // of all pairs: any two of them are a pair as well
  int pairs = 0;
  for (int drawn = 0; pairs < 60 && drawn < 2000; ++drawn) {
    const auto one = draw_settings();
    auto other = draw_settings();
    // Half of the pairs differ in one value only.
    if (drawn % 2 == 0) other.insert(other.begin(), one.begin(), one.end());
    try {
      const Sweep first = point(one);
      const Sweep second = point(other);
      told.add(first.id(0), line(first), text_of(one));
      told.add(second.id(0), line(second), text_of(other));
      if (first.id(0) != second.id(0)) ++pairs;
    } catch (const InputError&) {
      // These values do not fit together.
    }
  }
  EXPECT_GE(pairs, 60);
  EXPECT_GT(told.points(), 80U);
}

}  // namespace
}  // namespace modnn
