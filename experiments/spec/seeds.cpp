#include "experiments/spec/seeds.h"

#include <cmath>

#include "config/random.h"

namespace modnn {

std::uint64_t replication_seed(std::uint64_t seed, std::size_t replication) {
  return replication == 0 ? seed : CounterRandom(seed, "replication").bits(replication) >> 11U;
}

bool is_seed(const Json& value) {
  constexpr double most = 9007199254740992.0;  // 2^53
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return number >= 0 && number < most && number == std::floor(number);
}

void replicate(Document& experiment, std::size_t replication) {
  if (!experiment.root.contains("seed")) experiment.root["seed"] = 1;
  Json& seed = experiment.root["seed"];
  // What is no seed stays as it is, for the reader to complain about.
  if (is_seed(seed)) seed = replication_seed(seed.get<std::uint64_t>(), replication);
}

}  // namespace modnn
