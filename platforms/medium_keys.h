#pragma once

#include "config/field_list.h"
#include "config/keys.h"
#include "platforms/medium.h"

namespace modnn {

/// The keys of platforms/media/*.json, and what they fill.
const Fields<Medium>& medium_fields();
const Keys& medium_keys();

}  // namespace modnn
