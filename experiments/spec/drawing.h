#pragma once

#include <string>
#include <vector>

#include "config/document.h"
#include "config/reader.h"
#include "experiments/spec/scheme_command.h"

namespace modnn {

/// Names of the figures that are made of a result set: scripts of plots/, sorted. A file can ask
/// for these only, so that no experiment or result set of somebody else runs anything else.
std::vector<std::string> figure_names();

/// Whether an entry of "figures" is a script of the person's own: it ends in .py.
bool is_script(const std::string& figure);

/// The figures that the experiment asks for (its key "figures"), each once, and its own scripts as
/// whole paths, which only the person's word allows; problems with others.
std::vector<std::string> read_figures(const Document& document, Problems& problems,
                                      Commands commands = Commands::refused);

/// The published data (files of experiments/published/) beside which the figures put the results
/// (key "published": a name or a list of them); problems with unknown names.
std::vector<std::string> read_published(const Document& document, Problems& problems);

}  // namespace modnn
