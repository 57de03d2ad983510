#pragma once

#include "config/field_list.h"
#include "config/keys.h"
#include "platforms/device.h"

namespace modnn {

/// The keys of platforms/devices/*.json, and what they fill.
const Fields<Device>& device_fields();
const Keys& device_keys();

/// One step of a speed profile.
const Fields<SpeedStep>& speed_step_fields();

}  // namespace modnn
