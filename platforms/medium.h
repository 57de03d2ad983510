#pragma once

#include <string>

#include "config/reader.h"

namespace modnn {

/// The shared radio channel.
struct Medium {
  std::string name;
  double goodput_bps = 0;  ///< what one lone station gets, above TCP; the default of every station
  double message_overhead_s = 0;  ///< what a message costs beside its bytes, on an awake, idle link
};

/// Reads a medium description (see platforms/media). Records what is wrong in the value's problems.
Medium read_medium(const Value& value);

}  // namespace modnn
