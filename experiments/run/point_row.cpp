#include "experiments/run/point_row.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/description.h"
#include "experiments/results/row.h"
#include "experiments/results/trace.h"
#include "experiments/run/notes.h"
#include "experiments/run/unread_settings.h"
#include "experiments/spec/identity.h"
#include "experiments/spec/point_place.h"

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

/// Which number of a result is not finite; "" when none.
std::string infinite_number(const Json& result) {
  if (result.is_number_float() && !std::isfinite(result.get<double>())) return "a value";
  if (!result.is_structured()) return "";
  for (const auto& [key, value] : result.items()) {
    const std::string inner = infinite_number(value);
    if (!inner.empty()) return value.is_structured() ? inner : key;
  }
  return "";
}

std::string line_of(const Json& row) {
  return row.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Json row_of(const Sweep& sweep, std::size_t index, const Baseline& baseline,
            const PointResult& result, double tolerance) {
  const Report& report = result.report;
  const double error = result.max_relative_error;
  Json row = row_head(sweep, index);
  row["point"] = describe_point(sweep.document(index));
  const Json measured = describe_report(report, baseline.seconds, error, result.found.get());
  const Json layers = describe_layers(report);
  const Json devices = describe_devices(report);
  const Json images = describe_images(report);
  Json all{{"result", measured}, {"layers", layers}, {"devices", devices}, {"images", images}};
  // These are measured against the lone phone's time, which may not exist.
  for (const char* key : {"alone_s", "speedup_total", "speedup_compute"}) all["result"].erase(key);
  if (const std::string key = infinite_number(all); !key.empty()) {
    row["error"] = key + " is not a finite number: the values of this point are too extreme";
    return row;
  }
  if (!baseline.lost.empty()) {
    row["error"] = baseline.lost;
    return row;
  }
  const bool wrong = !report.results.empty() && !(error <= tolerance);
  row["status"] = wrong ? "failed" : "ok";
  row["notes"] = result.notes;
  if (wrong) {
    row["error"] = fmt::format(
        "the result differs from the lone phone's by {:.3g}, more than {:.3g}", error, tolerance);
  }
  if (!baseline.cannot.empty()) {
    row["alone_error"] = baseline.cannot;
    row["notes"].push_back("no speed-ups: the lone phone cannot run the model: " + baseline.cannot);
  }
  row["result"] = measured;
  row["layers"] = layers;
  row["devices"] = devices;
  if (report.stream) row["images"] = images;
  return row;
}

PointRow compute_row(const Sweep& sweep, std::size_t index, const Baseline& baseline,
                     const std::filesystem::path& trace, const Searched* searched) {
  const auto begin = std::chrono::steady_clock::now();
  Experiment experiment = sweep.read(index);
  experiment.simulation.timeline = !trace.empty();
  if (searched != nullptr) {
    if (searched->error) throw located(sweep, index, *searched->error);
    experiment.found = searched->found;
  }
  const PointResult result = [&] {
    try {
      return run_point(experiment);
    } catch (const PlanError& error) {
      throw located(sweep, index, error);
    } catch (const EventTooLate& error) {
      throw located(sweep, index, error);
    }
  }();
  Json json = row_of(sweep, index, baseline, result, experiment.tolerance);
  if (!json["result"].empty()) {
    const std::string settings = json["point"]["settings"].get<std::string>();
    for (const std::string& note : unread_settings(
             experiment, result.report, pointers_given(sweep.axes().columns(), settings)))
      json["notes"].push_back(note);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  json["wall_s"] = elapsed.count();
  json["provenance"] = provenance();
  if (!trace.empty() && !json["result"].empty()) {
    write_file(trace, trace_json(result.report, about_point(json)));
  }
  if (json.contains("error")) return {true, json["error"].get<std::string>(), line_of(json)};
  return {false, fmt::format("{:.3f} s simulated", result.report.makespan_s), line_of(json)};
}

PointRow failed_row(const Sweep& sweep, std::size_t index, const std::string& reason,
                    const std::string& cause) {
  Json json = row_head(sweep, index);
  try {
    sweep.read(index);
    json["point"] = describe_point(sweep.document(index));
  } catch (const InputError&) {
    // The values of this point do not fit together, which is the reason: it has no description.
  }
  json["error"] = reason;
  if (!cause.empty()) json["cause"] = cause;
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
