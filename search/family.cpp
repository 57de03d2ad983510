#include "search/family.h"

#include <bit>
#include <cmath>

namespace modnn {
namespace {

/// Every way to cut layers from `first` on into blocks, after those of `begun`.
void add_all(const Choices& choices, LayerId first, const std::vector<double>& factors,
             const Sketch& begun, std::vector<Sketch>& all) {
  if (first == choices.network.size()) {
    all.push_back(begun);
    return;
  }
  for (LayerId last = first; last < choices.network.size(); ++last) {
    const bool matters = locality(choices.network.layer(last).kind) == Locality::spatial;
    for (const Partitioner cut : partitioners()) {
      Sketch longer = begun;
      longer.blocks.push_back({last, cut, factors, {}, {}});
      if (!is_possible(longer.blocks.back(), choices.network, begun.ways, first)) break;
      add_all(choices, last + 1, factors, longer, all);
      if (!matters) break;
    }
  }
}

}  // namespace

std::vector<Sketch> whole_family(const Choices& choices, int most) {
  const int devices = choices.cluster.size();
  const int layers = choices.network.size() - 1;
  const auto cuts = static_cast<double>(partitioners().size());
  constexpr int most_devices = 10;
  if (devices > most_devices) return {};
  const auto subsets = static_cast<double>((1U << static_cast<unsigned>(devices)) - 1);
  const double count =
      static_cast<double>(choices.ways.size()) * subsets * cuts * std::pow(1 + cuts, layers - 1);
  if (count > most) return {};
  std::vector<Sketch> all;
  for (const PlanOptions& ways : choices.ways) {
    for (unsigned subset = 1; subset < 1U << static_cast<unsigned>(devices); ++subset) {
      const bool single = std::has_single_bit(subset);
      if ((subset & 1U) != 0 && !single && !ways.group_owner_computes) continue;
      std::vector<double> factors(choices.cluster.members.size());
      for (DeviceId device = 0; device < devices; ++device)
        factors[device] = (subset >> static_cast<unsigned>(device)) & 1U;
      add_all(choices, 1, factors, {ways, {}}, all);
    }
  }
  return all;
}

}  // namespace modnn
