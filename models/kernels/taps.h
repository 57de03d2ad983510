#pragma once

#include "models/maps/window.h"

namespace modnn {

/// The input coordinate that tap `tap` of output 0 falls on; output i falls `i * stride` further.
inline Index tap_offset(const WindowAxis& axis, Index tap) {
  return tap * axis.dilation - axis.pad_begin;
}

/// Those of `outputs` for which an input at `i * stride + offset` lies in [0, extent): what is left
/// needs no test for the padding.
inline Range outputs_inside(const Range& outputs, Index stride, Index offset, Index extent) {
  const auto first_at_least = [&](Index coordinate) {
    return coordinate <= 0 ? Index{0} : (coordinate + stride - 1) / stride;
  };
  return intersect(outputs, Range{first_at_least(-offset), first_at_least(extent - offset)});
}

}  // namespace modnn
