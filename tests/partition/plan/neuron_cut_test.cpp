#include "partition/plan/neuron_cut.h"

#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <stdexcept>

#include "models/weights/npy.h"
#include "partition/dense/metis.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "tests/config/temporary_folder.h"
#include "tests/partition/clusters.h"

namespace modnn {
namespace {

Network sparse_network() {
  Network network;
  network.name = "sparse";
  network.layers.push_back({"input", Input{}, {}, {60, 1, 1}});
  const auto add = [&network](const std::string& name, LayerKind kind) {
    const LayerId last = network.size() - 1;
    const Shape shape = infer_shape(kind, {network.layers.back().shape});
    network.layers.push_back({name, std::move(kind), {last}, shape});
  };
  add("fc1", SparseDense{.outputs = 40, .density = 0.1, .activation = Activation::relu});
  add("fc2", SparseDense{.outputs = 30, .density = 0.2, .blocks = 3, .noise = 0.1});
  add("fc3", Dense{.outputs = 8});
  return network;
}

PlanOptions with_dense(const std::string& scheme) {
  PlanOptions options;
  options.partition.dense = scheme;
  return options;
}

Plan plan_of(const Network& network, const Cluster& cluster, const PlanOptions& options) {
  return make_plan(network, cluster, options,
                   weight_patterns(network, options.partition, 1, cluster.workers()));
}

TEST(NeuronCut, EveryPlanOfEverySchemeIsRight) {
  const Network network = sparse_network();
  for (const std::string& scheme : scheme_names(Locality::neurons)) {
    if (scheme == "metis+fgcp" && !has_metis()) continue;
    for (const std::vector<double>& speeds :
         {std::vector<double>{1}, {1, 1}, {1, 2, 3}, {1, 1, 1, 1, 4, 1, 1}}) {
      for (const DeliveryMode mode : {DeliveryMode::halo, DeliveryMode::map_reduce}) {
        for (const Via via : {Via::relay, Via::peer}) {
          for (const bool owner_computes : {false, true}) {
            PlanOptions options = with_dense(scheme);
            options.mode = mode;
            options.via = via;
            options.group_owner_computes = owner_computes;
            const Plan plan = plan_of(network, test::cluster_of(speeds), options);
            EXPECT_EQ(verify(network, plan, 4), std::vector<std::string>{})
                << scheme << " on " << speeds.size();
          }
        }
      }
    }
  }
}

// 60 inputs, 8 outputs of a full layer on two equal workers: each reads 30 inputs and returns 8
// partial sums; the group owner adds up.
TEST(NeuronCut, InputSplitOfAFullLayer) {
  Network network = sparse_network();
  network.layers.erase(network.layers.begin() + 1, network.layers.begin() + 3);
  network.layers[1].inputs = {0};
  const Plan plan = plan_of(network, test::cluster_of({1, 1}), with_dense("input_split"));
  ASSERT_EQ(plan.stages.size(), 2u);
  const Stage& summing = plan.stages[0];
  EXPECT_EQ(summing.tasks[0].operation, Operation::sum_of_products);
  ASSERT_EQ(summing.messages.size(), 2u);
  EXPECT_EQ(summing.messages[0].bytes, 30 * 4);
  EXPECT_EQ(summing.tasks[0].work.macs, 8 * 30);
  const Stage& adding = plan.stages[1];
  EXPECT_EQ(adding.tasks[0].operation, Operation::add_up);
  ASSERT_EQ(adding.messages.size(), 2u);
  EXPECT_EQ(adding.messages[0].purpose, Purpose::reduce);
  EXPECT_EQ(adding.messages[0].bytes, 8 * 4);
  ASSERT_EQ(adding.tasks.size(), 1u);
  EXPECT_EQ(adding.tasks[0].device, group_owner);
  EXPECT_EQ(adding.tasks[0].work.elements, 2 * 8);
}

TEST(NeuronCut, InputSplitGivesNothingToAWorkerWithoutAShare) {
  const Network network = sparse_network();
  const NeuronCut cut = cut_by_inputs(network, 3, whole(network.layer(3).shape),
                                      input_parts(network, 3, {1, 2, 3}, {1, 0, 1}), {});
  ASSERT_EQ(cut.partial_sums.tasks.size(), 2u);
  EXPECT_EQ(cut.partial_sums.tasks[0].device, 1);
  EXPECT_EQ(cut.partial_sums.tasks[1].device, 3);
}

// Rows 0, 1 and columns 0, 1 on the first worker, row 2 and column 2 on the second. w_02 is
// computed at its row's home, so x_2 goes there; w_20 at its column's home, so a partial sum of y_2
// is sent.
TEST(NeuronCut, ASplitByHandBecomesReadersAndAdders) {
  Network network = sparse_network();
  network.layers[0].shape = {3, 1, 1};
  network.layers[1].kind = SparseDense{.outputs = 3, .density = 0.6};
  network.layers[1].shape = {3, 1, 1};
  const Bipartite graph =
      make_bipartite(3, std::vector<Index>{0, 2, 3, 5}, std::vector<std::int32_t>{0, 2, 1, 0, 2});
  // Filled one by one: GCC 12 warns wrongly of the initialiser lists at -O3.
  SparsePartition partition;
  partition.homes.workers = 3;  // of which the last has nothing to do
  partition.homes.of_row = partition.homes.of_column = {0, 0, 1};
  partition.at_row = {1, 1, 1, 0, 1};
  const NeuronCut cut = cut_by_neurons(network, 1, graph, partition, {1, 2, 3}, false, {});
  ASSERT_EQ(cut.partial_sums.tasks.size(), 2u);
  EXPECT_EQ(cut.partial_sums.tasks[0].reads[0].region, neurons(Range{0, 3}));
  EXPECT_EQ(cut.partial_sums.tasks[0].computes, neurons(Range{0, 3}));
  EXPECT_EQ(cut.partial_sums.tasks[0].work.macs, 4);
  EXPECT_EQ(cut.partial_sums.tasks[0].weight_bytes, 4 * 8);
  EXPECT_EQ(cut.partial_sums.tasks[1].reads[0].region, neurons(Range{2, 3}));
  EXPECT_EQ(cut.partial_sums.tasks[1].computes, neurons(Range{2, 3}));
  ASSERT_EQ(cut.combine.tasks.size(), 2u);
  EXPECT_EQ(cut.combine.tasks[0].computes, neurons(Range{0, 2}));
  EXPECT_EQ(cut.combine.tasks[0].work.elements, 2);
  EXPECT_EQ(cut.combine.tasks[0].reads.size(), 1u);  // the second worker has no sums of its rows
  EXPECT_EQ(cut.combine.tasks[1].computes, neurons(Range{2, 3}));
  EXPECT_EQ(cut.combine.tasks[1].work.elements, 2);  // its own sum and one that arrives
}

TEST(NeuronCut, AFullLayerUnderMsccIsCutByOutputs) {
  const Network network = sparse_network();
  const Plan plan = plan_of(network, test::cluster_of({1, 1}), with_dense("mscc"));
  EXPECT_EQ(plan.stages[4].layer, 3);
  EXPECT_EQ(plan.stages[4].tasks[0].operation, Operation::compute);
  EXPECT_EQ(plan.stages[4].tasks.size(), 2u);
}

TEST(NeuronCut, PatternsAreNeeded) {
  EXPECT_THROW(make_plan(sparse_network(), test::cluster_of({1, 1}), with_dense("mscc")),
               std::invalid_argument);
}

/// A matrix whose rows have from no nonzero to all, unlike any density says.
Patterns uneven_pattern(Index rows, Index columns, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Index> starts{0};
  std::vector<std::int32_t> column_of;
  for (Index i = 0; i < rows; ++i) {
    const auto share = std::uniform_int_distribution(0, 9)(random);
    for (std::int32_t j = 0; j < columns; ++j)
      if (std::uniform_int_distribution(0, 8)(random) < share) column_of.push_back(j);
    starts.push_back(static_cast<Index>(column_of.size()));
  }
  return {{1, std::make_shared<Bipartite>(make_bipartite(columns, starts, column_of))}};
}

double sum_of_macs(const Plan& plan) {
  double macs = 0;
  for (const Stage& stage : plan.stages)
    for (const Task& task : stage.tasks) macs += task.work.macs;
  return macs;
}

double sum_of_weights(const Plan& plan) {
  double bytes = 0;
  for (const Footprint& memory : plan.memory) bytes += memory.weights;
  return bytes;
}

TEST(NeuronCut, WorkAndWeightsAreThoseOfTheNonzerosUnderEveryScheme) {
  Network network = sparse_network();
  network.layers.resize(2);
  for (unsigned seed = 1; seed <= 3; ++seed) {
    const Patterns pattern = uneven_pattern(40, 60, seed);
    const auto nonzeros = static_cast<double>(pattern.at(1)->nonzeros());
    for (const std::string& scheme : scheme_names(Locality::neurons)) {
      if (scheme == "metis+fgcp" && !has_metis()) continue;
      for (const std::vector<double>& speeds :
           {std::vector<double>{}, {1}, {1, 1}, {1, 2, 3}, {1, 1, 1, 1, 4}}) {
        PlanOptions options = with_dense(scheme);
        const Plan plan = make_plan(network, test::cluster_of(speeds), options, pattern);
        EXPECT_EQ(sum_of_macs(plan), nonzeros) << scheme << " on " << speeds.size();
        EXPECT_EQ(sum_of_weights(plan), 8 * nonzeros + 4 * 40) << scheme << " on " << speeds.size();
        EXPECT_EQ(verify(network, plan, 4, pattern), std::vector<std::string>{});
        options.weights.bits = 8;
        const Plan packed = make_plan(network, test::cluster_of(speeds), options, pattern);
        EXPECT_EQ(sum_of_weights(packed), 5 * nonzeros + 4 * 40) << scheme;
      }
    }
  }
}

TEST(NeuronCut, OutputSplitOfASparseLayerSendsTheInputsThatRowsTouch) {
  Network network = sparse_network();
  network.layers.resize(2);
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Patterns pattern = uneven_pattern(40, 60, seed);
    const Bipartite& graph = *pattern.at(1);
    const Plan plan =
        make_plan(network, test::cluster_of({1, 1, 1, 1}), with_dense("output_split"), pattern);
    // Ten rows each.
    double bytes = 4 * 40;
    for (Index worker = 0; worker < 4; ++worker) {
      std::set<std::int32_t> touched;
      for (Index n = graph.row_starts[10 * worker]; n < graph.row_starts[10 * worker + 10]; ++n)
        touched.insert(graph.column_of[n]);
      bytes += 4 * static_cast<double>(touched.size());
    }
    double sent = 0;
    for (const Stage& stage : plan.stages)
      for (const Message& message : stage.messages) sent += message.bytes;
    EXPECT_EQ(sent, bytes);
  }
}

TEST(NeuronCut, OutputsOfAMapAreCutByRegionsWithTheWorkOfTheNonzeros) {
  Network network = sparse_network();
  network.layers.resize(2);
  network.layers[0] = {"input", Input{}, {}, {15, 2, 2}};
  const Patterns pattern = uneven_pattern(40, 60, 9);
  const Plan plan =
      make_plan(network, test::cluster_of({1, 1}), with_dense("output_split"), pattern);
  EXPECT_EQ(plan.stages[0].tasks.size(), 2u);
  EXPECT_EQ(plan.stages[0].tasks[0].operation, Operation::compute);
  EXPECT_EQ(sum_of_macs(plan), static_cast<double>(pattern.at(1)->nonzeros()));
  EXPECT_EQ(verify(network, plan, 4, pattern), std::vector<std::string>{});
}

TEST(WeightPatterns, RowsOfGeneratedWeightsHaveWhatTheDensitySays) {
  for (const SparseDense& layer :
       {SparseDense{.outputs = 40, .density = 0.1}, SparseDense{.outputs = 9, .density = 0.001},
        SparseDense{.outputs = 30, .density = 0.2, .blocks = 3, .noise = 0.1},
        SparseDense{.outputs = 40, .density = 0.5, .blocks = 2, .noise = 0.3},
        SparseDense{.outputs = 7, .density = 0.33, .blocks = 3, .noise = 0},
        SparseDense{.outputs = 5, .density = 1}}) {
    Network network = sparse_network();
    network.layers.resize(2);
    network.layers[1].kind = layer;
    network.layers[1].shape = {layer.outputs, 1, 1};
    const Patterns patterns = weight_patterns(network, {.dense = "mscc"}, 3, 2);
    EXPECT_EQ(static_cast<double>(patterns.at(1)->nonzeros()),
              work(network, 1, whole(network.layers[1].shape)).macs)
        << layer.density;
    // So a lone phone, and a layer that is not cut, need none.
    EXPECT_TRUE(weight_patterns(network, {.dense = "mscc"}, 3, 0).empty());
    EXPECT_TRUE(weight_patterns(network, {.dense = "local"}, 3, 2).empty());
  }
}

TEST(WeightPatterns, OfTrainedWeightsAreReadUnderEverySchemeAndAgainWhenTheFileChanges) {
  Network network = sparse_network();
  network.layers.resize(2);
  network.layers[1].kind = SparseDense{.outputs = 2, .density = 0.005, .bias = false};
  network.layers[1].shape = {2, 1, 1};
  const test::TemporaryFolder folder;
  network.weights = folder.path();
  for (const std::size_t nonzeros : {1u, 0u}) {  // both within the tolerance of half a percent
    std::vector<float> matrix(120);
    for (std::size_t i = 0; i < nonzeros; ++i) matrix[7 * i + 3] = 1;
    write_npy(folder / "fc1.weight.npy", {2, 60}, matrix);
    std::filesystem::last_write_time(
        folder / "fc1.weight.npy",
        std::filesystem::file_time_type(std::chrono::hours(1000 + nonzeros)));
    for (const char* scheme : {"local", "output_split", "mscc"})
      for (const int workers : {0, 2})
        EXPECT_EQ(weight_patterns(network, {.dense = scheme}, 3, workers).at(1)->nonzeros(),
                  static_cast<Index>(nonzeros));
  }
}

}  // namespace
}  // namespace modnn
