#pragma once

#include "sim/account/critical_path.h"

namespace modnn {

/// What lies before an event: the last step of the critical path to it, and how long the computing
/// before it would take if messages took no time.
struct Cause {
  CriticalPath::Mark mark = CriticalPath::start;
  double busy_s = 0;
};

}  // namespace modnn
