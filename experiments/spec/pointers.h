#pragma once

#include <string>

#include "config/document.h"

namespace modnn {

/// What is wrong with the text as a JSON pointer to a value of an experiment; empty: nothing.
std::string wrong_with_pointer(const std::string& pointer);

bool is_utf8(const std::string& text);

/// graft() into an experiment whose references are resolved: known objects above the value that are
/// absent are made. Throws InputError with the nearest known key when something else is missing.
void put(Document& experiment, const std::string& pointer, const Document& value);

}  // namespace modnn
