#include "sim/experiment/seeds.h"

#include "models/random.h"

namespace modnn {

std::uint64_t replication_seed(std::uint64_t seed, std::size_t replication) {
  return replication == 0 ? seed : CounterRandom(seed, "replication").bits(replication) >> 11U;
}

void replicate(Document& experiment, std::size_t replication) {
  Json& seed = experiment.root["seed"];
  if (seed.is_null()) seed = 1;
  if (seed.is_number()) seed = replication_seed(seed.get<std::uint64_t>(), replication);
}

}  // namespace modnn
