#include "sim/experiment/point_row.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "config/error.h"
#include "sim/experiment/description.h"
#include "sim/experiment/file_access.h"
#include "sim/experiment/row.h"
#include "sim/experiment/run_point.h"
#include "sim/experiment/trace.h"

namespace modnn {
namespace {

/// The part of a row that is known before the point runs.
Json row_head(const Sweep& sweep, std::size_t index) {
  Json row;
  row["format"] = result_format_version;
  row["point_id"] = sweep.id(index);
  row["experiment"] = sweep.name();
  row["index"] = index;
  row["status"] = "failed";
  row["swept"] = Json::object();
  const auto names = sweep.axes().columns();
  const auto values = sweep.axes().values(index);
  for (std::size_t i = 0; i < names.size(); ++i) row["swept"][names[i]] = values[i];
  row["point"] = Json::object();
  row["notes"] = Json::array();
  row["result"] = Json::object();
  return row;
}

/// What a trace says about its point.
Json about_point(const Json& row) {
  Json about;
  for (const char* key : {"experiment", "point_id", "swept", "point"}) about[key] = row[key];
  about["makespan_s"] = row["result"]["makespan_s"];
  about["modnn"] = row["provenance"]["modnn"];
  return about;
}

/// Which of the results is not finite, though it is not measured against the lone phone's.
std::string infinite_result(const Json& measured) {
  for (const auto& [key, value] : measured.items()) {
    const bool relative = key == "alone_s" || key.starts_with("speedup_");
    if (relative || !value.is_number_float() || std::isfinite(value.get<double>())) continue;
    return fmt::format("{} is not a finite number: the values of this point are too extreme", key);
  }
  return "";
}

std::string line_of(const Json& row) {
  return row.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

PointRow compute_row(const Sweep& sweep, std::size_t index, const Baseline& baseline,
                     const std::filesystem::path& trace) {
  const auto begin = std::chrono::steady_clock::now();
  Experiment experiment = sweep.read(index);
  experiment.simulation.timeline = !trace.empty();
  const PointResult result = run_point(experiment);
  const Report& report = result.report;
  const Json measured = describe_report(report, baseline.seconds, result.max_relative_error);
  if (const std::string reason = infinite_result(measured); !reason.empty()) {
    return failed_row(sweep, index, reason);
  }
  if (!baseline.lost.empty()) return failed_row(sweep, index, baseline.lost);
  const bool wrong =
      !report.results.empty() && !(result.max_relative_error <= experiment.tolerance);

  PointRow row{wrong, fmt::format("{:.3f} s simulated", report.makespan_s), ""};
  Json json = row_head(sweep, index);
  json["status"] = wrong ? "failed" : "ok";
  json["point"] = describe_point(sweep.document(index));
  json["notes"] = result.notes;
  if (wrong) {
    row.note = fmt::format("the result differs from the lone phone's by {:.3g}, more than {:.3g}",
                           result.max_relative_error, experiment.tolerance);
    json["error"] = row.note;
  }
  if (!baseline.cannot.empty()) {
    json["alone_error"] = baseline.cannot;
    json["notes"].push_back("no speed-ups: the lone phone cannot run the model: " +
                            baseline.cannot);
  }
  json["result"] = measured;
  json["layers"] = describe_layers(report);
  json["devices"] = describe_devices(report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  json["wall_s"] = elapsed.count();
  json["provenance"] = provenance();
  if (!trace.empty()) write_file(trace, trace_json(report, about_point(json)));
  row.line = line_of(json);
  return row;
}

PointRow failed_row(const Sweep& sweep, std::size_t index, const std::string& reason) {
  Json json = row_head(sweep, index);
  try {
    sweep.read(index);
    json["point"] = describe_point(sweep.document(index));
  } catch (const InputError&) {
    // The values of this point do not fit together, which is the reason: it has no description.
  }
  json["error"] = reason;
  json["provenance"] = provenance();
  return {true, reason, line_of(json)};
}

std::string pack(const PointRow& row) {
  return fmt::format("{}{}:{}{}", row.failed ? '!' : '=', row.note.size(), row.note, row.line);
}

PointRow unpack(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::size_t length = std::stoul(text.substr(1, colon - 1));
  return {text[0] == '!', text.substr(colon + 1, length), text.substr(colon + 1 + length)};
}

}  // namespace modnn
