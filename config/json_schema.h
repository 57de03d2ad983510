#pragma once

#include <string>

#include "config/keys.h"

namespace modnn {

/// Objects with these keys as a JSON Schema (draft 7, which editors know). What references name is
/// left to the schema of that file beside it. An `open` object may have any others beside them.
Json json_schema(const std::string& title, const std::string& help, const Keys& keys,
                 bool open = false);

/// "what it is (unit)".
std::string with_unit(std::string_view help, std::string_view unit);

}  // namespace modnn
