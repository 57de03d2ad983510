#include "platforms/device.h"

#include "config/fields.h"
#include "platforms/device_keys.h"

namespace modnn {

SpeedProfile read_speed_profile(const Value& value) {
  SpeedProfile profile;
  for (const Value& element : value.elements()) {
    const SpeedStep step = read_object<speed_step_fields>(element);
    if (!profile.empty() && step.from_s <= profile.back().from_s) {
      element.problem("\"from_s\" must be later than in the step before");
    }
    profile.push_back(step);
  }
  return profile;
}

Device read_device(const Value& value) { return read_object<device_fields>(value); }

}  // namespace modnn
