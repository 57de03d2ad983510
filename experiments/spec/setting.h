#pragma once

#include <string>

#include "config/document.h"
#include "config/reader.h"

namespace modnn {

/// `--set /pointer=value`.
struct Setting {
  std::string pointer;
  std::string value;  ///< JSON, or a bare string
};

/// Throws InputError unless `text` is `/pointer=value`.
Setting parse_setting(const std::string& text);

/// Puts the value into an experiment whose references are resolved, and resolves what it brings
/// in. A pointer that the experiment varies no longer varies.
void apply_setting(Document& document, const Setting& setting, Problems& problems);

}  // namespace modnn
