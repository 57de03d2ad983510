#include "experiments/run/sweep.h"

#include <fmt/format.h>
#include <unordered_set>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/csv.h"
#include "experiments/results/other_versions.h"
#include "experiments/results/trace.h"
#include "experiments/run/baselines.h"
#include "experiments/run/check_values.h"
#include "experiments/run/find_plan.h"
#include "experiments/run/point_row.h"
#include "experiments/run/progress.h"
#include "experiments/spec/point_place.h"
#include "process/patience.h"
#include "process/pool.h"
#include "process/streams.h"

namespace modnn {
namespace {

void print_row(const std::string& line) {
  write_output(line + "\n");
  flush_output();
}

/// Rows that are there already come first for whoever reads them from a pipe.
void print_reused(const PendingSweep& pending, const SweepOptions& options) {
  const std::unordered_set<std::size_t> missing(pending.missing.begin(), pending.missing.end());
  for (std::size_t index = 0; index < pending.set.ids.size(); ++index) {
    if (!options.shard.holds(index) || missing.contains(index)) continue;
    const StoredRow* row = pending.store.find(pending.set.ids[index]);
    if (row != nullptr) print_row(pending.store.text(*row));
  }
}

/// Says which of the rows that are reused another version of the program has computed.
void announce_other_versions(const PendingSweep& pending, const SweepOptions& options) {
  const std::unordered_set<std::size_t> missing(pending.missing.begin(), pending.missing.end());
  std::vector<std::string> reused;
  for (std::size_t index = 0; index < pending.set.ids.size(); ++index) {
    if (options.shard.holds(index) && !missing.contains(index)) {
      reused.push_back(pending.set.ids[index]);
    }
  }
  say("{}", reused_from_others(rows_of_versions(pending.store, reused)));
}

std::filesystem::path trace_of(const PendingSweep& pending, std::size_t index) {
  return trace_path(pending.store.folder(), pending.set.ids[index]);
}

/// What a row says about its failure or to whoever reads it.
void remember(const PendingSweep& pending, std::size_t index, const StoredRow& stored,
              SweepOutcome& outcome) {
  const std::string text = pending.store.text(stored);
  const bool silent = !stored.failed && (text.find("\"notes\":[]") != std::string::npos ||
                                         text.find("\"notes\":") == std::string::npos);
  if (silent) return;  // without being parsed: there may be a million
  const Json row = Json::parse(text, nullptr, false);
  if (!row.is_object()) return;
  const std::string label = point_label(pending.sweep, index);
  if (stored.failed) {
    const Json reason = row.value("error", Json("for no known reason"));
    if (row.value("cause", "") == wrong_input) ++outcome.wrong;
    outcome.failures.add(reason.is_string() ? reason.get<std::string>() : reason.dump(), label);
  }
  const Json notes = row.value("notes", Json::array());
  for (const Json& note : notes) {
    if (note.is_string()) outcome.notes.add(note.get<std::string>(), label);
  }
}

std::size_t compute_missing(PendingSweep& pending, const SweepOptions& options,
                            const Interrupts& interrupts) {
  constexpr std::size_t points_per_child = 1000;
  const PoolOptions pool{options.jobs, options.point_timeout_s, &interrupts, points_per_child};
  const Sweep& sweep = pending.sweep;
  const auto& missing = pending.missing;
  const auto baselines = [&] {
    const Patience patience("timing the lone phones that speed-ups are measured against",
                            options.quiet);
    return run_baselines(sweep, missing, pool);
  }();
  const auto searched = search_plans(sweep, missing, options.jobs, options.quiet, interrupts);
  std::size_t computed = 0;
  Progress progress(missing.size(), options.quiet);
  run_forked(
      missing.size(), pool,
      [&](std::size_t i) {
        const Baseline& baseline = baselines.at(sweep.baseline_key(missing[i]));
        // A baseline that took too long says little of its points, one that crashed is awaited.
        if (!baseline.lost.empty() && options.point_timeout_s == 0) {
          return pack(failed_row(sweep, missing[i], baseline.lost));
        }
        const auto trace = options.trace ? trace_of(pending, missing[i]) : std::filesystem::path();
        const auto plan = searched.find(missing[i]);
        try {
          return pack(compute_row(sweep, missing[i], baseline, trace,
                                  plan == searched.end() ? nullptr : &plan->second));
        } catch (const InputError& error) {
          return pack(failed_row(sweep, missing[i], error.what(), wrong_input));
        }
      },
      [&](std::size_t i, const JobResult& result) {
        const std::size_t index = missing[i];
        const PointRow row =
            result.succeeded ? unpack(result.text) : failed_row(sweep, index, result.text);
        // What is printed stands in the file: whoever reads it may rely on that.
        pending.store.append(pending.set.ids[index], row.failed, row.line);
        if (options.json_lines) print_row(row.line);
        ++computed;
        progress.step(row.failed, [&] {
          return without_controls(point_label(sweep, index) + ": " + row.note);
        });
      });
  return computed;
}

void refuse_other(const PendingSweep& pending, const SweepOptions& options) {
  if (options.replace) return;
  refuse_other_experiment(pending.set, pending.store,
                          "choose another --output, or another \"name\"; --replace puts this "
                          "experiment's results in its place");
}

/// What is wrong with the set, and mended, is said even where progress is not.
void warn(const std::string& line) { say("modnn: {}\n", one_line(line)); }

void warn_of_damage(const ResultStore& store) {
  if (store.damaged() == 0) return;
  warn(fmt::format("{}: {} damaged {} passed over", (store.folder() / "points.jsonl").string(),
                   store.damaged(), store.damaged() == 1 ? "row is" : "rows are"));
}

}  // namespace

PendingSweep::PendingSweep(const Sweep& swept, const SweepOptions& options)
    : sweep(swept),
      store(options.output / swept.name()),
      set{swept.name(), swept.axes(), {}, swept.resolved()} {
  {
    const Patience patience(
        fmt::format("looking which of the {} points {} has", sweep.size(), store.folder().string()),
        options.quiet);
    set.ids.reserve(sweep.size());
    for (std::size_t index = 0; index < sweep.size(); ++index) set.ids.push_back(sweep.id(index));
    refuse_other(*this, options);
    find_missing(options);
  }
  if (!missing.empty()) check_values(sweep, options.jobs, options.quiet);
}

void PendingSweep::find_missing(const SweepOptions& options) {
  missing.clear();
  reused = 0;
  std::unordered_set<std::string> taken;  // two points may be equal
  for (std::size_t index = 0; index < set.ids.size(); ++index) {
    if (!options.shard.holds(index)) continue;
    const StoredRow* row = store.find(set.ids[index]);
    const bool untraced =
        options.trace && row != nullptr && !row->failed && !is_there(trace_of(*this, index));
    const bool there =
        row != nullptr && !options.force && !untraced && !(options.retry_failed && row->failed);
    if (there || !taken.insert(set.ids[index]).second) {
      ++reused;
    } else {
      missing.push_back(index);
    }
  }
}

SweepOutcome run_sweep(PendingSweep& pending, const SweepOptions& options) {
  const Interrupts interrupts;  // the files are written even after an interrupt
  pending.store.begin_writing();
  refuse_other(pending, options);  // another process may have written until now
  warn_of_damage(pending.store);
  // The children write the traces: what hinders all of them shall not fail their points.
  if (options.trace) prepare_traces(pending.store.folder());
  pending.find_missing(options);
  announce_other_versions(pending, options);
  if (options.json_lines) print_reused(pending, options);
  SweepOutcome outcome;
  outcome.folder = pending.store.folder();
  outcome.reused = pending.reused;
  outcome.computed = pending.missing.empty() ? 0 : compute_missing(pending, options, interrupts);
  outcome.left = pending.missing.size() - outcome.computed;
  const Patience patience(
      fmt::format("writing {} points to {}", pending.set.ids.size(), outcome.folder.string()),
      options.quiet);
  for (std::size_t index = 0; index < pending.set.ids.size(); ++index) {
    const StoredRow* row = pending.store.find(pending.set.ids[index]);
    if (!options.shard.holds(index) || row == nullptr) continue;
    if (row->failed) ++outcome.failed;
    remember(pending, index, *row, outcome);
  }
  pending.store.check_unchanged();
  const WrittenSet written = write_result_set(pending.set, pending.store, options.jobs);
  for (const std::string& file : written.mended) {
    warn(fmt::format("{}: was changed since modnn wrote it: written again",
                     (outcome.folder / file).string()));
  }
  outcome.changed = written.changed;
  outcome.table = summary_table(pending.set, pending.store, options.look);
  return outcome;
}

}  // namespace modnn
