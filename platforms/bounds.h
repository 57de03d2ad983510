#pragma once

#include "config/reader.h"

namespace modnn {

/// What a platform's numbers may be: far wider than any device, and narrow enough that no product
/// or quotient of them overflows, vanishes in a double or in SimGrid's precision (1e-5).
inline constexpr Bounds work_rate{1, 1e18};           ///< MACs, elements or bytes a second
inline constexpr Bounds bit_rate{1, 1e15};            ///< bits a second
inline constexpr Bounds seconds_bounds{0, 1e12};      ///< 30 thousand years
inline constexpr Bounds interval_bounds{1e-6, 1e12};  ///< seconds between two events
inline constexpr Bounds factor_bounds{1e-3, 1e6};     ///< on a speed

}  // namespace modnn
