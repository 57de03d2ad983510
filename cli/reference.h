#pragma once

#include <string>

namespace modnn {

/// docs/reference.md: a heading for each kind of file, a line of a table for each key or column.
std::string reference_page();

}  // namespace modnn
