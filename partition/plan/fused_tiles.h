#pragma once

#include "partition/plan/placing.h"

namespace modnn {

/// FTP after Zhao et al., DeepThings, IEEE TCAD 2018, dealt out beforehand (there called WSH): all
/// layers are one run, whose output is cut into n x n equal tiles. Every device gets as many,
/// whatever its speed: the first ones the first device, row after row. It computes one in each
/// round.
Placement fused_tiles(const Placing& placing);

}  // namespace modnn
