#include "sim/experiment/seeds.h"

#include "models/random.h"

namespace modnn {

std::uint64_t replication_seed(std::uint64_t seed, std::size_t replication) {
  return replication == 0 ? seed : CounterRandom(seed, "replication").bits(replication) >> 11U;
}

}  // namespace modnn
