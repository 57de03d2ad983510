#include "search/search.h"

#include <array>
#include <bit>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "partition/plan/planner.h"
#include "partition/spatial/channels.h"
#include "partition/spatial/grid.h"
#include "partition/spatial/strips.h"
#include "process/pool.h"
#include "search/family.h"
#include "search/fixed.h"
#include "sim/simulate.h"
#include "tests/partition/random_case.h"

namespace modnn {
namespace {

Conv same_3x3(Index outputs) {
  return {.outputs = outputs, .window = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1}};
}

/// A small network, and phones on which computing and sending take times of the same order.
struct Small {
  Network network;
  Cluster cluster;
  PlanOptions options{};
  SimulationOptions simulation{Transfers::serial, WakeupPolicy::none};
  Patterns patterns{};

  SearchTask task(int plans, Goal goal = {}, int jobs = 1) const {
    goal.plans = plans;
    return {network, cluster, options, simulation, patterns, goal, {.jobs = jobs}};
  }
};

Cluster cell(const std::vector<double>& speeds, double bits_per_s) {
  Cluster cluster = test::cluster_of(speeds);
  cluster.medium.goodput_bps = bits_per_s;
  cluster.medium.message_overhead_s = 0.01;
  for (Member& member : cluster.members) {
    member.rate_bps = bits_per_s;
    member.device.conv_macs_per_s = 1e4;
    member.device.power = {.idle_w = 1, .compute_w = 5, .transmit_w = 2, .receive_w = 2};
  }
  return cluster;
}

/// Makespans of plans, many in a child; of those that cannot be planned infinity.
std::vector<double> simulated(const Small& small, const std::vector<PlanOptions>& all) {
  std::vector<double> seconds(all.size());
  run_forked(
      all.size(), {.jobs = 2, .jobs_per_child = 100000},
      [&](std::size_t i) {
        try {
          const Plan plan = make_plan(small.network, small.cluster, all[i], small.patterns);
          return fmt::format(
              "{}",
              simulate(small.network, small.cluster, plan, small.simulation, nullptr).makespan_s);
        } catch (const std::exception&) {
          return std::string("inf");
        }
      },
      [&](std::size_t i, const JobResult& result) { seconds[i] = std::stod(result.text); });
  return seconds;
}

/// Every way to cut a chain of layers into blocks (bits of `ends`), each cut in one of four ways
/// (digits of `cuts`) for a set of devices: written down from the definition, without search/.
std::vector<PlanOptions> brute_force(const Small& small) {
  const std::array cuts{bodp, uniform_1d, grid_2d, split_channels};
  const int layers = small.network.size() - 1, devices = small.cluster.size();
  std::vector<PlanOptions> all;
  for (int subset = 1; subset < 1 << devices; ++subset) {
    if (subset % 2 == 1 && subset != 1 && !small.options.group_owner_computes) continue;
    std::vector<int> members;
    for (int device = 0; device < devices; ++device)
      if ((subset >> device) % 2 == 1) members.push_back(device);
    for (int ends = 0; ends < 1 << (layers - 1); ++ends) {
      const int blocks = std::popcount(static_cast<unsigned>(ends)) + 1;
      for (int digits = 0; digits < 1 << (2 * blocks); ++digits) {
        Placement placement;
        int first = 1, left = digits;
        for (int last = 1; last <= layers; ++last) {
          if (last < layers && (ends >> (last - 1)) % 2 == 0) continue;
          std::vector<double> shares;
          for (const int device : members)
            shares.push_back(small.cluster.member(device).speed_factor);
          const auto boxes = cuts[left % 4](small.network.layer(last).shape, shares);
          std::vector<Region> owned(static_cast<std::size_t>(devices));
          for (std::size_t i = 0; i < members.size(); ++i) owned[members[i]] = boxes[i];
          placement.owned[last] = owned;
          placement.runs.push_back({first, last});
          first = last + 1;
          left /= 4;
        }
        PlanOptions options = small.options;
        options.placement = std::make_shared<Placement>(std::move(placement));
        all.push_back(std::move(options));
      }
    }
  }
  return all;
}

std::vector<Small> small_cases() {
  std::vector<Small> cases;
  for (const double rate : {2e3, 2e4, 2e5})
    cases.push_back(
        {test::chain({2, 9, 9}, {same_3x3(4), same_3x3(2), same_3x3(3)}), cell({1, 2}, rate)});
  cases.push_back({test::chain({1, 12, 7}, {same_3x3(3), MaxPool{.window = {2, 2, 2, 2}},
                                            same_3x3(4), same_3x3(1)}),
                   cell({1, 1}, 2e4)});
  cases.push_back(
      {test::chain({1, 10, 10}, {same_3x3(2), same_3x3(2), same_3x3(2), same_3x3(2), same_3x3(2)}),
       cell({0.5}, 2e4)});
  for (Small& small : cases) small.options.group_owner_computes = &small != &cases.front();
  return cases;
}

// The family alone, and the search that goes on from there.
TEST(Search, FindsTheBestOfItsWholeFamily) {
  for (const Small& small : small_cases()) {
    const std::vector<double> brute = simulated(small, brute_force(small));
    const double least = *std::ranges::min_element(brute);
    const Choices given = choices(small.network, small.cluster, small.options, false);
    std::vector<PlanOptions> family;
    for (const Sketch& sketch : whole_family(given, 1000000))
      family.push_back(*planned_by(sketch, small.network, small.cluster));
    const std::vector<double> seconds = simulated(small, family);
    EXPECT_EQ(*std::ranges::min_element(seconds), least);
    // Too few plans for it: what dynamic programming and small changes find.
    const Found near = search(small.task(300, {.ways = Ways::given}));
    EXPECT_LE(near.score.value, 1.02 * least);
    EXPECT_GE(near.score.value, near.bounds.makespan_s());
    if (family.size() > 1000) continue;
    const int plans = static_cast<int>(4 * family.size());
    EXPECT_LE(search(small.task(plans, {.ways = Ways::given})).score.value, least);
  }
}

// Of two workers on three layers every strip, to the row: 10 x 10 x 10 cuts, and every run.
TEST(Search, FindsStripsThatAreAsGoodAsAny) {
  const Small small{test::chain({1, 9, 9}, {same_3x3(4), same_3x3(4), same_3x3(2)}),
                    cell({1, 3}, 2e4)};
  std::vector<PlanOptions> all;
  for (int cut = 0; cut < 1000; ++cut) {
    for (int ends = 0; ends < 4; ++ends) {
      Placement placement;
      int first = 1, left = cut;
      for (int layer = 1; layer <= 3; ++layer, left /= 10) {
        if (layer < 3 && (ends >> (layer - 1)) % 2 == 0) continue;
        std::vector<Region> owned(3);
        const Shape& map = small.network.layer(layer).shape;
        owned[1] = Box{{0, map.channels}, {0, left % 10}, {0, 9}};
        owned[2] = Box{{0, map.channels}, {left % 10, 9}, {0, 9}};
        placement.owned[layer] = owned;
        placement.runs.push_back({first, layer});
        first = layer + 1;
      }
      all.push_back(small.options);
      all.back().placement = std::make_shared<Placement>(std::move(placement));
    }
  }
  const std::vector<double> brute = simulated(small, all);
  const Found found = search(small.task(2000, {.ways = Ways::given}));
  EXPECT_LE(found.score.value, 1.01 * *std::ranges::min_element(brute));
}

/// Any scheme by its name, with the experiment's ways.
TEST(Search, IsNeverWorseThanAScheme) {
  std::mt19937 random(3);
  for (int round = 0; round < 12; ++round) {
    test::RandomCase c = test::random_case(random);
    c.options.partition = {};
    Small small{c.network, c.cluster, c.options, {}, weight_patterns(c.network, {}, c.seed, 2)};
    const Found found = search(small.task(60));
    std::vector<PlanOptions> schemes;
    for (const char* name : {"bodp", "bodp_balanced", "uniform_1d", "grid_2d", "fused:1", "fused:2",
                             "fused:all", "fused_grid:2", "fused_grid:all", "channel", "local",
                             "ocbp", "efl:1", "efl:3", "ofl", "aofl", "offload:layer1"}) {
      schemes.push_back(c.options);
      schemes.back().partition.conv = name;
    }
    for (const double seconds : simulated(small, schemes))
      EXPECT_LE(found.score.measured.makespan_s, seconds) << "round " << round;
    const auto again = simulated(small, {found.options});
    EXPECT_EQ(again.front(), found.score.measured.makespan_s) << "round " << round;
  }
}

TEST(Search, FindsTheSameWhateverTheJobs) {
  const Small small = small_cases().front();
  const Found one = search(small.task(400, {}, 1)), three = search(small.task(400, {}, 3));
  EXPECT_EQ(one.score, three.score);
  EXPECT_EQ(one.origin, three.origin);
  EXPECT_EQ(one.plans, three.plans);
  EXPECT_EQ(key_of(one.options), key_of(three.options));
}

TEST(Search, KeepsItsLimits) {
  const Small small = small_cases()[2];
  const Found fastest = search(small.task(300));
  const Found frugal = search(small.task(300, {Objective::energy}));
  EXPECT_LT(frugal.score.measured.energy_j, fastest.score.measured.energy_j);
  EXPECT_GT(frugal.score.measured.makespan_s, fastest.score.measured.makespan_s);
  const double between = (frugal.score.measured.makespan_s + fastest.score.measured.makespan_s) / 2;
  const Found both = search(small.task(300, {Objective::energy, {.makespan_s = between}}));
  EXPECT_LE(both.score.measured.makespan_s, between);
  EXPECT_GE(both.score.measured.energy_j, frugal.score.measured.energy_j);
  EXPECT_LE(both.score.measured.energy_j, fastest.score.measured.energy_j);
}

TEST(Search, SaysThatNothingKeepsItsLimits) {
  const Small small = small_cases().front();
  const Found fastest = search(small.task(100));
  const double too_short = fastest.bounds.makespan_s() / 2;
  try {
    search(small.task(100, {Objective::energy, {.makespan_s = too_short}}));
    FAIL();
  } catch (const NothingFound& error) {
    EXPECT_EQ(error.reason, NothingFound::Reason::limits);
    EXPECT_NE(std::string(error.what()).find("plans keeps within it; the nearest has makespan_s "),
              std::string::npos)
        << error.what();
  }
}

TEST(Search, OfALonePhoneIsThatPhone) {
  Small small = small_cases().front();
  small.cluster = lone_phone(small.cluster);
  const Found found = search(small.task(100));
  EXPECT_EQ(found.plans, 1);
  EXPECT_EQ(found.origin, "local");
}

TEST(FixedSchemes, AreAllRowsOfTheTable) {
  const Network network = test::chain({1, 9, 9}, {same_3x3(1), same_3x3(1)});
  std::vector<std::string> names;
  for (const Candidate& candidate : fixed_schemes(network, {})) names.push_back(candidate.name);
  for (const char* name : {"bodp", "aofl", "local", "fused:1", "fused:all", "efl:1", "efl:all",
                           "offload:input", "offload:layer2"})
    EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
  EXPECT_EQ(std::ranges::find(names, "auto"), names.end());
}

}  // namespace
}  // namespace modnn
