#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "config/error.h"

namespace modnn {

/// What the chosen subcommand does; set by its parse callback.
using Action = std::function<ExitCode()>;

// Each adds one subcommand to `app`; the chosen one sets `action`.
void add_run(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_convert(CLI::App& app, Action& action);
void add_plan(CLI::App& app, Action& action);
void add_show(CLI::App& app, Action& action);
void add_plot(CLI::App& app, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_explain(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_calibrate(CLI::App& app, Action& action);
void add_merge(CLI::App& app, Action& action);
void add_quality(CLI::App& app, Action& action);
void add_reference(CLI::App& app, Action& action);
void add_schema(CLI::App& app, Action& action);
void add_submit(CLI::App& app, Action& action);
void add_validate(CLI::App& app, Action& action);

}  // namespace modnn
