#include "sim/experiment/sweep.h"

#include <chrono>
#include <fmt/format.h>
#include <map>

#include "sim/experiment/content_hash.h"
#include "sim/experiment/experiment_json.h"
#include "sim/experiment/pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/result_store.h"
#include "sim/experiment/row.h"
#include "sim/experiment/run_point.h"
#include "sim/experiment/summary.h"

namespace modnn {
namespace {

Experiment read_point(const Point& point) {
  Problems problems;
  auto experiment = read_experiment(point.document, problems);
  problems.throw_if_any();
  return std::move(*experiment);
}

/// Equal for points whose lone phone takes equally long.
std::string baseline_key(const Point& point) {
  Document document = point.document;
  Json& root = document.root;
  root["platform"]["workers"] = Json::array();
  for (const char* key : {"partition", "delivery", "mode", "seed", "image", "tolerance"})
    root.erase(key);
  root["platform"].erase("medium");
  return content_hash(canonical_form(document));
}

/// The makespan of the lone phone for every baseline that the points need.
std::map<std::string, double> run_baselines(const Sweep& sweep,
                                            const std::vector<std::size_t>& missing, int jobs) {
  std::map<std::string, double> seconds;
  std::vector<std::pair<std::string, std::size_t>> to_run;
  for (const std::size_t index : missing) {
    const Point point = sweep.point(index);
    const std::string key = baseline_key(point);
    if (seconds.emplace(key, 0.0).second) to_run.emplace_back(key, index);
  }
  run_forked(
      to_run.size(), jobs,
      [&](std::size_t i) {
        const Experiment experiment = alone(read_point(sweep.point(to_run[i].second)));
        return fmt::format("{}", run_point(experiment).report.makespan_s);
      },
      [&](std::size_t i, const JobResult& result) {
        // A lone phone that cannot run the model at all has no speed-up to compare with: NaN
        // becomes an empty cell.
        seconds[to_run[i].first] =
            result.succeeded ? std::stod(result.text) : std::numeric_limits<double>::quiet_NaN();
      });
  return seconds;
}

/// The part of a row that is known before the point runs.
Json row_head(const Sweep& sweep, const Point& point) {
  Json row;
  row["format"] = result_format_version;
  row["point_id"] = point.id;
  row["experiment"] = sweep.name();
  row["index"] = point.index;
  row["status"] = "failed";
  row["swept"] = Json::object();
  for (const auto& [pointer, value] : point.swept) row["swept"][pointer] = value;
  row["point"] = describe_point(read_point(point));
  row["result"] = Json::object();
  return row;
}

/// Runs in the child: the whole row of one point.
std::string compute_row(const Sweep& sweep, std::size_t index, double alone_s) {
  const auto begin = std::chrono::steady_clock::now();
  const Point point = sweep.point(index);
  const Experiment experiment = read_point(point);
  const PointResult result = run_point(experiment);
  Json row = row_head(sweep, point);
  row["status"] = "ok";
  if (!result.report.results.empty() && !(result.max_relative_error <= experiment.tolerance)) {
    row["status"] = "failed";
    row["error"] =
        fmt::format("the result differs from the lone phone's by {:.3g}, more than {:.3g}",
                    result.max_relative_error, experiment.tolerance);
  }
  row["result"] = describe_report(result.report, alone_s, result.max_relative_error);
  row["layers"] = describe_layers(result.report);
  row["devices"] = describe_devices(result.report);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  row["wall_s"] = elapsed.count();
  row["provenance"] = provenance();
  return row.dump();
}

std::string label_of(const Json& row) {
  if (row["swept"].empty()) return row["experiment"].get<std::string>();
  std::string label;
  for (const auto& [pointer, value] : row["swept"].items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    label += fmt::format("{}{}={}", label.empty() ? "" : " ", pointer,
                         text.size() > 40 ? text.substr(0, 37) + "..." : text);
  }
  return label;
}

std::string note_of(const Json& row) {
  if (row["status"] != "ok") return "failed: " + row.value("error", "");
  return fmt::format("{:.3f} s simulated", row["result"]["makespan_s"].get<double>());
}

}  // namespace

SweepOutcome run_sweep(const Sweep& sweep, const SweepOptions& options) {
  SweepOutcome outcome;
  outcome.folder = options.output / sweep.name();
  ResultStore store(outcome.folder);
  std::vector<std::string> ids;
  std::vector<std::size_t> missing;
  for (std::size_t index = 0; index < sweep.size(); ++index) {
    ids.push_back(sweep.point(index).id);
    const Json* row = store.find(ids.back());
    const bool reusable =
        row != nullptr && !options.force && !(options.retry_failed && (*row)["status"] == "failed");
    if (!reusable) missing.push_back(index);
  }
  const auto baselines = run_baselines(sweep, missing, options.jobs);
  {
    Progress progress(missing.size(), options.quiet);
    run_forked(
        missing.size(), options.jobs,
        [&](std::size_t i) {
          const double alone_s = baselines.at(baseline_key(sweep.point(missing[i])));
          return compute_row(sweep, missing[i], alone_s);
        },
        [&](std::size_t i, const JobResult& result) {
          Json row;
          if (result.succeeded) {
            row = Json::parse(result.text);
          } else {
            row = row_head(sweep, sweep.point(missing[i]));
            row["error"] = result.text;
            row["provenance"] = provenance();
          }
          store.append(row);
          progress.step(label_of(row), note_of(row));
        });
  }
  std::vector<const Json*> rows;
  for (const std::string& id : ids) {
    rows.push_back(store.find(id));
    if ((*rows.back())["status"] == "failed") ++outcome.failed;
  }
  outcome.computed = missing.size();
  outcome.reused = ids.size() - missing.size();
  write_summaries(outcome.folder, rows, sweep.pointers());
  Json resolved = sweep.resolved();
  write_file(outcome.folder / "experiment.resolved.json", resolved.dump(2) + "\n");
  outcome.table = summary_table(rows, sweep.pointers());
  return outcome;
}

}  // namespace modnn
