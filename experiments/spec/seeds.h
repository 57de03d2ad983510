#pragma once

#include <cstddef>
#include <cstdint>

#include "config/document.h"

namespace modnn {

/// The seed of a point's n-th replication, below 2^53 so that JSON tools keep it exact. The first
/// replication has the experiment's own seed: asking for more replications later reuses it.
std::uint64_t replication_seed(std::uint64_t seed, std::size_t replication);

/// Whether the value is an integer of at most 2^53 - 1.
bool is_seed(const Json& value);

/// Gives an experiment the seed of its n-th replication.
void replicate(Document& experiment, std::size_t replication);

}  // namespace modnn
