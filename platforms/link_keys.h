#pragma once

#include "config/field_list.h"
#include "config/keys.h"
#include "platforms/link.h"

namespace modnn {

inline const Words<WifiStandard> wifi_standard_words{
    {WifiStandard::n, "n"}, {WifiStandard::ac, "ac"}, {WifiStandard::ax, "ax"}};

/// The keys of a worker group's link.
const Fields<Link>& link_fields();

}  // namespace modnn
