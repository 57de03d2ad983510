#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "partition/plan/plan.h"

namespace modnn {

enum class ArrivalKind {
  periodic,  ///< one after every 1 / rate
  poisson,   ///< the time to the next is exponential with mean 1 / rate
  burst,     ///< so many at once, with pauses that make up the rate
  trace      ///< at given instants
};

/// When images come; the rate is that of all sources together.
struct ArrivalSpec {
  ArrivalKind kind = ArrivalKind::periodic;
  double rate_per_s = 1;
  int burst = 1;
  std::vector<double> times_s;  ///< trace; ascending
};

/// A stream of images that a cell serves, first come, first served.
struct Workload {
  int images = 1;
  ArrivalSpec arrivals;
  /// Where images come, and their answers go: by turns, of Poisson arrivals each at random
  /// (so that every source has Poisson arrivals, too).
  std::vector<DeviceId> sources{group_owner};
  int in_flight = 1;  ///< images that are under way at once; the others wait for their turn
  double deadline_s = std::numeric_limits<double>::infinity();  ///< an answer after more is late
};

struct ImageArrival {
  double at_s = 0;
  std::size_t source = 0;  ///< index into Workload::sources
};

/// Poisson arrivals depend on (seed, number of the image) alone.
std::vector<ImageArrival> arrivals_of(const Workload& workload, std::uint64_t seed);

}  // namespace modnn
