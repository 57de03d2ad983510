#pragma once

#include <array>
#include <cstddef>

namespace modnn {

/// What a device does. When several go on at once (it computes while a message arrives), the first
/// of this list counts, so that every second belongs to exactly one.
enum class Activity : std::size_t { absent, compute, page_in, wakeup, transmit, receive, idle };
inline constexpr std::size_t activity_count = 7;

/// Seconds per activity, indexed by Activity.
using ActivitySeconds = std::array<double, activity_count>;

}  // namespace modnn
