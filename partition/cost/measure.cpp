#include "partition/cost/measure.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>
#include <malloc.h>

#include "config/random.h"
#include "models/kernels/run_layer.h"
#include "models/kernels/winograd.h"
#include "models/weights/fold_batch_norm.h"
#include "partition/cost/kernel_call_of.h"

namespace modnn {
namespace {

constexpr double unmeasured = std::numeric_limits<double>::infinity();

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Memory that was used once stays with the process, as an inference engine keeps its arenas:
/// otherwise every large map would be paid for by page faults.
void keep_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
}

/// A part of `all` that is at least `least` of it, log-uniformly, anywhere.
Range random_part(const Range& all, double least, const CounterRandom& random,
                  std::uint64_t index) {
  const double share = std::pow(least, uniform(random, index));
  const Index size =
      std::clamp<Index>(std::llround(share * static_cast<double>(all.size())), 1, all.size());
  const Index begin = static_cast<Index>((1 - uniform(random, index + 1)) *
                                         static_cast<double>(all.size() - size + 1));
  return {all.begin + begin, all.begin + begin + size};
}

/// What plans cut: rows and columns, every third time channels, and what has no rows by channels.
/// The first three are such as a few workers have; those beyond show how kernels take small ones.
Box random_region(const Layer& layer, int variant, const CounterRandom& random,
                  std::uint64_t index) {
  const double least = variant <= 3 ? 1.0 / 4 : 1.0 / 16;
  Box box = whole(layer.shape);
  if (locality(layer.kind) == Locality::spatial && variant % 3 != 0) {
    box.rows = random_part(box.rows, least, random, index);
    box.cols = random_part(box.cols, least, random, index + 2);
  } else if (locality(layer.kind) != Locality::whole) {
    box.channels = random_part(box.channels, least, random, index);
  }
  return box;
}

/// A map with something in it that is not all zeros.
Tensor filled(const Box& box) {
  static const std::vector<float> pattern = [] {
    std::vector<float> values(1 << 14);
    const CounterRandom random(1, "map");
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = random.symmetric(i);
    return values;
  }();
  Tensor map(box);
  for (std::size_t i = 0; i < map.values.size(); i += pattern.size())
    std::copy_n(pattern.begin(), std::min(pattern.size(), map.values.size() - i),
                map.values.begin() + static_cast<std::ptrdiff_t>(i));
  return map;
}

double seconds_of(const Network& network, LayerId layer, const LayerWeights& weights,
                  const Box& box) {
  std::vector<Tensor> maps;
  for (std::size_t i = 0; i < network.layer(layer).inputs.size(); ++i)
    maps.push_back(filled(required_input(network, layer, i, box)));
  std::vector<const Tensor*> inputs;
  for (const Tensor& map : maps) inputs.push_back(&map);
  const double begin = thread_seconds();
  const Tensor output = run_layer(network, layer, weights, inputs, box);
  return thread_seconds() - begin;
}

}  // namespace

std::vector<MeasuredCall> measure_network(const Network& original, const MeasureOptions& options,
                                          const std::function<void(int, int)>& progress) {
  keep_memory();
  Network network = original;
  Weights weights = generate_weights(network, options.seed);
  fold_batch_norm(network, &weights);
  prepare_weights(network, weights);
  const CounterRandom random(options.seed, "regions/" + network.name);
  const int variants = 1 + options.regions, layers = network.size();
  const auto box_of = [&](int variant, LayerId id) {
    const auto index = static_cast<std::uint64_t>(4 * (variant * layers + id));
    return variant == 0 ? whole(network.layer(id).shape)
                        : random_region(network.layer(id), variant, random, index);
  };
  std::vector<double> least(static_cast<std::size_t>(variants * layers), unmeasured);
  for (int pass = 0; pass <= options.runs; ++pass) {
    for (int variant = 0; variant < variants; ++variant) {
      for (LayerId id = 1; id < layers; ++id) {
        const Box box = box_of(variant, id);
        if (variant > 0 && box == whole(network.layer(id).shape)) continue;
        const double taken =
            seconds_of(network, id, weights.layers[static_cast<std::size_t>(id)], box);
        double& known = least[static_cast<std::size_t>(variant * layers + id)];
        if (pass > 0) known = std::min(known, taken);
      }
    }
    progress(pass, options.runs);
  }
  std::vector<MeasuredCall> measured;
  for (int variant = 0; variant < variants; ++variant) {
    for (LayerId id = 1; id < layers; ++id) {
      const double taken = least[static_cast<std::size_t>(variant * layers + id)];
      if (taken == unmeasured) continue;
      measured.push_back({network.name, network.layer(id).name,
                          kernel_call_of(network, id, box_of(variant, id)), taken});
    }
  }
  return measured;
}

}  // namespace modnn
