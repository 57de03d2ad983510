#include "platforms/medium.h"

#include <algorithm>

#include "config/fields.h"
#include "platforms/medium_keys.h"

namespace modnn {

double efficiency(const Medium& medium, int senders) {
  if (medium.efficiency.empty() || senders < 1) return 1;
  const auto last = static_cast<int>(medium.efficiency.size());
  return medium.efficiency[static_cast<std::size_t>(std::min(senders, last) - 1)];
}

Medium read_medium(const Value& value) { return read_object<medium_fields>(value); }

}  // namespace modnn
