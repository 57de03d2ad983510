// Times the convolutions of VGG-16, one thread, against oneDNN's where that is installed, in one
// run, and prints the ratio of the total times.

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/json/network_json.h"
#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "models/maps/input.h"
#ifdef MODNN_WITH_ONEDNN
#include "onednn_conv.h"
#endif

namespace modnn::bench {
namespace {

Network vgg16() {
  const Document document = load_document(std::string(MODNN_ZOO) + "/vgg16.json");
  Problems problems;
  std::optional<Network> network = read_network(Value(document, problems));
  problems.throw_if_any();
  return std::move(*network);
}

/// A layer alone behind an image of its input's shape.
Network alone(const Network& network, LayerId id) {
  const Layer& layer = network.layer(id);
  const Shape input = network.layer(layer.inputs[0]).shape;
  return {layer.name,
          "",
          {{"input", Input{input}, {}, input}, {layer.name, layer.kind, {0}, layer.shape}}};
}

void rate(benchmark::State& state, double macs) {
  state.counters["GMAC/s"] =
      benchmark::Counter(1e-9 * macs, benchmark::Counter::kIsIterationInvariantRate);
}

void run_ours(benchmark::State& state, const Network& network) {
  Weights weights = generate_weights(network, 1);
  prepare_weights(network, weights);
  const Tensor image = generate_input(network.input_shape(), 1);
  const Box output = whole(network.layer(1).shape);
  for (auto step : state)
    benchmark::DoNotOptimize(run_layer(network, 1, weights.layers[1], {&image}, output));
  rate(state, work(network, 1, output).macs);
}

#ifdef MODNN_WITH_ONEDNN
void run_onednn(benchmark::State& state, const Network& network) {
  OnednnConv conv(std::get<Conv>(network.layer(1).kind), network.input_shape(),
                  network.layer(1).shape);
  for (auto step : state) conv.run();
  rate(state, work(network, 1, whole(network.layer(1).shape)).macs);
}
#endif

/// Prints the table, and at the end the total of each library's median times.
class TotalReporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration)
        times_[run.run_name.function_name].push_back(run.GetAdjustedRealTime());
  }

  void Finalize() override {
    const double ours = total("modnn/"), theirs = total("onednn/");
    std::printf("total: modnn %.1f ms", ours);
    if (theirs > 0) std::printf(", oneDNN %.1f ms, ratio %.3f", theirs, ours / theirs);
    std::printf("\n");
  }

 private:
  double total(const std::string& prefix) const {
    double sum = 0;
    for (const auto& [name, values] : times_) {
      if (!name.starts_with(prefix)) continue;
      std::vector<double> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      sum += sorted[sorted.size() / 2];
    }
    return sum;
  }

  std::map<std::string, std::vector<double>> times_;
};

}  // namespace
}  // namespace modnn::bench

int main(int argc, char** argv) {
  using namespace modnn::bench;
  const modnn::Network network = vgg16();
  std::vector<modnn::Network> layers;
  for (modnn::LayerId id = 1; id < network.size(); ++id)
    if (std::holds_alternative<modnn::Conv>(network.layer(id).kind))
      layers.push_back(alone(network, id));
  for (const modnn::Network& layer : layers) {
    benchmark::RegisterBenchmark(("modnn/" + layer.name).c_str(), run_ours, layer)
        ->Unit(benchmark::kMillisecond);
#ifdef MODNN_WITH_ONEDNN
    benchmark::RegisterBenchmark(("onednn/" + layer.name).c_str(), run_onednn, layer)
        ->Unit(benchmark::kMillisecond);
#endif
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  TotalReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
