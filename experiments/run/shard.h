#pragma once

#include <cstddef>
#include <string>

namespace modnn {

/// The part of a sweep that one of several runs computes: every count-th point.
struct Shard {
  std::size_t number = 1;  ///< from 1
  std::size_t count = 1;

  bool holds(std::size_t index) const { return index % count == number - 1; }
};

/// Reads `i/n` with 1 <= i <= n. Throws InputError.
Shard parse_shard(const std::string& text);

}  // namespace modnn
