#include "experiments/run/shard.h"

#include <charconv>

#include "config/error.h"

namespace modnn {

Shard parse_shard(const std::string& text) {
  Shard shard{0, 0};
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  if (number.ec == std::errc() && number.ptr != end && *number.ptr == '/') {
    const auto count = std::from_chars(number.ptr + 1, end, shard.count);
    if (count.ec == std::errc() && count.ptr == end && shard.number >= 1 &&
        shard.number <= shard.count) {
      return shard;
    }
  }
  throw InputError("--shard " + text + ": expected i/n with 1 <= i <= n, e.g. 1/4");
}

}  // namespace modnn
