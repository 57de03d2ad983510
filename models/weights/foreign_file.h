#pragma once

#include <string>

#include "config/input_file.h"

namespace modnn {

/// What a file that is not in a weights format seems to be instead, and what to do about it, by its
/// first bytes: ": it is a Git LFS pointer, ... (git lfs pull)". "" when it is nothing known.
std::string foreign_file(const InputFile& file);

}  // namespace modnn
