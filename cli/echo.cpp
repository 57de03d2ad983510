#include "cli/echo.h"

#include <fmt/format.h>

namespace modnn {
namespace {

std::string short_text(const Json& value) {
  constexpr std::size_t longest = 40;
  const std::string text = value.dump();
  return text.size() > longest ? text.substr(0, longest - 3) + "..." : text;
}

/// The first values and the last.
std::string list_of(const Axis& axis, std::size_t pointer) {
  constexpr std::size_t most = 8;
  const std::size_t count = axis.choices.size();
  std::string list;
  for (std::size_t choice = 0; choice < count; ++choice) {
    if (count > most && choice == most - 1) {
      list += fmt::format(", ... ({} values)", count);
      choice = count - 1;
    }
    list += (choice == 0 ? "" : ", ") + short_text(axis.choices[choice][pointer].root);
  }
  return list;
}

}  // namespace

std::string echo(const Sweep& sweep) {
  const Axes& axes = sweep.axes();
  std::string text = fmt::format("{}: {} points\n", sweep.name(), sweep.size());
  for (const Axis& axis : axes.axes) {
    for (std::size_t i = 0; i < axis.pointers.size(); ++i) {
      text += fmt::format("  {} = {}{}\n", axis.pointers[i], list_of(axis, i),
                          axis.zipped ? "  (zip)" : "");
    }
  }
  if (axes.replicated) text += fmt::format("  {} replications\n", axes.replications);
  return text;
}

}  // namespace modnn
