#pragma once

#include <filesystem>
#include <string>

#include "config/document.h"
#include "sim/account/report.h"

namespace modnn {

/// Where a result set keeps the trace of a point.
std::filesystem::path trace_path(const std::filesystem::path& result_set, const std::string& id);

/// Creates the folder of the traces, and removes what a killed process left there. Throws
/// EnvironmentError.
void prepare_traces(const std::filesystem::path& result_set);

/// The report's timeline in Chrome's trace-event format (the JSON object format), which Perfetto
/// and chrome://tracing open; `about` becomes its "otherData". A process per phone has the threads
/// "processor" and "radio"; idle time is what they leave free. The slices of one activity, which is
/// their category, sum to the device's account; what a radio does while its phone computes or pages
/// has the category "hidden". A message is a flow from the sender to the receiver. Times are whole
/// nanoseconds, written in microseconds.
std::string trace_json(const Report& report, const Json& about);

}  // namespace modnn
