#pragma once

#include <string>

#include "config/document.h"

namespace modnn {

/// The image of an experiment in one message from a data source to the group owner, before anything
/// that is simulated.
struct SourceMessage {
  double bytes = 0;
  double seconds = 0;  ///< on the air, with the overhead and the wake-up of both radios
};

/// `resolved` has every name replaced by contents.
SourceMessage source_message(const Json& resolved);

/// Whether a value at `pointer` of the experiment may change it.
bool changes_source_message(const std::string& pointer);

/// What to know of figures that hold it.
std::string note_of(const SourceMessage& message);

}  // namespace modnn
