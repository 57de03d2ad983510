#pragma once

#include "config/document.h"
#include "config/reader.h"
#include "platforms/cluster.h"

namespace modnn {

/// Most stations that a cell may hold.
inline constexpr int max_workers = 4096;

/// Inlines the devices and the medium that the platform at `pointer` names.
void inline_platform(Document& document, const std::string& pointer, Problems& problems);

/// Reads a platform whose names are inlined (see platforms/*.json):
/// `{"name": ..., "group_owner": {"device": ...}, "workers": [{"device": ..., "count": 4,
/// "rate_bps": 4e7,
///   "speed_factor": 1}], "medium": {...}, "paging": "overflow"}`. Records what is wrong in the
///   value's problems.
Cluster read_platform(const Value& value);

/// Adds a group of workers, one of those of a platform; `group` numbers their uplink.
void read_workers(const Value& value, int group, Cluster& cluster);

}  // namespace modnn
