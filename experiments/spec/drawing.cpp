#include "experiments/spec/drawing.h"

#include <algorithm>
#include <filesystem>

#include "config/catalog.h"

namespace modnn {
namespace {

// Scripts of plots/ that the others share, or that draw something else than a result set.
const std::vector<std::string> no_figures{"columns",   "draw",         "medium",  "plotting",
                                          "reference", "replications", "results", "style"};

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

}  // namespace

std::vector<std::string> figure_names() {
  std::vector<std::string> names = stems(data_root() / "plots", ".py");
  std::erase_if(names, [](const std::string& name) {
    return std::find(no_figures.begin(), no_figures.end(), name) != no_figures.end();
  });
  return names;
}

std::vector<std::string> read_figures(const Document& document, Problems& problems) {
  std::vector<std::string> figures;
  if (!asks(document, "figures")) return figures;
  const std::vector<std::string> known = figure_names();
  for (const Value& figure : Value(document, problems, "/figures").elements())
    read_name(figure, known, figures);
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
