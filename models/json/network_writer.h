#pragma once

#include "config/document.h"
#include "models/network/network.h"

namespace modnn {

/// The description from which read_network() makes this network, without what is the default.
Json write_network(const Network& network);

}  // namespace modnn
