#pragma once

#include "config/document.h"
#include "sim/service/workload.h"
#include "tests/models/networks.h"

namespace modnn::test {

/// 4 x 4 pixels through 1x1 convolutions: 16 MACs = 16 ms a layer at 1000 MAC/s, 64 bytes of image
/// and of result.
inline Network convolutions(std::size_t layers) {
  return chain({1, 4, 4}, std::vector<LayerKind>(layers, Conv{.outputs = 1, .bias = false}));
}

/// All images come at the beginning.
inline Workload at_once(int images, int in_flight) {
  Workload workload;
  workload.images = images;
  workload.arrivals.kind = ArrivalKind::burst;
  workload.arrivals.burst = images;
  workload.in_flight = in_flight;
  return workload;
}

inline double value(const Json& result, const char* key) {
  return result["report"][key].get<double>();
}

}  // namespace modnn::test
