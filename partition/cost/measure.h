#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "models/network/network.h"
#include "partition/cost/samples.h"

namespace modnn {

struct MeasureOptions {
  int runs = 5;     ///< the least of so many passes, after one that does not count
  int regions = 0;  ///< of every layer that can be cut, beside the whole map
  std::uint64_t seed = 1;
};

/// Measures this machine's kernels on every layer of a network, one thread, in the processor time
/// of that thread, so that other load disturbs little. A pass goes through the layers as an
/// inference does: weights are as cold as they are there. `progress(passes done, of all)` is called
/// after every pass.
std::vector<MeasuredCall> measure_network(const Network& network, const MeasureOptions& options,
                                          const std::function<void(int, int)>& progress);

}  // namespace modnn
