#include "experiments/quality/scores.h"

#include <cmath>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

#include "config/catalog.h"
#include "experiments/spec/points.h"
#include "partition/plan/plan_metrics.h"
#include "partition/verify/verify.h"
#include "process/pool.h"

namespace modnn {
namespace {

/// Counts as integers; what is infinite as null.
Json number(double value) {
  constexpr double exact = 9e15;
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < exact)
    return static_cast<std::int64_t>(value);
  return value;
}

bool contains(const std::string& name, const std::string& part) {
  return name.find(part) != std::string::npos;
}

Json metrics_json(const std::vector<std::pair<std::string, double>>& metrics) {
  Json json = Json::object();
  for (const auto& [name, value] : metrics) json[name] = number(value);
  return json;
}

Json matrix_scores(const MatrixCase& matrix) {
  Json rows = Json::object();
  for (const auto& [scheme, metrics] : score_schemes(matrix))
    rows[matrix.name() + ": " + scheme] = metrics_json(metrics.named());
  return rows;
}

std::string plan_name(const Sweep& sweep, std::size_t index) {
  std::string name;
  const std::vector<std::string> columns = sweep.axes().columns();
  const std::vector<Json> values = sweep.axes().values(index);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string value =
        values[i].is_string() ? values[i].get<std::string>() : values[i].dump();
    name += fmt::format("{}{} {}", i == 0 ? "" : ", ", columns[i], value);
  }
  return name;
}

Json plan_scores(const Sweep& sweep, std::size_t index) {
  const Experiment experiment = sweep.read(index);
  const Network network = planned_network(experiment);
  const Plan plan = plan_experiment(experiment, network);
  const std::vector<std::string> wrong =
      verify(network, plan, experiment.plan.bytes_per_value, plan_patterns(experiment, network));
  if (!wrong.empty()) throw std::runtime_error("a wrong plan: " + wrong.front());
  const PlanMetrics metrics = measure(plan, experiment.cluster);
  return {{plan_name(sweep, index), metrics_json({{"messages", metrics.messages},
                                                  {"halo_messages", metrics.halo_messages},
                                                  {"bytes", metrics.bytes},
                                                  {"halo_bytes", metrics.halo_bytes},
                                                  {"mac_imbalance", metrics.mac_imbalance}})}};
}

}  // namespace

Json quality_scores(SuiteTier tier, const std::string& only, int jobs,
                    const std::function<void(std::size_t done, std::size_t all)>& progress) {
  const std::vector<MatrixCase> matrices = matrix_suite(tier);
  const Sweep plans((collection_folder(Collection::experiments) / "quality_regions.json").string(),
                    {});
  std::vector<std::function<Json()>> cases;
  for (const MatrixCase& matrix : matrices)
    if (contains(matrix.name(), only))
      cases.emplace_back([&matrix] { return matrix_scores(matrix); });
  for (std::size_t i = 0; i < plans.size(); ++i)
    if (contains(plan_name(plans, i), only))
      cases.emplace_back([&plans, i] { return plan_scores(plans, i); });
  std::vector<Json> found(cases.size());
  std::size_t done = 0;
  PoolOptions options;
  options.jobs = jobs;
  run_forked(
      cases.size(), options, [&](std::size_t i) { return cases[i]().dump(); },
      [&](std::size_t i, JobResult result) {
        if (!result.succeeded) throw std::runtime_error("quality: " + result.text);
        found[i] = Json::parse(result.text);
        progress(++done, cases.size());
      });
  Json scores = Json::object();
  for (const Json& rows : found) scores.update(rows);
  return scores;
}

Json selected_rows(const Json& scores, const std::string& only) {
  Json rows = Json::object();
  for (const auto& [row, metrics] : scores.items())
    if (contains(row.substr(0, row.rfind(": ")), only)) rows[row] = metrics;
  return rows;
}

std::vector<QualityChange> quality_changes(const Json& baseline, const Json& now) {
  std::vector<QualityChange> changes;
  for (const auto& [row, metrics] : now.items()) {
    if (!baseline.contains(row)) {
      changes.push_back({row, "", nullptr, "new"});
      continue;
    }
    const Json& before = baseline[row];
    for (const auto& [metric, value] : metrics.items()) {
      const Json old = before.value(metric, Json("absent"));
      if (old != value) changes.push_back({row, metric, old, value});
    }
    for (const auto& [metric, value] : before.items())
      if (!metrics.contains(metric)) changes.push_back({row, metric, value, "absent"});
  }
  for (const auto& [row, metrics] : baseline.items())
    if (!now.contains(row)) changes.push_back({row, "", "known", nullptr});
  return changes;
}

std::string quality_text(const Json& scores) {
  std::string text = "{";
  for (const auto& [row, metrics] : scores.items())
    text += fmt::format("{}\n{}: {}", text == "{" ? "" : ",", Json(row).dump(), metrics.dump());
  return text + "\n}\n";
}

}  // namespace modnn
