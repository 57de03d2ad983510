#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/maps/shape.h"

namespace modnn {

/// What the header of a NumPy file says.
struct NpyHeader {
  std::string descr;  ///< the type of the values: "<f4"
  bool fortran_order = false;
  std::vector<Index> shape;
};

/// Reads a header, which is a Python dictionary literal with the keys descr, fortran_order and
/// shape, in any order, with any white space and with or without trailing commas. Throws
/// std::invalid_argument with a sentence about what is wrong.
NpyHeader parse_npy_header(std::string_view text);

}  // namespace modnn
