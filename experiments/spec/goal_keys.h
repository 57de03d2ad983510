#pragma once

#include "config/fields.h"
#include "search/goal.h"

namespace modnn {

/// The keys of /partition/auto.
const Fields<Goal>& goal_fields();

}  // namespace modnn
