#pragma once

#include "config/keys.h"

namespace modnn {

/// The keys of platforms/devices/*.json.
const Keys& device_keys();

/// The keys of one step of a speed profile.
const Keys& speed_step_keys();
const Keys& radio_keys();
const Keys& power_keys();

}  // namespace modnn
