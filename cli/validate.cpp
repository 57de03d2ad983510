#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <thread>

#include "cli/commands.h"
#include "config/catalog.h"
#include "config/file_access.h"
#include "experiments/run/sweep.h"
#include "experiments/validation/claims.h"
#include "experiments/validation/mean_error.h"
#include "experiments/validation/page.h"
#include "process/patience.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct ValidateArguments {
  SweepOptions sweep;
  std::string document;
  bool check = false;
};

/// Runs a shipped experiment, as far as it has no results yet, and reads its rows.
Simulated simulated(const std::string& experiment, const SweepOptions& options) {
  const Patience patience("running " + experiment);
  const Sweep sweep((collection_folder(Collection::experiments) / (experiment + ".json")).string(),
                    {});
  PendingSweep pending(sweep, options);
  const std::size_t left = run_sweep(pending, options).left;
  if (left > 0)
    throw std::runtime_error(
        fmt::format("{}: interrupted, {} points have no results", experiment, left));
  Simulated result{sweep.resolved(), {}};
  for (const std::string& id : pending.set.ids) {
    const StoredRow* row = pending.store.find(id);
    if (row != nullptr) result.rows.push_back(pending.store.read(*row));
  }
  return result;
}

void print_claims(const std::vector<ClaimGroup>& groups) {
  for (const ClaimGroup& group : groups) {
    print("{}{}\n{:34}  {:4}  {:>9}  {:>9}  {:>8}\n", group.title,
          group.alternative ? " (another reading)" : "", "", "unit", "published", "simulated",
          "error");
    for (const Claim& claim : group.claims)
      print("{:34}  {:4}  {:9.2f}  {:9.2f}  {:>8}  {}\n", claim.quantity, claim.unit,
            claim.published, claim.simulated, error_text(claim),
            claim.calibrated ? "calibrated" : "predicted");
    print("\n");
  }
  print("Mean absolute error of all that is predicted of a publication\n");
  for (const auto& [publication, error] : errors_of_publications(groups))
    print("{:34}  {}\n", publication, mean_error_text(error));
  print("\n");
}

ExitCode validate(const ValidateArguments& arguments) {
  std::vector<Document> published;
  for (const std::string& name : catalog_names(Collection::published))
    published.push_back(
        load_named_document(collection_folder(Collection::published) / (name + ".json")));
  const std::vector<ClaimGroup> groups = published_claims(
      published, catalog_names(Collection::experiments),
      [&](const std::string& experiment) { return simulated(experiment, arguments.sweep); });
  // A page of nothing would take the place of the one that is there.
  if (groups.empty())
    throw InputError(collection_folder(Collection::published).string() +
                     ": no file there has claims");
  print_claims(groups);
  const std::filesystem::path path = arguments.document.empty()
                                         ? data_root() / "docs" / "validation.md"
                                         : std::filesystem::path(arguments.document);
  if (!std::filesystem::exists(path)) {
    if (arguments.document.empty()) return ExitCode::done;  // an installed copy has no documents
    throw InputError(path.string() + ": there is no such file");
  }
  const std::string before = read_file(path);
  const std::string after = with_generated_part(before, validation_markdown(groups));
  if (before == after) {
    print("{} holds these figures\n", path.string());
    return ExitCode::done;
  }
  if (arguments.check) {
    print("{} holds other figures: modnn validate writes these\n", path.string());
    return ExitCode::points_failed;
  }
  write_file(path, after);
  print("{} written\n", path.string());
  return ExitCode::done;
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("validate", "Compares with the figures that others have published")
          ->footer(
              "Runs the experiments that reproduce published figures, prints published and\n"
              "simulated figures, and writes them into docs/validation.md.\n"
              "Example: modnn validate --check");
  auto arguments = std::make_shared<ValidateArguments>();
  arguments->sweep.quiet = true;
  arguments->sweep.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command->add_option("--output", arguments->sweep.output, "Folder of the result sets")
      ->capture_default_str();
  command->add_option("--document", arguments->document,
                      "Markdown file with the two marks between which the figures go (default: "
                      "docs/validation.md)");
  command->add_flag("--check", arguments->check,
                    "Do not write; exit 1 when the document holds other figures");
  command->callback(
      [&action, arguments] { action = [arguments] { return validate(*arguments); }; });
}

}  // namespace modnn
