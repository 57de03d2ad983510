#pragma once

#include <vector>

namespace modnn {

/// A key, and what it fills of an `Owner` (config/fields.h).
template <class Owner>
struct Field;
template <class Owner>
using Fields = std::vector<Field<Owner>>;

}  // namespace modnn
