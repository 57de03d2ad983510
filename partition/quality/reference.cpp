#include "partition/quality/reference.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>

#include "config/catalog.h"
#include "config/document.h"
#include "config/error.h"
#include "partition/dense/dense_schemes.h"
#include "partition/dense/metis.h"
#include "partition/dense/within_capacity.h"
#include "process/pool.h"
#include "process/python.h"

namespace modnn {
namespace {

constexpr double epsilon = 0.05;

/// A folder that is gone with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "modnn_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw EnvironmentError("cannot make a temporary folder " + pattern);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

template <typename T>
void write_binary(const std::filesystem::path& path, const std::vector<T>& values) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
  if (!file.flush()) throw EnvironmentError("cannot write " + path.string());
}

CoClustering sklearn_clusters(const std::string& python, const Bipartite& graph,
                              const std::vector<double>& shares, std::uint64_t seed) {
  const TemporaryFolder folder;
  write_binary(folder.path() / "row_starts.bin", graph.row_starts);
  write_binary(folder.path() / "column_of.bin", graph.column_of);
  const auto script = data_root() / "partition" / "quality" / "sklearn_co_clustering.py";
  const Ended ended = run_python(python, script,
                                 {folder.path().string(), std::to_string(graph.columns),
                                  std::to_string(shares.size()), std::to_string(seed)},
                                 Streams::inherited);
  if (ended.status != 0)
    throw std::runtime_error(fmt::format("{} ended with {}", script.string(), ended.status));
  std::vector<int> cluster_of(graph.rows + graph.columns);
  std::ifstream file(folder.path() / "cluster_of.bin", std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(cluster_of.data()),
                 static_cast<std::streamsize>(cluster_of.size() * sizeof(int))))
    throw std::runtime_error(script.string() + " wrote too few clusters");
  return larger_clusters_to_larger_shares(graph, cluster_of, shares);
}

std::string run_case(const MatrixCase& matrix, const ReferenceOptions& options,
                     const std::string& python) {
  const Bipartite graph = matrix.make().graph;
  const std::vector<double> shares = matrix.shares();
  const std::vector<double> capacity = capacities(shares, graph.nonzeros(), epsilon);
  Json rows = Json::array();
  const auto add = [&](const std::string& method, const SparsePartition& found) {
    const CoClusteringMetrics metrics = score(graph, found, shares);
    rows.push_back({{"method", method},
                    {"volume", metrics.volume},
                    {"imbalance", metrics.imbalance},
                    {"feasible", fits(loads(graph, found.homes, found.at_row), capacity)}});
  };
  const auto add_homes = [&](const std::string& method, const CoClustering& homes) {
    add(method, within_capacity(graph, homes, shares, capacity));
  };
  for (const std::string scheme : {"mscc+fgcp", "output_split", "input_split"})
    add(scheme, partition_sparse(scheme, graph, shares, {.epsilon = epsilon, .seed = matrix.seed}));
  if (options.metis) {
    add_homes("metis_cut", metis_clusters(graph, shares, MetisObjective::cut, matrix.seed));
    add_homes("metis_volume", metis_clusters(graph, shares, MetisObjective::volume, matrix.seed));
  }
  if (options.sklearn) add_homes("sklearn", sklearn_clusters(python, graph, shares, matrix.seed));
  return rows.dump();
}

/// Least volume of the feasible ones among the methods, if any.
std::optional<double> best(const std::map<std::string, ReferenceRow>& of_matrix,
                           const std::vector<std::string>& methods) {
  std::optional<double> least;
  for (const std::string& method : methods) {
    const auto found = of_matrix.find(method);
    if (found == of_matrix.end() || !found->second.feasible) continue;
    least = std::min(least.value_or(found->second.volume), found->second.volume);
  }
  return least;
}

}  // namespace

std::vector<ReferenceRow> compare_with_references(
    const std::vector<MatrixCase>& suite, const ReferenceOptions& options,
    const std::function<void(std::size_t done, std::size_t all)>& progress) {
  if (options.metis && !has_metis())
    throw EnvironmentError(
        "no METIS in this build: apt-get install libmetis-dev, then configure and build again");
  std::string python;
  if (options.sklearn) python = find_python({"sklearn"}, "python3-sklearn", "the comparison");
  std::vector<std::vector<ReferenceRow>> found(suite.size());
  std::size_t done = 0;
  PoolOptions pool;
  pool.jobs = options.jobs;
  run_forked(
      suite.size(), pool, [&](std::size_t i) { return run_case(suite[i], options, python); },
      [&](std::size_t i, JobResult result) {
        if (!result.succeeded) throw std::runtime_error(suite[i].name() + ": " + result.text);
        for (const Json& row : Json::parse(result.text))
          found[i].push_back({i, row["method"], row["volume"], row["imbalance"], row["feasible"]});
        progress(++done, suite.size());
      });
  std::vector<ReferenceRow> rows;
  for (const auto& of_matrix : found) rows.insert(rows.end(), of_matrix.begin(), of_matrix.end());
  return rows;
}

std::string reference_csv(const std::vector<MatrixCase>& suite,
                          const std::vector<ReferenceRow>& rows) {
  std::string text = "matrix,workers,shares,seed,method,volume_values,imbalance,feasible\n";
  for (const ReferenceRow& row : rows) {
    const MatrixCase& matrix = suite[row.matrix];
    text += fmt::format("{},{},{},{},{},{},{},{}\n", matrix.matrix, matrix.workers,
                        matrix.skewed ? "skewed" : "equal", matrix.seed, row.method, row.volume,
                        row.imbalance, row.feasible);
  }
  return text;
}

std::vector<ReferenceSummary> summarise(const std::vector<MatrixCase>& suite,
                                        const std::vector<ReferenceRow>& rows) {
  std::vector<std::map<std::string, ReferenceRow>> of_matrix(suite.size());
  for (const ReferenceRow& row : rows) of_matrix[row.matrix].emplace(row.method, row);
  const std::vector<std::pair<std::string, std::vector<std::string>>> others{
      {"metis", {"metis_cut", "metis_volume"}},
      {"sklearn", {"sklearn"}},
      {"plain", {"output_split", "input_split"}}};
  std::vector<ReferenceSummary> summaries;
  for (const auto& [name, methods] : others) {
    ReferenceSummary summary;
    summary.against = name;
    double logarithms = 0;
    int compared = 0;
    for (std::size_t i = 0; i < suite.size(); ++i) {
      const auto theirs = best(of_matrix[i], methods);
      if (!theirs) continue;
      const auto ours = best(of_matrix[i], {"mscc+fgcp"});
      (!ours || *ours > *theirs ? summary.losses
       : *ours < *theirs        ? summary.wins
                                : summary.ties) += 1;
      if (!ours || *theirs == 0 || *ours == 0) continue;
      const double ratio = *ours / *theirs;
      logarithms += std::log(ratio);
      ++compared;
      if (ratio <= summary.worst) continue;
      summary.worst = ratio;
      summary.worst_matrix = suite[i].name();
    }
    if (compared == 0) continue;
    summary.geometric_mean = std::exp(logarithms / compared);
    summaries.push_back(summary);
  }
  return summaries;
}

}  // namespace modnn
