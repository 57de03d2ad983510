#pragma once

#include "config/field_list.h"
#include "config/keys.h"
#include "platforms/cluster.h"

namespace modnn {

inline const Words<Paging> paging_words{
    {Paging::none, "none"}, {Paging::overflow, "overflow"}, {Paging::lru, "lru"}};

inline const Words<AccessPoint> access_point_words{{AccessPoint::owner, "group_owner"},
                                                   {AccessPoint::router, "router"}};

/// The keys of platforms/*.json; those of its devices and its medium are inside.
const Keys& platform_keys();
const Keys& group_owner_keys();
const Keys& worker_keys();
const Fields<Uplink>& uplink_fields();

}  // namespace modnn
