#include <fmt/format.h>

#include "models/network_json.h"
#include "partition/planner.h"
#include "partition/verify.h"
#include "platforms/platform_json.h"
#include "sim/cli/commands.h"
#include "sim/experiment/experiment_json.h"
#include "sim/experiment/points.h"

namespace modnn {
namespace {

/// Plans every point of an experiment and has every plan verified.
std::string check_experiment(const std::string& file, Problems& problems) {
  const Sweep sweep(file, {});
  sweep.check();
  for (std::size_t index = 0; index < sweep.size(); ++index) {
    std::optional<Experiment> experiment;
    try {
      experiment = sweep.read(index);
    } catch (const InputError& error) {
      for (const std::string& line : error.lines()) problems.add(line);
      continue;
    }
    const Network network = planned_network(*experiment);
    const Plan plan = plan_experiment(*experiment, network);
    for (const std::string& wrong : verify(network, plan, experiment->plan.bytes_per_value,
                                           plan_patterns(*experiment, network))) {
      problems.add(fmt::format("{}: point {}: wrong plan: {}", file, index, wrong));
    }
  }
  return fmt::format("{} points, every plan verified", sweep.size());
}

/// The kind of a file follows from its keys. Returns what was checked.
std::string check_file(const std::string& file) {
  Document document = load_document(file);
  Problems problems;
  std::string checked;
  const Json& root = document.root;
  const Value value(document, problems);
  if (root.is_object() && root.contains("layers")) {
    const auto network = read_network(value);
    if (network) checked = fmt::format("model with {} layers", network->size() - 1);
  } else if (root.is_object() && root.contains("group_owner")) {
    inline_platform(document, "", problems);
    problems.throw_if_any();
    const Cluster cluster = read_platform(value);
    checked = fmt::format("platform with {} workers", cluster.workers());
  } else if (root.is_object() && root.contains("conv_macs_per_s")) {
    read_device(value);
    checked = "device";
  } else if (root.is_object() && root.contains("goodput_bps")) {
    read_medium(value);
    checked = "medium";
  } else {
    checked = check_experiment(file, problems);
  }
  problems.throw_if_any();
  return checked;
}

ExitCode check(const std::vector<std::string>& files) {
  std::vector<std::string> lines;
  for (const std::string& file : files) {
    try {
      fmt::print("{}: {}\n", file, check_file(file));
    } catch (const InputError& error) {
      lines.insert(lines.end(), error.lines().begin(), error.lines().end());
    }
  }
  if (!lines.empty()) throw InputError(lines);
  return ExitCode::done;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("check", "Validates experiment, model, platform, device or medium files")
          ->footer("Example: modnn check experiments/*.json");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("FILE", *files, "Files (JSON); every plan of an experiment is verified")
      ->required();
  command->callback([&action, files] { action = [files] { return check(*files); }; });
}

}  // namespace modnn
