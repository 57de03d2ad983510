#pragma once

#include <vector>

#include "search/moves.h"

namespace modnn {

/// All plans of which each block is cut in one of the ways there are, for the same devices in
/// proportion to their speed, blocks ending anywhere, with every way to deliver; none when there
/// are more than `most`.
std::vector<Sketch> whole_family(const Choices& choices, int most);

}  // namespace modnn
