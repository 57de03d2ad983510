#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/figures.h"
#include "config/catalog.h"
#include "config/file_access.h"
#include "experiments/quality/scores.h"
#include "partition/quality/reference.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct QualityArguments {
  bool full = false;
  bool update = false;
  int jobs = 0;
  std::string only;
  std::string baseline;
  std::vector<std::string> references;
  std::string output = "results";
};

/// In place on a terminal, ten lines otherwise.
void show_progress(std::size_t done, std::size_t all) {
  if (isatty(STDERR_FILENO) != 0) {
    say("\r{}/{} cases{}", done, all, done == all ? "\n" : "");
  } else if (all >= 10 && done * 10 / all != (done - 1) * 10 / all) {
    say("{}/{} cases\n", done, all);
  }
}

std::string shown(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void print_changes(const std::vector<QualityChange>& changes) {
  constexpr std::size_t most = 40;
  std::size_t widest = 0;
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i)
    widest = std::max(widest, changes[i].row.size());
  print("{:{}}  {:22}  {:>14}  {:>14}  {:>9}\n", "case", widest, "metric", "baseline", "now",
        "change");
  for (std::size_t i = 0; i < std::min(changes.size(), most); ++i) {
    const QualityChange& change = changes[i];
    std::string relative;
    if (change.before.is_number() && change.now.is_number() && change.before != 0)
      relative = fmt::format("{:+.2f} %",
                             100 * (change.now.get<double>() / change.before.get<double>() - 1));
    print("{:{}}  {:22}  {:>14}  {:>14}  {:>9}\n", change.row, widest, change.metric,
          shown(change.before), shown(change.now), relative);
  }
  if (changes.size() > most) print("... and {} more\n", changes.size() - most);
}

ExitCode guard(const QualityArguments& arguments, SuiteTier tier, int jobs) {
  const std::filesystem::path folder = arguments.baseline.empty()
                                           ? data_root() / "tests" / "quality"
                                           : std::filesystem::path(arguments.baseline);
  const std::filesystem::path file = folder / (tier == SuiteTier::full ? "full.json" : "fast.json");
  Json baseline = Json::object();
  if (std::filesystem::exists(file)) {
    baseline = load_document(file).root;
  } else if (!arguments.update) {
    throw InputError(
        file.string() +
        ": there is no such baseline; --baseline names its folder, --update writes it");
  }
  const Json scores = quality_scores(tier, arguments.only, jobs, show_progress);
  const Json known = selected_rows(baseline, arguments.only);
  if (scores.empty() && known.empty())
    throw InputError("--only " + arguments.only + ": no case has this in its name");
  const std::vector<QualityChange> changes = quality_changes(known, scores);
  if (!changes.empty() && !known.empty()) print_changes(changes);
  if (arguments.update) {
    for (const auto& [row, metrics] : known.items())
      if (!scores.contains(row)) baseline.erase(row);
    baseline.update(scores);
    std::filesystem::create_directories(folder);
    write_file(file, quality_text(baseline));
    print("{}: {} rows, {} differences written\n", file.string(), baseline.size(), changes.size());
    return ExitCode::done;
  }
  print("{} rows compared with {}: {} differences\n", scores.size(), file.string(), changes.size());
  if (changes.empty()) return ExitCode::done;
  print("If they are wanted: modnn quality{} --update\n", tier == SuiteTier::full ? " --full" : "");
  return ExitCode::points_failed;
}

ExitCode compare(const QualityArguments& arguments, SuiteTier tier, int jobs) {
  ReferenceOptions options;
  options.jobs = jobs;
  for (const std::string& name : arguments.references)
    (name == "metis" ? options.metis : options.sklearn) = true;
  std::vector<MatrixCase> suite = matrix_suite(tier);
  std::erase_if(suite, [&](const MatrixCase& matrix) {
    return matrix.name().find(arguments.only) == std::string::npos;
  });
  if (suite.empty())
    throw InputError("--only " + arguments.only + ": no case has this in its name");
  const std::vector<ReferenceRow> rows = compare_with_references(suite, options, show_progress);
  const std::filesystem::path folder =
      std::filesystem::path(arguments.output) / "quality_reference";
  std::filesystem::create_directories(folder);
  write_file(folder / "reference.csv", reference_csv(suite, rows));
  print(
      "communication volume (values) of mscc+fgcp over that of others, {} matrices\n{:10}  {:>14}  "
      "{:>5}  {:>5}  {:>6}  {:>6}  "
      "{}\n",
      suite.size(), "against", "geometric mean", "wins", "ties", "losses", "worst", "on");
  for (const ReferenceSummary& summary : summarise(suite, rows))
    print("{:10}  {:14.3f}  {:5}  {:5}  {:6}  {:6.3f}  {}\n", summary.against,
          summary.geometric_mean, summary.wins, summary.ties, summary.losses, summary.worst,
          summary.worst_matrix);
  print("{}\n", (folder / "reference.csv").string());
  return draw_figures(folder, {"reference"}) == Drawn::all ? ExitCode::done
                                                           : ExitCode::points_failed;
}

}  // namespace

void add_quality(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("quality", "Compares the quality of every partition with its baseline")
          ->footer(
              "Examples: modnn quality\n"
              "          modnn quality --full --reference metis,sklearn");
  auto arguments = std::make_shared<QualityArguments>();
  command->add_flag("--full", arguments->full,
                    "Also large matrices and more seeds: minutes instead of seconds");
  auto* update =
      command->add_flag("--update", arguments->update, "Write what is found as the new baseline");
  command->add_option("--baseline", arguments->baseline,
                      "Folder of fast.json and full.json (default: tests/quality)");
  command->add_option("--only", arguments->only, "Only cases whose names contain this text");
  command->add_option("--jobs", arguments->jobs, "Processes at a time (default: one per core)")
      ->check(CLI::Range(1, 1024));
  command
      ->add_option("--reference", arguments->references,
                   "Compare with these partitioners instead: metis, sklearn")
      ->delimiter(',')
      ->check(CLI::IsMember({"metis", "sklearn"}))
      ->excludes(update);
  command->add_option("--output", arguments->output,
                      "Folder in which --reference writes quality_reference/ (default: results)");
  command->callback([&action, arguments] {
    action = [arguments] {
      const SuiteTier tier = arguments->full ? SuiteTier::full : SuiteTier::fast;
      const int jobs =
          arguments->jobs > 0 ? arguments->jobs : static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
      return arguments->references.empty() ? guard(*arguments, tier, jobs)
                                           : compare(*arguments, tier, jobs);
    };
  });
}

}  // namespace modnn
