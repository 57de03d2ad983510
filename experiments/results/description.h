#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/document.h"
#include "experiments/results/column.h"

namespace modnn {

/// What a point is, for its row: every value that has a column, and in `settings` all others that
/// differ from the default or from the catalogue's entry of that name. Points with different ids
/// differ in it. `document` is the point with its references resolved; throws InputError when a
/// file that counts by its contents cannot be read.
Json describe_point(const Document& document);

/// The columns, in order.
ResultColumns point_columns();

/// Swept pointers whose value a column tells anyway, and which.
const std::map<std::string, std::string>& columns_of_pointers();

}  // namespace modnn
