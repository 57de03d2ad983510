// Pipelines: who computes what, what is handed on, and that those that are searched are the best.
#include "partition/plan/pipeline.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <limits>

#include "partition/plan/cost.h"
#include "partition/plan/find_pipeline.h"
#include "partition/plan/footprint.h"
#include "partition/plan/source_plan.h"
#include "partition/verify/verify.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

/// An image of 4 x 4 through two 1x1 convolutions: 16 values, 64 bytes a map.
Network two_convolutions() {
  return test::chain({1, 4, 4}, std::vector<LayerKind>(2, Conv{.outputs = 1, .bias = false}));
}

/// "source>destination bytes" of a stage's messages.
std::vector<std::string> messages(const Stage& stage) {
  std::vector<std::string> texts;
  for (const Message& message : stage.messages)
    texts.push_back(std::to_string(message.source) + ">" + std::to_string(message.destination) +
                    " " + std::to_string(static_cast<int>(message.bytes)));
  return texts;
}

std::vector<DeviceId> computing(const Stage& stage) {
  std::vector<DeviceId> devices;
  for (const Task& task : stage.tasks) devices.push_back(task.device);
  return devices;
}

using Texts = std::vector<std::string>;
using Devices = std::vector<DeviceId>;

// Two rows of the map for each of workers 1 and 2; worker 3 needs all four.
TEST(Pipeline, EveryStageHasItsDevices) {
  PlanOptions options;
  options.partition.pipeline = {{{1, 1}, {1, 2}}, {{2, 2}, {3}}};
  options.via = Via::peer;
  const Network network = two_convolutions();
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 1}), options);
  ASSERT_EQ(plan.stages.size(), 3U);
  EXPECT_EQ(computing(plan.stages[0]), (Devices{1, 2}));
  EXPECT_EQ(computing(plan.stages[1]), (Devices{3}));
  EXPECT_EQ(messages(plan.stages[0]), (Texts{"0>1 32", "0>2 32"}));
  EXPECT_EQ(messages(plan.stages[1]), (Texts{"1>3 32", "2>3 32"}));
  EXPECT_EQ(messages(plan.stages[2]), (Texts{"3>0 64"}));
}

// Through the group owner the map is gathered once and sent on in one message for every device.
TEST(Pipeline, TheGroupOwnerHandsOn) {
  PlanOptions options;
  options.partition.pipeline = {{{1, 1}, {1, 2}}, {{2, 2}, {3, 4}}};
  const Plan plan = make_plan(two_convolutions(), test::cluster_of({1, 1, 1, 1}), options);
  EXPECT_EQ(messages(plan.stages[1]), (Texts{"1>0 32", "2>0 32", "0>3 32", "0>4 32"}));
}

TEST(Pipeline, TheGroupOwnerMayBeAStage) {
  PlanOptions options;
  options.partition.pipeline = {{{1, 1}, {0}}, {{2, 2}, {1}}};
  const Plan plan = make_plan(two_convolutions(), test::cluster_of({1}), options);
  ASSERT_EQ(plan.stages.size(), 3U);
  EXPECT_EQ(computing(plan.stages[0]), Devices{0});
  EXPECT_EQ(messages(plan.stages[0]), Texts{});
  EXPECT_EQ(messages(plan.stages[1]), Texts{"0>1 64"});
  EXPECT_EQ(messages(plan.stages[2]), Texts{"1>0 64"});
}

// What is not cut is not the group owner's, who has no part in the stage; a layer that works
// element by element is cut anew where a stage begins with it.
TEST(Pipeline, ItsFastestDeviceHasWhatIsNotCut) {
  PlanOptions options;
  options.via = Via::peer;
  options.partition.pipeline = {{{1, 1}, {1}}, {{2, 4}, {2, 3}}};
  const Network network =
      test::chain({1, 4, 4}, {Conv{.outputs = 1, .bias = false}, Activate{}, Flatten{}, Softmax{}});
  const Plan plan = make_plan(network, test::cluster_of({1, 1, 3}), options);
  EXPECT_EQ(computing(plan.stages[1]), (Devices{2, 3}));
  EXPECT_EQ(messages(plan.stages[1]), (Texts{"1>2 16", "1>3 48"}));
  EXPECT_EQ(computing(plan.stages[2]), Devices{3});
  EXPECT_EQ(messages(plan.stages[2]), Texts{"2>3 16"});
  EXPECT_EQ(computing(plan.stages[3]), Devices{3});
}

TEST(Pipeline, WhereAllOfAStageAreGoneTheGroupOwnerComputes) {
  PlanOptions options;
  options.partition.pipeline = {{{1, 1}, {1}}, {{2, 2}, {2}}};
  const Network network = two_convolutions();
  Situation start = beginning(network, 3);
  start.present = {0, 1};
  const Plan plan = plan_from(start, network, test::cluster_of({1, 1}), options);
  EXPECT_EQ(computing(plan.stages[0]), Devices{1});
  EXPECT_EQ(computing(plan.stages[1]), Devices{0});
}

// conv1 -> conv2 -> add(conv1, conv2) -> conv3
TEST(Pipeline, AStageEndsWhereOneMapGoesOn) {
  Network network = test::chain({1, 4, 4}, std::vector<LayerKind>(2, Conv{.outputs = 1}));
  test::append(network, "add", Add{}, {1, 2});
  test::append(network, "conv3", Conv{.outputs = 1}, {3});
  EXPECT_TRUE(can_end_stage(network, 1));
  EXPECT_FALSE(can_end_stage(network, 2));
  EXPECT_TRUE(can_end_stage(network, 3));
}

TEST(Pipeline, IsRightForRandomNetworksAndSchemes) {
  std::mt19937 random(17);
  std::size_t stages = 0;
  for (int round = 0; round < 300; ++round) {
    test::RandomCase c = test::random_case(random);
    test::make_pipeline(c, random);
    stages = std::max(stages, c.options.partition.pipeline.size());
    const auto source = static_cast<DeviceId>(random() % c.cluster.members.size());
    const Plan plan = make_plan_from(source, c.network, c.cluster, c.options, c.patterns);
    const auto wrong = verify_from(beginning(c.network, c.cluster.size(), source), c.network, plan,
                                   c.options.bytes_per_value, c.patterns);
    ASSERT_EQ(wrong, Texts{}) << round;
    // Partial sums are added up by the group owner, who keeps what follows element by element. The
    // schemes that split weights gather some maps there, too.
    const bool sums = std::ranges::any_of(plan.stages, [](const Stage& stage) {
      return !stage.tasks.empty() && stage.tasks[0].operation != Operation::compute;
    });
    const auto gathers = [&c](LayerId layer) {
      const PartitionSpec spec = stage_spec(c.options.partition, layer);
      return std::ranges::any_of(std::array{"lop", "lip", "samos"}, [&spec](const char* scheme) {
        const auto has = [scheme](const auto& own) { return own.second == scheme; };
        return spec.conv == scheme || std::ranges::any_of(spec.layers, has) ||
               std::ranges::any_of(spec.kinds, has);
      });
    };
    for (const Stage& stage : plan.stages) {
      const PipelineStage& of = *stage_of(c.options.partition, stage.layer);
      for (const Task& task : stage.tasks)
        EXPECT_TRUE(std::ranges::count(of.workers, task.device) == 1 ||
                    ((sums || gathers(stage.layer)) && task.device == group_owner))
            << round;
    }
  }
  EXPECT_GE(stages, 4U);
}

/// Three or four devices of which two may be alike, a chain of three to eight layers with a join or
/// a dense end, and a medium on which neither computing nor sending is all that counts.
test::RandomCase small_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  test::RandomCase c;
  c.network = test::chain({1 + below(3), 6, 6}, {});
  for (int layers = 3 + below(3); layers > 0; --layers) {
    const LayerId last = c.network.size() - 1;
    const std::string name = "l" + std::to_string(last);
    const Conv conv{.outputs = 1 + below(12), .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
    if (below(3) == 0)
      test::append(c.network, name, Activate{}, {last});
    else
      test::append(c.network, name, conv, {last});
  }
  if (below(3) == 0) {
    const LayerId last = c.network.size() - 1;
    test::append(c.network, "join", Concat{}, {last - 1, last});
  }
  if (below(2) == 0) {
    test::append(c.network, "flat", Flatten{}, {c.network.size() - 1});
    test::append(c.network, "fc", Dense{.outputs = 1 + below(40)}, {c.network.size() - 1});
  }
  c.cluster = test::cluster_of({1, 1});
  // What one is fast at the other may be slow at; every call of a kernel takes its time.
  for (DeviceId worker = 1; worker <= (below(2) == 0 ? 2 : 1); ++worker) {
    Device& device = c.cluster.members[static_cast<std::size_t>(worker)].device;
    device.conv_macs_per_s *= std::pow(4.0, below(3));
    device.dense_macs_per_s *= std::pow(4.0, below(4));
    device.elements_per_s *= std::pow(4.0, below(4));
    device.layer_overhead_s = 0.1 * below(3);
  }
  if (below(2) == 0)
    c.cluster.members.insert(c.cluster.members.begin() + 1 + below(3), c.cluster.members[1]);
  const double rate = below(8) == 0 ? 1e9 : 800 * std::pow(2.0, below(6));
  for (Member& member : c.cluster.members) member.rate_bps = rate;
  c.cluster.members[2].rate_bps *= 1 + below(2);
  c.cluster.medium.message_overhead_s = 0.05 * below(3);
  if (below(3) == 0) c.cluster.access_point = AccessPoint::router;
  const char* schemes_of_stages[] = {"bodp", "fused:2", "local", "local"};
  c.options.partition.conv = schemes_of_stages[below(4)];
  c.options.via = below(2) == 0 ? Via::relay : Via::peer;
  c.options.group_owner_computes = below(3) == 0;
  return c;
}

double cost_of(const test::RandomCase& c, PipelineGoal goal, const Plan& plan) {
  if (goal == PipelineGoal::latency) return planned_makespan_s(c.network, c.cluster, plan, true);
  return planned_load(c.network, c.cluster, plan, true).bottleneck_s();
}

/// Tries all that there are, in no clever way: every end of a stage by every set of devices that no
/// stage has yet.
class BruteForce {
 public:
  BruteForce(const test::RandomCase& c, PipelineGoal goal, std::size_t most_stages)
      : case_(c), goal_(goal), most_stages_(most_stages) {
    try_from(1, 0);
  }

  double best = std::numeric_limits<double>::infinity();
  int tried = 0;

 private:
  void try_from(LayerId first, unsigned used) {
    if (first == case_.network.size()) {
      ++tried;
      const Plan plan = make_plan(case_.network, case_.cluster, case_.options, case_.patterns);
      best = std::min(best, cost_of(case_, goal_, plan));
      return;
    }
    std::vector<PipelineStage>& pipeline = case_.options.partition.pipeline;
    if (pipeline.size() == most_stages_) return;
    const unsigned all = 1U << case_.cluster.members.size();
    for (LayerId last = first; last < case_.network.size(); ++last) {
      if (!ends(last)) continue;
      for (unsigned set = 1; set < all; ++set) {
        if ((set & used) != 0 || (!case_.options.group_owner_computes && set % 2 == 1)) continue;
        PipelineStage stage{{first, last}};
        for (DeviceId device = 0; device < case_.cluster.size(); ++device)
          if ((set >> device & 1U) != 0) stage.workers.push_back(device);
        pipeline.push_back(stage);
        try_from(last + 1, used | set);
        pipeline.pop_back();
      }
    }
  }

  bool ends(LayerId last) const {
    if (last == case_.network.size() - 1) return true;
    for (LayerId id = last + 1; id < case_.network.size(); ++id)
      for (const LayerId input : case_.network.layer(id).inputs)
        if (input < last) return false;
    return reach(case_.network.layer(last + 1).kind) != Reach::element;
  }

  test::RandomCase case_;
  PipelineGoal goal_;
  std::size_t most_stages_;
};

TEST(FindPipeline, IsAsGoodAsTheBestOfAll) {
  std::mt19937 random(23);
  int tried = 0, of_several = 0;
  for (int round = 0; round < 100; ++round) {
    test::RandomCase c = small_case(random);
    const std::size_t most_stages = round % 4 < 2 ? 1 + round % 4 : 9;
    for (const PipelineGoal goal : {PipelineGoal::throughput, PipelineGoal::latency}) {
      const BruteForce all(c, goal, most_stages);
      tried += all.tried;
      PlanOptions options = c.options;
      options.partition.search = {goal, static_cast<int>(most_stages)};
      const auto found =
          find_pipeline(beginning(c.network, c.cluster.size()), c.network, c.cluster, options, {});
      EXPECT_LE(found.size(), most_stages);
      of_several += found.size() > 1 ? 1 : 0;
      const Plan plan = make_plan(c.network, c.cluster, options);
      EXPECT_NEAR(cost_of(c, goal, plan), all.best, 1e-9 * all.best) << round;
    }
  }
  EXPECT_GT(tried, 10000);
  EXPECT_GT(of_several, 40);  // where one stage is best nothing is tested
}

// One worker's memory holds no map of 64 bytes, so the other two have all stages.
TEST(FindPipeline, LeavesOutWhoHasNoMemory) {
  Cluster cluster = test::cluster_of({8, 1, 1});
  cluster.members[1].device.available_bytes = 10;
  PlanOptions options;
  options.partition.search = {PipelineGoal::throughput, 3};
  for (const PipelineStage& stage :
       find_pipeline(beginning(two_convolutions(), 4), two_convolutions(), cluster, options, {}))
    EXPECT_EQ(std::ranges::count(stage.workers, 1), 0);
  for (Member& member : cluster.members) member.device.available_bytes = 10;
  EXPECT_THROW(make_plan(two_convolutions(), cluster, options), DoesNotFit);
}

// Eight phones that all differ: more sets than are tried, so that stages take them in their order.
TEST(FindPipeline, OfManyDifferentPhonesStagesTakeThemInOrder) {
  Cluster cluster = test::cluster_of({1, 2, 3, 4, 5, 6, 7, 8});
  for (Member& member : cluster.members) member.rate_bps = 1e12;
  const Network network =
      test::chain({1, 4, 4}, std::vector<LayerKind>(6, Conv{.outputs = 1, .bias = false}));
  PlanOptions options;
  options.partition.search = {PipelineGoal::throughput, 8};
  DeviceId next = 1;
  for (const PipelineStage& stage :
       find_pipeline(beginning(network, 9), network, cluster, options, {}))
    for (const DeviceId worker : stage.workers) EXPECT_EQ(worker, next++);
}

}  // namespace
}  // namespace modnn
