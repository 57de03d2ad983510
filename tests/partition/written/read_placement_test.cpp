#include "partition/written/read_placement.h"

#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Network two_convs() {
  const Conv conv{.outputs = 1, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
  return test::chain({1, 8, 8}, {conv, conv});
}

struct ReadBack {
  std::optional<Placement> placement;
  std::vector<std::string> problems;
};

ReadBack read(const std::string& text) {
  const Document document = parse_document(text, "plan.json");
  Problems problems;
  ReadBack back;
  back.placement = read_placement(Value(document, problems), two_convs(), test::cluster_of({1, 1}));
  back.problems = problems.lines();
  return back;
}

Plan planned(const Placement& placement) {
  PlanOptions options;
  options.partition.conv = "local";
  options.placement = std::make_shared<Placement>(placement);
  const Plan plan = make_plan(two_convs(), test::cluster_of({1, 1}), options);
  EXPECT_EQ(verify(two_convs(), plan, 4), std::vector<std::string>());
  return plan;
}

// The layer that is named is cut as it says, the other by its scheme.
TEST(ReadPlacement, NamedLayersAreCutAsItSays) {
  const ReadBack back = read(R"({"regions": {"layer2": {"worker1": {"rows": [0, 3]},
                                      "worker2": [{"rows": [3, 8], "cols": [0, 4]},
                                                  {"rows": [3, 8], "cols": [4, 8]}]}}})");
  ASSERT_EQ(back.problems, std::vector<std::string>());
  const Plan plan = planned(*back.placement);
  ASSERT_EQ(plan.stages.size(), 3U);
  ASSERT_EQ(plan.stages[0].tasks.size(), 1U);
  EXPECT_EQ(plan.stages[0].tasks[0].device, group_owner);
  ASSERT_EQ(plan.stages[1].tasks.size(), 2U);
  EXPECT_EQ(plan.stages[1].tasks[0].computes, (Region(Box{{0, 1}, {0, 3}, {0, 8}})));
  EXPECT_EQ(plan.stages[1].tasks[1].computes, (Region(Box{{0, 1}, {3, 8}, {0, 8}})));
}

// Rows 0-2 of the second layer depend on rows 0-3 of the first, rows 3-7 on rows 2-7: two are
// computed twice, and nothing moves in between.
TEST(ReadPlacement, NothingMovesInsideARun) {
  const ReadBack back =
      read(R"({"regions": {"layer2": {"worker1": {"rows": [0, 3]}, "worker2": {"rows": [3, 8]}}},
               "runs": [["layer1", "layer2"]]})");
  ASSERT_EQ(back.problems, std::vector<std::string>());
  const Plan plan = planned(*back.placement);
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_EQ(plan.stages[0].tasks[0].computes, (Region(Box{{0, 1}, {0, 4}, {0, 8}})));
  EXPECT_EQ(plan.stages[0].tasks[1].computes, (Region(Box{{0, 1}, {2, 8}, {0, 8}})));
  EXPECT_TRUE(plan.stages[0].tasks[1].owns.empty());
}

TEST(ReadPlacement, SaysWhereAPlanIsBroken) {
  const std::string halves = R"({"worker1": {"rows": [0, 4]}, "worker2": {"rows": [4, 8]}})";
  const std::tuple<std::string, const char*, const char*> broken[]{
      {R"({"regions": 3})", "/regions", "expected an object, got 3"},
      {R"({"regions": {"layer3": )" + halves + "}}", "/regions/layer3",
       "there is no layer \"layer3\""},
      {R"({"regions": {"input": )" + halves + "}}", "/regions/input",
       "the image is the group owner's"},
      {R"({"regions": {"layer1": {"worker3": {}}}})", "/regions/layer1/worker3",
       "there is no device \"worker3\""},
      {R"({"regions": {"layer1": {"worker1": {"row": [0, 8]}}}})", "/regions/layer1/worker1/row",
       "unknown key"},
      {R"({"regions": {"layer1": {"worker1": {"rows": [0, 8.5]}}}})",
       "/regions/layer1/worker1/rows/1", "expected an integer in [0, 8], got 8.5"},
      {R"({"regions": {"layer1": {"worker1": {"rows": [0, 5]}, "worker2": {"rows": [4, 8]}}}})",
       "/regions/layer1/worker2",
       "another device has [0:1, 4:5, 0:8] (channels, rows, columns) already"},
      {R"({"regions": {"layer1": {"worker1": {"rows": [0, 4]}, "worker2": {"rows": [5, 8]}}}})",
       "/regions/layer1",
       "nobody has [0:1, 4:5, 0:8] (channels, rows, columns), on which the result depends"},
      {R"({"regions": {"layer1": {}}})", "/regions/layer1", "nobody has [0:1, 0:8, 0:8]"},
      {R"({"runs": [["layer1"]]})", "/runs/0",
       "expected the names of the first and the last layer"},
      {R"({"runs": [["input", "layer2"]]})", "/runs/0/0", "expected a layer, got the image"},
      {R"({"runs": [["layer2", "layer1"]]})", "/runs/0", "the last layer comes before the first"},
      {R"({"runs": [["layer1", "layer2"], ["layer2", "layer2"]]})", "/runs/1",
       "expected a run of layers after those of the run before"},
      {R"({"runs": ["layer1"]})", "/runs/0", "expected a list, got \"layer1\""},
  };
  for (const auto& [text, place, sentence] : broken) {
    SCOPED_TRACE(text);
    const ReadBack back = read(text);
    EXPECT_FALSE(back.placement.has_value());
    ASSERT_FALSE(back.problems.empty());
    EXPECT_TRUE(
        back.problems[0].starts_with("plan.json:1: " + std::string(place) + ": " + sentence))
        << back.problems[0];
  }
}

}  // namespace
}  // namespace modnn
