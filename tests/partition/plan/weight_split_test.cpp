#include "partition/plan/weight_split.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <random>

#include "partition/plan/needed.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/models/networks.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Conv conv(Index outputs, Index kernel = 1) {
  const Index pad = kernel / 2;
  return {.outputs = outputs, .window = {kernel, kernel, 1, 1, 1, 1, pad, pad, pad, pad}};
}

double bytes_of(const Plan& plan) {
  double bytes = 0;
  for (const Stage& stage : plan.stages)
    for (const Message& message : stage.messages) bytes += message.bytes;
  return bytes;
}

Plan plan_of(const Network& network, const Cluster& cluster, const PlanOptions& options) {
  const Plan plan = make_plan(network, cluster, options);
  EXPECT_EQ(verify(network, plan, options.bytes_per_value), std::vector<std::string>());
  return plan;
}

/// Four devices, of which the group owner is one; a scheme for all layers, others for some.
Plan plan_of(const Network& network, const std::string& scheme,
             const std::map<std::string, std::string>& layers = {}) {
  PlanOptions options;
  options.partition.conv = scheme;
  options.partition.layers = layers;
  options.group_owner_computes = true;
  return plan_of(network, test::cluster_of({1, 1, 1}), options);
}

// C_l of the paper in values, for N = 4. Input 8 x 2 x 2 = 32, then 16 x 2 x 2 = 64 and 32 again.
// LOP: M (N - 1) = 96; then of M = 64 what a device lacks, (M - M / 4) 3 = 144, and before that
// K (N - 1) / N = 48 returned; in the end K (N - 1) / N = 24.
TEST(WeightSplit, OutputsAreGatheredAndTheInputIsHandedOut) {
  const Network network = test::chain({8, 2, 2}, {conv(16), conv(8)});
  EXPECT_EQ(bytes_of(plan_of(network, "lop")), 4 * (96 + 48 + 144 + 24));
}

// LIP: M (N - 1) / N = 24 and K (N - 1) = 192, then 48 and 96.
TEST(WeightSplit, InputsAreHandedOutAndPartialSumsReturn) {
  const Network network = test::chain({8, 2, 2}, {conv(16), conv(8)});
  const Plan plan = plan_of(network, "lip");
  EXPECT_EQ(bytes_of(plan), 4 * (24 + 192 + 48 + 96));
  ASSERT_EQ(plan.stages.size(), 4U);
  EXPECT_EQ(plan.stages[0].tasks[1].operation, Operation::sum_of_products);
  EXPECT_EQ(plan.stages[0].tasks[1].reads[0].region, Region(Box{{2, 4}, {0, 2}, {0, 2}}));
  EXPECT_EQ(plan.stages[0].tasks[1].work.macs, 2 * 64);
  EXPECT_EQ(plan.stages[0].tasks[1].weight_bytes, 4 * 2 * 16);
  // Four sums of each of the 64 values; 16 biases.
  EXPECT_EQ(plan.stages[1].tasks[0].work.elements, 4 * 64);
  EXPECT_EQ(plan.stages[1].tasks[0].weight_bytes, 4 * 16);
}

// FUSE: M (N - 1) = 96 and K (N - 1) = 96, nothing in between.
TEST(WeightSplit, InputsAfterOutputsAreThere) {
  const Network network = test::chain({8, 2, 2}, {conv(16), conv(8)});
  const Plan plan = plan_of(network, "lop", {{"layer2", "lip"}});
  EXPECT_EQ(bytes_of(plan), 4 * (96 + 96));
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_EQ(bytes_of(plan_of(network, "samos")), 4 * (96 + 96));
}

// A pool follows its input's channels: 2 x 2 values of it are one. Of 8 x 2 x 2 everybody gets all
// (96), of the pooled 16 values the group owner 12, and hands out 3 x 12; 6 return.
TEST(WeightSplit, PoolsStayWhereTheirInputIs) {
  const Network network =
      test::chain({8, 2, 2}, {conv(16), MaxPool{.window = {2, 2, 2, 2}}, conv(8)});
  EXPECT_EQ(bytes_of(plan_of(network, "lop")), 4 * (96 + 12 + 36 + 6));
}

// The map before the pool is read again, so that it returns (48): the group owner pools all, the
// others what they have, and the 3 x 12 others are sent. The last layer gets 3 x (64 - 16) values
// of the map and returns 3/4 of 8.
TEST(WeightSplit, WhatReturnsForAnotherReaderIsPooledThere) {
  Network network = test::chain({8, 2, 2}, {conv(16), MaxPool{.window = {2, 2, 2, 2}}, conv(8)});
  test::append(network, "again", conv(8, 1), {1});
  test::append(network, "pooled", MaxPool{.window = {2, 2, 2, 2}}, {4});
  test::append(network, "sum", Add{}, {3, 5});
  EXPECT_EQ(bytes_of(plan_of(network, "lop")), 4 * (96 + 48 + 36 + 144 + 6));
}

// Two maps of 8 and of 4 channels, one behind the other: everybody owns two rows of channels, and
// multiplies these.
TEST(WeightSplit, ChannelsOfJoinedMapsStay) {
  Network network = test::chain({8, 2, 2}, {conv(8)});
  test::append(network, "other", conv(4), {0});
  test::append(network, "joined", Concat{}, {1, 2});
  test::append(network, "last", conv(4), {3});
  const Plan plan = plan_of(network, "lop", {{"last", "lip"}});
  EXPECT_EQ(bytes_of(plan), 4 * (96 + 48));
  EXPECT_EQ(plan.stages[3].tasks[1].reads[0].region,
            Region(std::vector<Box>{{{2, 4}, {0, 2}, {0, 2}}, {{9, 10}, {0, 2}, {0, 2}}}));
}

// The group owner and one worker have a row each, for which the worker got 16 values. It returns
// its 32; of the four channels that everybody multiplies it lacks the other row, 8 values, and two
// workers lack both, 16. Three return sums of 32 outputs.
TEST(WeightSplit, RowsAreGatheredAndHandedOutByChannels) {
  const Network network = test::chain({8, 2, 2}, {conv(16), conv(8)});
  EXPECT_EQ(bytes_of(plan_of(network, "bodp", {{"layer2", "lip"}})),
            4 * (16 + 32 + 8 + 2 * 16 + 3 * 32));
}

// Of groups every output needs its own channels only.
TEST(WeightSplit, GroupsAreSplitByOutputs) {
  Conv grouped = conv(8);
  grouped.groups = 8;
  const Network network = test::chain({8, 2, 2}, {conv(8), grouped});
  const Plan plan = plan_of(network, "lip", {{"layer1", "lop"}});
  EXPECT_TRUE(plan.stages[1].messages.empty());
  EXPECT_EQ(plan.stages[1].tasks[0].operation, Operation::compute);
}

/// A network of up to seven steps, with joins, and a cluster for it.
struct Case {
  Network network;
  Cluster cluster;
  PlanOptions options;
};

Case random_case(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
  Case c;
  c.network = test::chain({1 + below(12), 8, 8}, {conv(1 + below(12), 3)});
  for (int steps = below(5); steps > 0; --steps) {
    const LayerId last = c.network.size() - 1;
    const Shape map = c.network.layers.back().shape;
    const std::string name = "l" + std::to_string(last);
    switch (below(6)) {
      case 0:
        if (map.height > 3) test::append(c.network, name, MaxPool{.window = {2, 2, 2, 2}}, {last});
        break;
      case 1: {
        const LayerId branch = test::append(c.network, name + "b", conv(map.channels, 3), {last});
        test::append(c.network, name, Add{}, {branch, last});
        break;
      }
      case 2: {
        const LayerId branch = test::append(c.network, name + "b", conv(1 + below(6)), {last});
        test::append(c.network, name, Concat{}, {last, branch});
        break;
      }
      case 3:
        test::append(c.network, name, Activate{}, {last});
        break;
      default:
        test::append(c.network, name, conv(1 + below(16), 1 + 2 * below(2)), {last});
    }
  }
  std::vector<double> speeds;
  for (int worker = 1 + below(4); worker > 0; --worker) speeds.push_back(1 + below(3));
  c.cluster = test::cluster_of(speeds);
  c.options.partition.conv = "samos";
  c.options.group_owner_computes = below(2) == 0;
  c.options.bytes_per_value = 1 << below(3);
  return c;
}

/// The fewest bytes that any way to split the layers moves, of plans that were made and verified.
double brute_force(const Case& c) {
  const std::vector<DeviceId> computing = [&c] {
    std::vector<DeviceId> all;
    for (DeviceId id = c.options.group_owner_computes ? 0 : 1; id < c.cluster.size(); ++id)
      all.push_back(id);
    return all;
  }();
  const std::vector<Box> needed = needed_regions(c.network);
  Placing placing{c.network, c.cluster, computing, needed, {1, c.network.size() - 1}};
  placing.bytes_per_value = c.options.bytes_per_value;
  double least = std::numeric_limits<double>::infinity();
  for (int ways = 0; ways < 1 << (c.network.size() - 1); ++ways) {
    std::vector<WeightSplit> splits;
    for (LayerId id = 1; id < c.network.size(); ++id) {
      const bool other = (ways >> (id - 1) & 1) != 0;
      if (std::holds_alternative<Conv>(c.network.layer(id).kind))
        splits.push_back(other ? WeightSplit::inputs : WeightSplit::outputs);
      else
        splits.push_back(other ? WeightSplit::owner : WeightSplit::parts);
    }
    const WeightPlacement placed = weight_split(placing, splits);
    if (placed.bytes == std::numeric_limits<double>::infinity()) continue;
    PlanOptions options = c.options;
    options.placement = std::make_shared<Placement>(placed.placement);
    const double bytes = bytes_of(plan_of(c.network, c.cluster, options));
    EXPECT_EQ(bytes, placed.bytes);
    least = std::min(least, bytes);
  }
  return least;
}

TEST(WeightSplit, TheBestMixtureIsTheBestOfAll) {
  std::mt19937 random(19);
  int mixed = 0;
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    const Case c = random_case(random);
    const double bytes = bytes_of(plan_of(c.network, c.cluster, c.options));
    EXPECT_EQ(bytes, brute_force(c));
    PlanOptions pure = c.options;
    for (const char* scheme : {"lop", "lip"}) {
      pure.partition.conv = scheme;
      const double others = bytes_of(plan_of(c.network, c.cluster, pure));
      EXPECT_LE(bytes, others);
      mixed += static_cast<int>(bytes < others);
    }
  }
  EXPECT_GT(mixed, 100);
}

/// The paper's integer program, by trying everything: per layer o, i, f or s, where s follows every
/// f and nothing else. An o or f after an o finds a part of its input on every device, which the
/// paper says of o alone.
double integer_program(const std::vector<double>& maps, double devices) {
  const std::size_t layers = maps.size() - 1;
  const double others = devices - 1;
  double least = std::numeric_limits<double>::infinity();
  for (int code = 0; code < 1 << (2 * layers); ++code) {
    double volume = 0;
    int before = 1;
    bool valid = true;
    for (std::size_t l = 0; l < layers && valid; ++l) {
      const int type = code >> (2 * l) & 3;  // o, i, f, s
      const double in = maps[l], out = maps[l + 1];
      const double there = before == 0 ? in / devices : 0;
      valid = (type == 3) == (before == 2);
      if (type == 0) volume += (in - there) * others + out * others / devices;
      if (type == 1) volume += in * others / devices + out * others;
      if (type == 2) volume += (in - there) * others;
      if (type == 3) volume += out * others;
      before = type;
    }
    if (valid && before != 2) least = std::min(least, volume);
  }
  return least;
}

TEST(WeightSplit, IsTheIntegerProgramOfThePaper) {
  std::mt19937 random(7);
  for (int i = 0; i < 100; ++i) {
    SCOPED_TRACE(i);
    std::vector<double> maps;
    std::vector<LayerKind> kinds;
    const Index first = 12 * (1 + static_cast<Index>(random() % 8));
    maps.push_back(static_cast<double>(first));
    for (auto layers = 1 + random() % 6; layers > 0; --layers) {
      const Index channels = 12 * (1 + static_cast<Index>(random() % 8));
      kinds.emplace_back(conv(channels));
      maps.push_back(static_cast<double>(channels));
    }
    const int devices = 2 + static_cast<int>(random() % 3);
    PlanOptions options;
    options.partition.conv = "samos";
    options.group_owner_computes = true;
    options.bytes_per_value = 1;
    const Cluster cluster =
        test::cluster_of(std::vector<double>(static_cast<std::size_t>(devices - 1), 1));
    EXPECT_EQ(bytes_of(plan_of(test::chain({first, 1, 1}, kinds), cluster, options)),
              integer_program(maps, devices));
  }
}

}  // namespace
}  // namespace modnn
