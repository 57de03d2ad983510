#pragma once

#include "config/keys.h"

namespace modnn {

/// The keys of platforms/media/*.json.
const Keys& medium_keys();
const Keys& phy_keys();

}  // namespace modnn
