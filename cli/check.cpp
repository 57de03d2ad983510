#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <thread>

#include "cli/commands.h"
#include "cli/names.h"
#include "experiments/run/check_values.h"
#include "experiments/run/progress.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/planned_points.h"
#include "experiments/spec/point_place.h"
#include "models/json/network_json.h"
#include "models/weights/weights_file.h"
#include "partition/plan/planner.h"
#include "partition/verify/verify.h"
#include "platforms/platform_json.h"
#include "process/interrupts.h"
#include "process/patience.h"
#include "process/pool.h"
#include "process/streams.h"

namespace modnn {
namespace {

struct CheckArguments {
  std::vector<std::string> files;
  int jobs = 1;
  bool quiet = false;
  bool allow_commands = false;
};

/// What is wrong with one point, as a JSON list of lines.
std::string problems_of_point(const Sweep& sweep, std::size_t index) {
  Json lines = Json::array();
  try {
    const Experiment experiment = sweep.read(index);
    const Network network = planned_network(experiment);
    const std::vector<DeviceId> sources = image_sources(experiment);
    const std::vector<Plan> plans = located_plans(sweep, index, experiment, network);
    const Patterns patterns = plan_patterns(experiment, network);
    for (std::size_t i = 0; i < plans.size(); ++i) {
      for (const std::string& wrong :
           verify_from(beginning(network, plans[i].devices, sources[i]), network, plans[i],
                       experiment.plan.bytes_per_value, patterns))
        lines.push_back("wrong plan: " + wrong);
    }
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) lines.push_back(line);
  }
  return lines.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Every problem once, by the first point that has it; the memory does not grow with the points.
void add_lines(const std::string& file, const Sweep& sweep,
               const std::map<std::string, SharedPlan>& shared, Problems& problems) {
  std::vector<std::pair<std::size_t, std::string>> lines;
  for (const auto& [text, points] : shared) {
    std::string line = text;
    // What has its place in a file names it already.
    if (!text.starts_with(file)) line = fmt::format("{}: {}", file, text);
    if (sweep.size() > 1) line += fmt::format(" (at {}", point_label(sweep, points.first));
    if (points.points > 1) line += fmt::format(" and {} more points", points.points - 1);
    if (sweep.size() > 1) line += ")";
    lines.emplace_back(points.first, line);
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& line : lines) problems.add(line.second);
}

/// Plans every point of an experiment and has every plan verified.
std::string check_experiment(const std::string& file, Document document,
                             const CheckArguments& arguments, Problems& problems) {
  const Sweep sweep = [&] {
    const Patience patience("reading the sweep of " + file, arguments.quiet);
    return Sweep(std::move(document), {},
                 arguments.allow_commands ? Commands::allowed : Commands::refused);
  }();
  check_values(sweep, arguments.jobs, arguments.quiet);
  const std::vector<SharedPlan> plans = shared_plans(sweep);
  constexpr std::size_t plans_per_child = 1000;
  const Interrupts interrupts;
  PoolOptions pool{arguments.jobs, 0, &interrupts, plans_per_child, true};
  Progress progress(plans.size(), arguments.quiet, Progress::Detail::bar_only, "plans");
  std::map<std::string, SharedPlan> shared;
  std::size_t checked = 0;
  run_forked(
      plans.size(), pool, [&](std::size_t i) { return problems_of_point(sweep, plans[i].first); },
      [&](std::size_t i, const JobResult& result) {
        const auto& [index, points] = plans[i];
        checked += points;
        const Json lines = result.succeeded ? Json::parse(result.text) : Json::array({result.text});
        for (const Json& line : lines) {
          constexpr std::size_t most = 10000;
          if (shared.size() == most) break;
          auto& entry =
              shared.try_emplace(line.get<std::string>(), SharedPlan{index, 0}).first->second;
          entry.first = std::min(entry.first, index);
          entry.points += points;
        }
        progress.step(!lines.empty(), [] { return std::string(); });
      });
  add_lines(file, sweep, shared, problems);
  if (checked < sweep.size()) return fmt::format("interrupted after {} points", checked);
  return fmt::format("{} points, every plan verified", sweep.size());
}

std::string describe_model(const Network& network) {
  std::string text = fmt::format("model with {} layers", network.size() - 1);
  std::string separator = "; names of arrays guessed: ";
  for (const auto& [name, layer] : guessed_names(network)) {
    text += fmt::format("{}{} is {}", separator, one_line(name), one_line(layer));
    separator = ", ";
  }
  return text;
}

/// The kind of a file follows from its keys. Returns what was checked.
std::string check_file(const std::string& file, const CheckArguments& arguments) {
  Document document = [&] {
    const Patience patience("reading " + file, arguments.quiet);
    return load_file(file);
  }();
  Problems problems;
  std::string checked;
  const Json& root = document.root;
  const Value value(document, problems);
  if (root.is_object() && root.contains("layers")) {
    const Patience patience("reading the model " + file, arguments.quiet);
    const auto network = read_network(value);
    if (network) checked = describe_model(*network);
  } else if (root.is_object() && root.contains("group_owner")) {
    const Patience patience("reading the platform " + file, arguments.quiet);
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
    checked = check_experiment(file, std::move(document), arguments, problems);
  }
  problems.throw_if_any();
  return checked;
}

ExitCode check(const CheckArguments& arguments) {
  std::vector<std::string> lines;
  for (const std::string& word : arguments.files) {
    try {
      const std::string file = experiment_file(word);
      const std::string checked = check_file(file, arguments);
      print("{}: {}\n", one_line(file), checked);
    } catch (const InputError& error) {
      lines.insert(lines.end(), error.lines().begin(), error.lines().end());
    } catch (const EnvironmentError&) {
      throw;
    } catch (const std::exception& error) {
      lines.push_back(word + ": " + error.what());
    }
    if (Interrupts::count() > 0) break;
  }
  if (!lines.empty()) throw InputError(lines);
  return Interrupts::count() > 0 ? ExitCode::points_failed : ExitCode::done;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("check", "Validates experiment, model, platform, device or medium files")
          ->footer("Example: modnn check experiments/*.json");
  auto arguments = std::make_shared<CheckArguments>();
  arguments->jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  command
      ->add_option("FILE", arguments->files,
                   "Files (JSON), or names of shipped experiments; every plan of an experiment is "
                   "verified")
      ->required();
  command->add_option("--jobs", arguments->jobs, "Points that are planned at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  add_allow_commands(*command, arguments->allow_commands);
  command->add_flag("--quiet", arguments->quiet, "No progress on stderr");
  command->callback([&action, arguments] { action = [arguments] { return check(*arguments); }; });
}

}  // namespace modnn
