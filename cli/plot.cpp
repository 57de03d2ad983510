#include <algorithm>
#include <filesystem>

#include "cli/commands.h"
#include "cli/figures.h"
#include "config/catalog.h"
#include "config/document.h"
#include "config/file_access.h"
#include "config/suggest.h"
#include "experiments/results/result_set.h"
#include "experiments/spec/drawing.h"
#include "process/patience.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

/// The figures that the experiment names. The file may be somebody else's: only names of plots/,
/// and scripts where the person says so.
std::vector<std::string> figures_of(const fs::path& folder, Commands commands) {
  const fs::path experiment = resolved_experiment(folder);
  const Document document = read_resolved(folder);
  Problems problems;
  auto figures = read_figures(document, problems, commands);
  problems.throw_if_any();
  if (figures.empty()) {
    throw InputError(experiment.string() + ": /figures: the experiment names no figures");
  }
  return figures;
}

struct PlotArguments {
  std::vector<std::string> folders, scripts, series;
  std::string x, y, facet, kind = "line", published, format, width;
  bool logx = false, logy = false, allow_commands = false;
};

using Words = std::vector<std::string>;

void add(Words& words, const char* name, const std::string& value) {
  if (!value.empty()) words.push_back(std::string(name) + "=" + value);
}

/// A file, or the name of shipped data, as a whole path: the scripts know no other folder.
std::string published_file(const std::string& word) {
  if (word.empty() || fs::is_regular_file(word)) return word.empty() ? "" : fs::absolute(word);
  const auto names = catalog_names(Collection::published);
  if (std::find(names.begin(), names.end(), word) == names.end()) {
    throw InputError("--published " + word + ": there is no such file, and no published data is" +
                     " called so" + did_you_mean(word, names));
  }
  return collection_folder(Collection::published) / (word + ".json");
}

/// The options of plots/columns.py; each with its value in one word, which may begin with a dash.
Words options_of(const PlotArguments& arguments) {
  Words options;
  add(options, "--x", arguments.x);
  add(options, "--y", arguments.y);
  for (const std::string& column : arguments.series) add(options, "--series", column);
  add(options, "--facet", arguments.facet);
  add(options, "--kind", arguments.kind);
  add(options, "--published", published_file(arguments.published));
  if (arguments.logx) options.push_back("--logx");
  if (arguments.logy) options.push_back("--logy");
  return options;
}

Drawn plot(const fs::path& folder, const PlotArguments& arguments) {
  const std::vector<std::string>& scripts = arguments.scripts;
  Words look;
  add(look, "--format", arguments.format);
  add(look, "--width", arguments.width);
  if (!arguments.y.empty()) {
    resolved_experiment(folder);
    return draw_columns(folder, options_of(arguments), look);
  }
  const Commands commands = arguments.allow_commands ? Commands::allowed : Commands::refused;
  if (scripts.empty()) return draw_figures(folder, figures_of(folder, commands), look);
  resolved_experiment(folder);
  for (const std::string& script : scripts) {
    if (!fs::is_regular_file(script))
      throw InputError("--script " + script + ": there is no such file");
  }
  return draw_by_scripts(folder, scripts, look);
}

void add_column_options(CLI::App& command, PlotArguments& arguments) {
  auto* y = command.add_option("--y", arguments.y,
                               "Draws this column of summary.csv, a mean with its interval over "
                               "replications, to figures/<y>_by_<x>");
  const auto with_y = [&](CLI::Option* option) { return option->needs(y); };
  with_y(command.add_option("--x", arguments.x, "Along this column; cdf needs none"));
  with_y(command.add_option("--series", arguments.series,
                            "One line for each value of this column; may be given again"))
      ->allow_extra_args(false);
  with_y(command.add_option("--facet", arguments.facet, "One panel for each value of this column"));
  with_y(command.add_option("--kind", arguments.kind,
                            "line, bar, heat (the series are its rows), cdf (of all points), or "
                            "pareto (both the less the better)"))
      ->check(CLI::IsMember({"line", "bar", "heat", "cdf", "pareto"}))
      ->capture_default_str();
  with_y(command.add_flag("--logx", arguments.logx, "A logarithmic horizontal axis"));
  with_y(command.add_flag("--logy", arguments.logy, "A logarithmic vertical axis"));
  with_y(command.add_option(
      "--published", arguments.published,
      "Points of this file beside the lines: a name or a file of published data (modnn schema "
      "published), or a CSV file with the same columns"));
  command.add_option("--width", arguments.width, "Such as 3.4in or 8.6cm; 3.4in if none");
  command.add_option("--format", arguments.format, "Instead of both PDF and PNG")
      ->check(CLI::IsMember({"pdf", "png", "svg", "pgf"}));
}

}  // namespace

void add_plot(CLI::App& app, Action& action) {
  auto* command =
      app.add_subcommand("plot", "Draws the figures of result sets")
          ->footer(
              "Examples:\n"
              "  modnn plot results/paper_speedup\n"
              "  modnn plot results/mine --script my_figure.py\n"
              "  modnn plot results/paper_speedup --x workers --y makespan_s --series "
              "conv_partition\n"
              "  modnn plot results/paper_speedup --x workers --y speedup_total --series "
              "conv_partition\n    --published modnn_2017 --format svg --width 7in\n"
              "A script has main(folder), or does its work as it is read; `import style, results` "
              "gives it\nwhat the figures in plots/ are made with.\n"
              "Exit: 0 drawn, 1 a figure failed or does not apply, 2 wrong input, 3 no "
              "Matplotlib.");
  auto arguments = std::make_shared<PlotArguments>();
  command->add_option("DIR", arguments->folders, "Folders of result sets")->required();
  auto* script =
      command
          ->add_option(
              "--script", arguments->scripts,
              "Runs this Python script on each set instead of drawing the experiment's figures")
          ->allow_extra_args(false);
  add_column_options(*command, *arguments);
  command->add_flag("--allow-commands", arguments->allow_commands,
                    "Run the scripts that the set names among its figures, as you would");
  command->get_option("--y")->excludes(script);
  command->callback([&action, arguments] {
    action = [arguments] {
      ExitCode code = ExitCode::done;
      for (const std::string& folder : arguments->folders) {
        const Patience patience("drawing " + folder);
        const Drawn drawn = plot(folder, *arguments);
        if (drawn == Drawn::all) continue;
        code = std::max(
            code, drawn == Drawn::wrong_input ? ExitCode::bad_input : ExitCode::points_failed);
      }
      return code;
    };
  });
}

}  // namespace modnn
