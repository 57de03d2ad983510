#include "partition/quality/matrix_suite.h"

#include <fmt/format.h>

#include "partition/dense/dense_schemes.h"

namespace modnn {
namespace {

/// A kind of matrix; planted ones have as many clusters as there are workers.
struct Kind {
  std::string name;
  std::function<Instance(int workers, std::uint64_t seed)> make;
};

Kind random_kind(Index rows, Index columns, double density) {
  return {fmt::format("random_{}x{}_density{}", rows, columns, density),
          [=](int, std::uint64_t seed) { return random_instance(rows, columns, density, seed); }};
}

Kind planted_kind(Index rows, Index columns, double density, double noise) {
  return {fmt::format("planted_{}x{}_noise{}", rows, columns, noise),
          [=](int workers, std::uint64_t seed) {
            return planted_instance(rows, columns, workers, density, noise, seed);
          }};
}

Kind power_law_kind(Index rows, Index columns, double density) {
  return {
      fmt::format("power_law_{}x{}_density{}", rows, columns, density),
      [=](int, std::uint64_t seed) { return power_law_instance(rows, columns, density, seed); }};
}

Kind trained_kind(const std::string& model, const std::string& layer) {
  return {"trained_" + model + "_" + layer,
          [=](int, std::uint64_t) { return trained_instance(model, layer); }};
}

/// Half empty, falling apart into 16 pieces, and of low rank.
void add_degenerate(Index rows, Index columns, double density, std::vector<Kind>& kinds) {
  kinds.push_back({fmt::format("half_empty_{}x{}", rows, columns), [=](int, std::uint64_t seed) {
                     return half_empty_instance(rows, columns, density, seed);
                   }});
  kinds.push_back({fmt::format("disconnected_{}x{}", rows, columns), [=](int, std::uint64_t seed) {
                     return disconnected_instance(rows, columns, 16, density, seed);
                   }});
  kinds.push_back(
      {fmt::format("rank_deficient_{}x{}", rows, columns), [=](int, std::uint64_t seed) {
         return rank_deficient_instance(rows, columns, 20, density, seed);
       }});
}

void add_cases(const Kind& kind, std::uint64_t seeds, std::vector<MatrixCase>& cases) {
  for (const int workers : {2, 3, 4, 8})
    for (const bool skewed : {false, true})
      for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        cases.push_back({kind.name, workers, skewed, seed,
                         [make = kind.make, workers, seed] { return make(workers, seed); }});
}

}  // namespace

std::vector<double> MatrixCase::shares() const {
  std::vector<double> shares;
  for (int q = 1; q <= workers; ++q) shares.push_back(skewed ? q : 1);
  return shares;
}

std::string MatrixCase::name() const {
  return fmt::format("{}, {} workers, {}, seed {}", matrix, workers, skewed ? "skewed" : "equal",
                     seed);
}

std::vector<MatrixCase> matrix_suite(SuiteTier tier) {
  std::vector<MatrixCase> cases;
  std::vector<Kind> small{random_kind(200, 400, 0.02), random_kind(300, 784, 0.02),
                          planted_kind(200, 400, 0.1, 0.02), planted_kind(200, 400, 0.1, 0.3),
                          power_law_kind(200, 400, 0.03)};
  add_degenerate(200, 400, 0.03, small);
  for (const Kind& kind : small) add_cases(kind, tier == SuiteTier::full ? 3 : 1, cases);
  // What training leaves of 300 x 784 weights, and as many random ones.
  add_cases(trained_kind("lenet300_pruned95", "fc1"), 1, cases);
  add_cases(random_kind(300, 784, 0.0493), 1, cases);
  if (tier == SuiteTier::fast) return cases;

  std::vector<Kind> middle{random_kind(1000, 2000, 0.003),     random_kind(1000, 2000, 0.01),
                           random_kind(1000, 2000, 0.03),      planted_kind(1000, 2000, 0.1, 0.05),
                           planted_kind(1000, 2000, 0.1, 0.3), power_law_kind(1000, 2000, 0.003),
                           power_law_kind(1000, 2000, 0.01)};
  add_degenerate(1000, 2000, 0.01, middle);
  // VGG-16's fc8, fc7 and fc6.
  for (const auto& [rows, columns] : {std::pair{1000, 4096}, {4096, 4096}, {4096, 25088}})
    for (const double density : {0.01, 0.05, 0.1, 0.2, 0.3})
      middle.push_back(random_kind(rows, columns, density));
  for (const Kind& kind : middle) add_cases(kind, 1, cases);
  return cases;
}

CoClusteringMetrics score(const Bipartite& graph, const SparsePartition& partition,
                          const std::vector<double>& shares) {
  return evaluate(graph.row_starts, graph.column_of, partition.homes.of_row,
                  partition.homes.of_column, partition.at_row, shares);
}

std::vector<std::pair<std::string, CoClusteringMetrics>> score_schemes(const MatrixCase& matrix) {
  const Bipartite graph = matrix.make().graph;
  const std::vector<double> shares = matrix.shares();
  std::vector<std::pair<std::string, CoClusteringMetrics>> scores;
  SparsePartition found;
  for (const std::string scheme : {"output_split", "input_split", "scc", "mscc", "mscc+fgcp"}) {
    found = partition_sparse(scheme, graph, shares, {.seed = matrix.seed});
    scores.emplace_back(scheme, score(graph, found, shares));
  }
  found.at_row = fgcp(graph, found.homes, shares, CrossMode::greedy);
  scores.emplace_back("mscc+fgcp greedy", score(graph, found, shares));
  return scores;
}

}  // namespace modnn
