#include "cli/figures.h"

#include <algorithm>
#include <fmt/format.h>

#include "config/catalog.h"
#include "config/file_access.h"
#include "experiments/spec/drawing.h"
#include "process/python.h"
#include "process/streams.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

// As plots/draw.py ends.
constexpr int wrong_input = 2;
constexpr int does_not_apply = 3;

/// What the scripts of plots/ say goes through modnn, which knows what to do with names that hold
/// control characters and with streams that are closed, full or not read any more.
Drawn draw(const fs::path& folder, const std::vector<std::string>& look,
           const std::vector<std::string>& figures, Streams streams) {
  if (figures.empty()) return Drawn::all;
  std::vector<std::string> words{folder.string()};
  words.insert(words.end(), look.begin(), look.end());
  words.insert(words.end(), figures.begin(), figures.end());
  // Python would follow them. The folder itself is the person's own path and may be one.
  refuse_links(folder / "");
  refuse_links(folder / "traces");
  const std::string python =
      find_python({"matplotlib", "pandas"}, "python3-matplotlib python3-pandas", "the figures");
  flush_output();
  const Ended ended = run_python(python, data_root() / "plots" / "draw.py", words, streams);
  print("{}", ended.output);
  flush_output();
  say("{}", ended.errors);
  if (ended.status == 0) return Drawn::all;
  if (ended.status == does_not_apply) return Drawn::not_all;
  if (ended.status == wrong_input) return Drawn::wrong_input;
  // With 1 it has said why.
  if (ended.status != 1) {
    say("modnn: {}: {} ended with {} while it drew the figures\n", folder.string(), python,
        ended.status);
  }
  return Drawn::failed;
}

bool is_picture(const fs::path& path) {
  return path.extension() == ".pdf" || path.extension() == ".png" || path.extension() == ".svg" ||
         path.extension() == ".pgf";
}

}  // namespace

fs::path resolved_experiment(const fs::path& folder) {
  fs::path experiment = folder / "experiment.resolved.json";
  if (!is_there(experiment)) {
    throw InputError(folder.string() +
                     ": not a result set (it holds no experiment.resolved.json; expected e.g. "
                     "results/paper_speedup)");
  }
  return experiment;
}

Drawn draw_figures(const fs::path& folder, const std::vector<std::string>& figures,
                   const std::vector<std::string>& look) {
  return draw(folder, look, figures, Streams::captured);
}

Drawn draw_by_scripts(const fs::path& folder, const std::vector<std::string>& scripts,
                      const std::vector<std::string>& look) {
  std::vector<std::string> words{"--script"};
  for (const std::string& script : scripts) words.push_back(fs::absolute(script).string());
  return draw(folder, look, words, Streams::inherited);
}

Drawn draw_columns(const fs::path& folder, const std::vector<std::string>& options,
                   const std::vector<std::string>& look) {
  std::vector<std::string> words{"--columns"};
  words.insert(words.end(), options.begin(), options.end());
  return draw(folder, look, words, Streams::captured);
}

Drawn tell_of_set(const fs::path& folder, const std::vector<std::string>& words) {
  return draw(folder, {}, words, Streams::captured);
}

std::vector<std::string> missing_figures(const fs::path& folder,
                                         const std::vector<std::string>& figures) {
  std::vector<std::string> missing = figures;
  std::error_code ignored;  // a link that leads nowhere is replaced
  std::erase_if(missing, [&](const std::string& figure) {
    return !is_script(figure) &&
           fs::exists(folder / "figures" / (figure + ".pdf"), ignored);  // which is written last
  });
  return missing;
}

void discard_figures(const fs::path& folder) {
  const fs::path figures = folder / "figures";
  std::error_code ignored;
  if (!fs::is_directory(fs::symlink_status(figures, ignored)))
    return;  // a link leads to another's files
  const std::vector<std::string> known = figure_names();
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(figures)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    const std::string stem = file.stem().string();
    const bool picture = is_picture(file);
    if (file.filename() == "report.html") fs::remove(file, ignored);  // modnn's own, too
    if (std::find(known.begin(), known.end(), stem) != known.end()) {
      // Not a folder of that name that holds something.
      if (picture || file.extension() == ".txt") fs::remove(file, ignored);
    } else if (picture && !stem.starts_with("gantt_")) {  // which belong to a trace
      say("modnn: {} shows older results than those there now\n", file.string());
    }
  }
}

}  // namespace modnn
