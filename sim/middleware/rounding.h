#pragma once

#include "sim/middleware/inference.h"

namespace modnn {

/// What the receiver gets when values travel in fewer bits: 4 bytes as they are; 2 as IEEE 754
/// half precision, to the nearest and ties to even, saturated at +-65504; 1 as an 8-bit affine code
/// of 256 equal steps from the least to the largest value of the message.
Parcel round_parcel(Parcel parcel, int bytes_per_value);

/// One value in half precision.
float round_to_half(float value);

}  // namespace modnn
