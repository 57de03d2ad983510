#include "experiments/spec/drawing.h"

#include <algorithm>
#include <filesystem>

#include "config/catalog.h"

namespace modnn {
namespace {

// Scripts of plots/ that the others share, or that draw something else than a result set.
const std::vector<std::string> no_figures{
    "captions",  "columns",      "compare", "draw",    "medium", "plotting", "published_points",
    "reference", "replications", "report",  "results", "style",  "timeline"};

/// Stems of the files in a folder of the product, sorted.
std::vector<std::string> stems(const std::filesystem::path& folder, const std::string& extension) {
  std::vector<std::string> names;
  std::error_code none;  // a folder that is missing has no files
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool asks(const Document& document, const char* key) {
  return document.root.is_object() && document.root.contains(key);
}

/// Adds the name, once.
void read_name(const Value& value, const std::vector<std::string>& known,
               std::vector<std::string>& names) {
  if (known.empty()) return value.problem("this installation has none");
  const std::string name = value.word(known);
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// Adds the path of a script, once; a file of somebody else starts nothing by itself.
void read_script(const Value& value, Commands commands, std::vector<std::string>& scripts) {
  if (commands == Commands::refused)
    return value.problem(
        "names a script: run, check, plan, submit and plot take it with --allow-commands only");
  const auto path = folder_of_writer(value.document(), value.pointer()) / value.string();
  std::error_code none;
  if (!std::filesystem::is_regular_file(path, none))
    return value.problem("there is no such file: " + path.string());
  const std::string whole = std::filesystem::absolute(path).lexically_normal().string();
  if (std::find(scripts.begin(), scripts.end(), whole) == scripts.end()) scripts.push_back(whole);
}

}  // namespace

std::vector<std::string> figure_names() {
  std::vector<std::string> names = stems(data_root() / "plots", ".py");
  std::erase_if(names, [](const std::string& name) {
    return std::find(no_figures.begin(), no_figures.end(), name) != no_figures.end();
  });
  return names;
}

bool is_script(const std::string& figure) { return figure.ends_with(".py"); }

std::vector<std::string> read_figures(const Document& document, Problems& problems,
                                      Commands commands) {
  std::vector<std::string> figures;
  if (!asks(document, "figures")) return figures;
  const std::vector<std::string> known = figure_names();
  for (const Value& figure : Value(document, problems, "/figures").elements()) {
    if (figure.is_string() && is_script(figure.string())) {
      read_script(figure, commands, figures);
    } else {
      read_name(figure, known, figures);
    }
  }
  return figures;
}

std::vector<std::string> read_published(const Document& document, Problems& problems) {
  std::vector<std::string> published;
  if (!asks(document, "published")) return published;
  const std::vector<std::string> known = catalog_names(Collection::published);
  const Value value(document, problems, "/published");
  if (!value.is_array()) {
    read_name(value, known, published);
    return published;
  }
  for (const Value& name : value.elements()) read_name(name, known, published);
  return published;
}

}  // namespace modnn
