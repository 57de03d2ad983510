// MSCC + FGCP on a matrix of VGG-16's fc6 shape (4096 x 25088, 10 % dense, 10.3 M nonzeros) for 4
// workers against METIS and scikit-learn, one thread each, in one run. Exit 1 when a bound is
// missed: whole time 1.0x METIS's k-way call, spectral stage 1.0x scikit-learn's co-clustering with
// ARPACK, 1.5 GB.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "partition/dense/dense_schemes.h"
#include "partition/dense/metis.h"
#include "partition/dense/spectral.h"
#include "partition/quality/instances.h"
#include "process/python.h"

namespace {

using namespace modnn;

double seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1e6;
}

template <typename T>
void write_binary(const std::filesystem::path& path, const std::vector<T>& values) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
}

/// Seconds that scikit-learn takes, as its script says; 0 when it is not there.
double sklearn_seconds(const Bipartite& graph, std::size_t clusters) {
  std::string pattern = (std::filesystem::temp_directory_path() / "modnn_XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  write_binary(folder / "row_starts.bin", graph.row_starts);
  write_binary(folder / "column_of.bin", graph.column_of);
  const std::string python = find_python({"sklearn"}, "python3-sklearn", "the comparison");
  const int status = run_program({python, MODNN_SKLEARN_SECONDS, folder.string(),
                                  std::to_string(graph.columns), std::to_string(clusters)},
                                 Streams::inherited)
                         .status;
  double elapsed_s = 0;
  if (status == 0) std::ifstream(folder / "seconds.txt") >> elapsed_s;
  std::filesystem::remove_all(folder);
  return elapsed_s;
}

bool within(const char* what, double ours_s, double theirs_s) {
  std::printf("%-45s %6.2f s / %6.2f s = %.2f\n", what, ours_s, theirs_s, ours_s / theirs_s);
  return ours_s <= theirs_s;
}

}  // namespace

int main() {
  const std::vector<double> shares(4, 1.0);
  const Bipartite graph = random_instance(4096, 25088, 0.1, 1).graph;
  std::printf("%ld nonzeros\n", static_cast<long>(graph.nonzeros()));
  bool held = true;
  SparsePartition found;
  const double spectral_s = seconds([&] { spectral_embedding(graph, 3); });
  const double ours_s = seconds([&] { found = partition_sparse("mscc+fgcp", graph, shares, {}); });
  const double gigabytes = peak_gigabytes();
  std::printf("volume %ld values; peak memory %.2f GB\n",
              static_cast<long>(volume(graph, found.homes, found.at_row)), gigabytes);
  held = gigabytes < 1.5;
  const SparsePartition again = partition_sparse("mscc+fgcp", graph, shares, {});
  const bool equal = again.homes.of_row == found.homes.of_row &&
                     again.homes.of_column == found.homes.of_column && again.at_row == found.at_row;
  std::printf("second run: %s\n", equal ? "equal" : "DIFFERENT");
  held = held && equal;
  if (has_metis()) {
    const double metis_s = seconds([&] { metis_clusters(graph, shares, MetisObjective::cut, 1); });
    held = within("MSCC + FGCP / METIS k-way", ours_s, metis_s) && held;
  }
  if (const double theirs_s = sklearn_seconds(graph, shares.size()); theirs_s > 0)
    held = within("spectral stage / scikit-learn with ARPACK", spectral_s, theirs_s) && held;
  return held ? 0 : 1;
}
