#include "partition/written/read_stages.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "partition/plan/footprint.h"
#include "partition/plan/plan_json.h"
#include "partition/plan/planner.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

struct ReadBack {
  std::optional<std::vector<Stage>> stages;
  std::vector<std::string> problems;
};

ReadBack read_back(const Json& json, const test::RandomCase& c) {
  const Document document = parse_document(json.dump(1), "plan.json");
  Problems problems;
  ReadBack back;
  back.stages = read_stages(Value(document, problems), c.network, c.cluster, c.options, c.patterns);
  back.problems = problems.lines();
  return back;
}

// Whatever the network, the schemes and the delivery, a plan that is printed is read as it was.
TEST(ReadStages, ReadsWhatIsPrinted) {
  std::mt19937 random(11);
  for (int i = 0; i < 150; ++i) {
    SCOPED_TRACE(i);
    test::RandomCase c = test::random_case(random);
    const Plan plan = c.plan();
    // What a plan may cut is known of every sparse layer.
    c.patterns = weight_patterns(c.network, {}, c.seed, c.cluster.workers());
    const Json printed = plan_json(c.network, c.cluster, plan);
    const ReadBack back = read_back(printed, c);
    ASSERT_EQ(back.problems, std::vector<std::string>());
    Plan again{plan.devices, *back.stages, {}};
    plan_memory(c.network, c.cluster, again);
    ASSERT_EQ(plan_json(c.network, c.cluster, again).dump(), printed.dump());
    for (std::size_t s = 0; s < plan.stages.size(); ++s)
      for (std::size_t t = 0; t < plan.stages[s].tasks.size(); ++t)
        ASSERT_EQ(plan.stages[s].tasks[t].work.bytes, again.stages[s].tasks[t].work.bytes);
  }
}

/// Two 3x3 layers of one channel on an 8 x 8 image, on two workers: the image's rows 0-4 and 3-7 go
/// out, then a row each way through the group owner, then 4 rows each return.
test::RandomCase two_convs() {
  test::RandomCase c;
  const Conv conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  c.network = test::chain({1, 8, 8}, {conv, conv});
  c.cluster = test::cluster_of({1, 1});
  return c;
}

// Who writes a plan by hand names devices and regions; the rest follows.
TEST(ReadStages, NeedsNoMoreThanRegionsAndMessages) {
  const test::RandomCase c = two_convs();
  Json json = plan_json(c.network, c.cluster, c.plan());
  for (Json& stage : json["stages"]) {
    for (Json& message : stage["messages"]) message.erase("bytes");
    for (Json& task : stage["tasks"])
      task = {{"device", task["device"]}, {"computes", {{"rows", task["computes"][0]["rows"]}}}};
  }
  const ReadBack back = read_back(json, c);
  ASSERT_EQ(back.problems, std::vector<std::string>());
  // 4 rows of 8 values of 9 products; of the image 5 rows of 8 values.
  EXPECT_EQ((*back.stages)[0].tasks[0].work.macs, 288);
  EXPECT_EQ((*back.stages)[0].tasks[0].reads[0].region.elements(), 40);
  EXPECT_EQ((*back.stages)[0].messages[0].bytes, 160);
}

struct Broken {
  const char* what;
  Json changes;  ///< a JSON patch
  const char* place;
  const char* sentence;
};

Json put(const char* path, const Json& value) {
  return {{"op", "add"}, {"path", path}, {"value", value}};
}
Json gone(const char* path) { return {{"op", "remove"}, {"path", path}}; }

const std::vector<Broken>& broken_plans() {
  static const std::vector<Broken> plans{
      {"no list", {put("/stages", 3)}, "/stages", "expected a list, got 3"},
      {"no layer", {gone("/stages/1/layer")}, "/stages/1", "missing key \"layer\": of the model"},
      {"unknown layer",
       {put("/stages/0/layer", "lare1")},
       "/stages/0/layer",
       "there is no layer \"lare1\""},
      {"the image",
       {put("/stages/0/layer", "input")},
       "/stages/0/layer",
       "expected a layer, got the image"},
      {"unknown key",
       {put("/stages/0/tasks/0/devcie", "worker1")},
       "/stages/0/tasks/0/devcie",
       "unknown key"},
      {"no device",
       {gone("/stages/0/tasks/0/device")},
       "/stages/0/tasks/0",
       "missing key \"device\": who computes"},
      {"unknown device",
       {put("/stages/0/tasks/0/device", "phone")},
       "/stages/0/tasks/0/device",
       "there is no device \"phone\""},
      {"unknown operation",
       {put("/stages/0/tasks/0/operation", "cook")},
       "/stages/0/tasks/0/operation",
       "expected one of \"compute\", \"sum_of_products\", \"add_up\""},
      {"beyond the map",
       {put("/stages/0/tasks/0/computes/0/rows", {0, 9})},
       "/stages/0/tasks/0/computes/0/rows/1",
       "expected an integer in [0, 8], got 9"},
      {"nothing",
       {put("/stages/0/tasks/0/computes/0/cols", {4, 4})},
       "/stages/0/tasks/0/computes/0/cols",
       "expected [begin, end] with begin < end, got [4,4]"},
      {"one end",
       {put("/stages/0/tasks/0/owns/0/channels", Json::array({0}))},
       "/stages/0/tasks/0/owns/0/channels",
       "expected [begin, end], got [0]"},
      {"boxes that overlap",
       {put("/stages/0/tasks/0/computes", {{{"rows", {0, 3}}}, {{"rows", {2, 4}}}})},
       "/stages/0/tasks/0/computes",
       "expected boxes that do not overlap"},
      {"to itself",
       {put("/stages/0/messages/0/destination", "group_owner")},
       "/stages/0/messages/0",
       "a message names a device or region that does not exist"},
      {"unknown map",
       {put("/stages/0/messages/0/pieces/0/tensor", "image")},
       "/stages/0/messages/0/pieces/0/tensor",
       "there is no layer \"image\""},
      {"an empty message",
       {put("/stages/0/messages/0/pieces", Json::array())},
       "/stages/0/messages/0/pieces",
       "expected at least one piece, got []"},
      {"a later message",
       {put("/stages/1/messages/1/after", {3})},
       "/stages/1/messages/1",
       "layer layer2, device 0: a message waits for one that cannot come"},
      {"a lost message",
       {gone("/stages/0/messages/1")},
       "/stages/0/tasks/1",
       "layer layer1, device 2: lacks a part of input"},
      {"what it lacks",
       {put("/stages/1/messages/0/pieces/0/region/rows", {3, 4})},
       "/stages/1/messages/0",
       "layer layer2, device 2: sends a part of layer1 that it does not hold"},
      {"half of what it reads",
       {put("/stages/0/tasks/0/reads/0/regions/0/rows", {0, 4})},
       "/stages/0/tasks/0",
       "layer layer1, device 1: does not say all that it reads"},
      {"two owners",
       {put("/stages/0/messages/0/pieces/0/region/rows", {0, 6}), gone("/stages/0/tasks/0/reads"),
        put("/stages/0/tasks/0/computes/0/rows", {0, 5}),
        put("/stages/0/tasks/0/owns/0/rows", {0, 5})},
       "/stages/0",
       "layer layer1: two devices own the same outputs"},
      {"no owner",
       {gone("/stages/0/tasks/1")},
       "/stages/0",
       "layer layer1: not every output is computed"},
      {"more than it computes",
       {put("/stages/0/tasks/0/owns/0/rows", {0, 5})},
       "/stages/0/tasks/0",
       "layer layer1, device 1: owns what it does not compute"},
      {"more than it needs",
       {put("/stages/1/tasks/0/owns/0/rows", {0, 3}),
        put("/stages/2/messages/0/pieces/0/region/rows", {0, 3})},
       "/stages/1/tasks/0",
       "layer layer2, device 1: computes what nobody needs of it"},
      {"the result stays",
       {gone("/stages/2")},
       "/stages",
       "the result does not end at the group owner"},
      {"two things at once",
       {put("/stages/0/tasks/1/operation", "add_up")},
       "/stages/0/tasks/1",
       "layer layer1: tasks of one stage do different things"},
      {"nothing to add up",
       {put("/stages/0/tasks/0/operation", "add_up"), put("/stages/0/tasks/1/operation", "add_up")},
       "/stages/0",
       "layer layer1: no partial sums to add up"},
      {"sums of nothing",
       {put("/stages/0/tasks/0/operation", "sum_of_products"), gone("/stages/0/tasks/0/reads")},
       "/stages/0/tasks/0",
       "missing key \"reads\": what sum_of_products takes cannot be told from the outputs"},
      {"a relay of something else",
       {put("/stages/1/messages/3/after", {0, 2})},
       "/stages/1/messages/3",
       "layer layer2: a relay forwards something else than what it comes after"},
      {"nonzeros of a full layer",
       {put("/stages/0/nonzeros", "0*4")},
       "/stages/0/nonzeros",
       "expected none, as the layer is not sparse"},
      {"other products",
       {put("/stages/0/tasks/0/macs", 287)},
       "/stages/0/tasks/0/macs",
       "expected 288.0, as follows from the regions (it may be left out), got 287"},
      {"another box",
       {put("/stages/0/tasks/1/output/rows", {3, 8})},
       "/stages/0/tasks/1/output",
       "expected {\"channels\":[0,1],\"rows\":[4,8],\"cols\":[0,8]}, as follows from the regions"},
      {"other bytes",
       {put("/stages/0/messages/0/bytes", 7)},
       "/stages/0/messages/0/bytes",
       "expected 4, 2 or 1 for each of 40 values (it may be left out), got 7"},
  };
  return plans;
}

TEST(ReadStages, SaysWhereAPlanIsBroken) {
  const test::RandomCase c = two_convs();
  const Json whole = plan_json(c.network, c.cluster, c.plan());
  for (const Broken& broken : broken_plans()) {
    SCOPED_TRACE(broken.what);
    const ReadBack back = read_back(whole.patch(broken.changes), c);
    EXPECT_FALSE(back.stages.has_value());
    const std::string text = ": " + std::string(broken.place) + ": " + broken.sentence;
    const auto says = [&text](const std::string& line) {
      return line.starts_with("plan.json:") && line.find(text) != line.npos;
    };
    EXPECT_TRUE(std::ranges::any_of(back.problems, says)) << testing::PrintToString(back.problems);
  }
}

// Two devices that each send the other something only when they have got all of this stage.
TEST(ReadStages, MessagesDoNotWaitForEachOther) {
  test::RandomCase c = two_convs();
  c.options.mode = DeliveryMode::map_reduce;
  // Worker 1 has its half of the image before, and worker 2: both wait for the other's message.
  Plan plan = c.plan();
  Stage& stage = plan.stages[1];
  ASSERT_EQ(stage.messages.size(), 4U);  // two gathered, two handed out after them
  ASSERT_FALSE(stage.messages[2].after.empty());
  const Piece own{{1}, Box{{0, 1}, {0, 1}, {0, 8}}};
  // Worker 1 returns a row more, but only after it has what the group owner hands out at the end.
  stage.messages.push_back({1, 0, Purpose::gather, {own}, 32, {2}, false});
  const ReadBack back = read_back(plan_json(c.network, c.cluster, plan), c);
  ASSERT_FALSE(back.problems.empty());
  EXPECT_NE(
      back.problems[0].find("/stages/1/messages/2: layer layer2: messages wait for each other"),
      std::string::npos)
      << back.problems[0];
}

TEST(ReadStages, WhoMultipliesWhatFitsTheMatrix) {
  test::RandomCase c;
  c.network = test::chain({8, 1, 1}, {SparseDense{.outputs = 4, .density = 0.5}});
  c.cluster = test::cluster_of({1, 1});
  c.options.partition.dense = "mscc+fgcp";
  c.patterns = weight_patterns(c.network, c.options.partition, c.seed, 2);
  Json json = plan_json(c.network, c.cluster, c.plan());
  ASSERT_EQ(read_back(json, c).problems, std::vector<std::string>());
  // 4 rows of 8 columns, of which half are there.
  const std::pair<const char*, const char*> texts[]{
      {"1*15", "expected who multiplies each of the layer's 16 nonzeros, got 15"},
      {"1*10 2*8", "expected who multiplies each of the layer's 16 nonzeros, got 18"},
      {"3*16", "expected pairs such as \"1*120 2*80\" of devices below 3"},
      {"1*8;2*8", "got \";2*8\" at character 3"},
      {"", "nonzeros, got 0"}};
  for (const auto& [text, sentence] : texts) {
    json["stages"][0]["nonzeros"] = text;
    const ReadBack back = read_back(json, c);
    ASSERT_FALSE(back.problems.empty()) << text;
    EXPECT_NE(back.problems[0].find(": /stages/0/nonzeros: "), std::string::npos);
    EXPECT_NE(back.problems[0].find(sentence), std::string::npos) << back.problems[0];
  }
}

}  // namespace
}  // namespace modnn
