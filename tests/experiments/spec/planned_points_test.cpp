#include "experiments/spec/planned_points.h"

#include <gtest/gtest.h>

#include "experiments/run/notes.h"
#include "tests/config/temporary_folder.h"

namespace modnn {
namespace {

constexpr const char* sparse_model =
    R"("model": {"name": "s", "input": {"channels": 16, "height": 1, "width": 1},
       "layers": [{"name": "f", "kind": "sparse_dense", "outputs": 16, "density": 0.25}]})";

class PlannedPoints : public testing::Test {
 protected:
  Sweep sweep(const std::string& more, const std::string& model = R"("model": "lenet5")") {
    test::write_text(folder_ / "e.json",
                     R"({"name": "e", "platform": "nexus5_wlan", )" + model + ", " + more + "}");
    return Sweep((folder_ / "e.json").string(), {});
  }

  test::TemporaryFolder folder_;
};

struct Expected {
  const char* axes;
  std::size_t points;
  std::size_t plans;
};

TEST_F(PlannedPoints, ShareAPlanWhereNoPlannerSeesTheDifference) {
  const std::vector<Expected> table{
      {R"("seed": 1)", 1, 1},
      {R"("sweep": {"/seed": [1, 2, 3, 4, 5]})", 5, 1},
      {R"("replications": 100000)", 100000, 1},
      {R"("sweep": {"/noise/compute_sigma": [0, 0.1], "/seed": [1, 2]})", 4, 1},
      {R"("sweep": {"/noise": [{}, {"compute_sigma": 0.1}]})", 2, 1},
      {R"("sweep": {"/tolerance": [1e-3, 1e-4]}, "replications": 3)", 6, 1},
      {R"("sweep": {"/platform/group_owner/device/power/idle_w": [0.1, 0.2]})", 2, 1},
      {R"("sweep": {"/platform/workers/0/count": [1, 2, 3], "/seed": [1, 2]})", 6, 3},
      {R"("sweep": {"/seed": [1, 2], "/platform/workers/0/count": [1, 2, 3]})", 6, 3},
      {R"("sweep": {"/partition/conv": ["bodp", "grid_2d", "bodp"]})", 3, 2},
      {R"("zip": [{"/seed": 1, "/delivery/via": "peer"}, {"/seed": 2, "/delivery/via": "peer"},
                  {"/seed": 1, "/delivery/via": "group_owner"}])",
       3, 2},
      {R"("sweep": {"/model": ["lenet5", "lenet300"], "/seed": [1, 2]})", 4, 4},
  };
  for (const Expected& expected : table) {
    const Sweep points = sweep(expected.axes);
    const auto plans = shared_plans(points);
    EXPECT_EQ(points.size(), expected.points) << expected.axes;
    EXPECT_EQ(plans.size(), expected.plans) << expected.axes;
    std::size_t sum = 0;
    for (const SharedPlan& plan : plans) sum += plan.points;
    EXPECT_EQ(sum, points.size()) << expected.axes;
  }
}

TEST_F(PlannedPoints, OfASparseLayerDifferWithTheSeed) {
  EXPECT_EQ(shared_plans(sweep(R"("sweep": {"/seed": [1, 2, 3]})", sparse_model)).size(), 3U);
  EXPECT_EQ(shared_plans(sweep(R"("replications": 4)", sparse_model)).size(), 4U);
}

TEST_F(PlannedPoints, StandForPointsWithTheSamePlan) {
  const Sweep points = sweep(R"("sweep": {"/noise/compute_sigma": [0, 0.1],
    "/platform/workers/0/count": [1, 2], "/seed": [3, 4]}, "replications": 2)");
  const auto plans = shared_plans(points);
  ASSERT_EQ(plans.size(), 2U);
  for (std::size_t index = 0; index < points.size(); ++index) {
    const Experiment experiment = points.read(index);
    const Plan plan = plan_experiment(experiment, planned_network(experiment));
    const bool first =
        experiment.cluster.workers() == points.read(plans[0].first).cluster.workers();
    const Experiment stands = points.read(plans[first ? 0 : 1].first);
    EXPECT_TRUE(same_plan(plan, plan_experiment(stands, planned_network(stands)))) << index;
  }
}

}  // namespace
}  // namespace modnn
