#include "sim/service/workload.h"

#include "config/random.h"

namespace modnn {
namespace {

/// Of images that do not wait for one another's times: poisson's depend on all before.
double instant(const ArrivalSpec& spec, std::size_t image) {
  const auto number = static_cast<double>(image);
  switch (spec.kind) {
    case ArrivalKind::burst: {
      const auto size = static_cast<std::size_t>(spec.burst);
      return static_cast<double>(image / size * size) / spec.rate_per_s;
    }
    case ArrivalKind::trace:
      return spec.times_s[image];
    case ArrivalKind::periodic:
    case ArrivalKind::poisson:
      break;
  }
  return number / spec.rate_per_s;
}

}  // namespace

std::vector<ImageArrival> arrivals_of(const Workload& workload, std::uint64_t seed) {
  const bool is_poisson = workload.arrivals.kind == ArrivalKind::poisson;
  const CounterRandom pauses(seed, "arrivals"), sources(seed, "sources");
  std::vector<ImageArrival> arrivals(static_cast<std::size_t>(workload.images));
  double now_s = 0;
  for (std::size_t image = 0; image < arrivals.size(); ++image) {
    const std::size_t turn = is_poisson ? sources.bits(image) >> 11U : image;
    if (is_poisson) now_s += exponential(pauses, image) / workload.arrivals.rate_per_s;
    arrivals[image] = {is_poisson ? now_s : instant(workload.arrivals, image),
                       turn % workload.sources.size()};
  }
  return arrivals;
}

}  // namespace modnn
