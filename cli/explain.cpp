#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <sstream>

#include "cli/commands.h"
#include "cli/reference.h"
#include "config/suggest.h"
#include "process/streams.h"

namespace modnn {
namespace {

/// A line of a table of the reference.
struct Entry {
  std::string heading, name;
  std::vector<std::pair<std::string, std::string>> cells;  ///< column of the table, text
};

/// Without the marks of Markdown.
std::string unmarked(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      ++i;
    else if (text[i] == '`')
      continue;
    plain += text[i];
  }
  return plain;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (std::size_t i = 2; i + 2 < line.size(); ++i) {
    if (line.compare(i, 3, " | ") == 0) {
      cells.emplace_back();
      i += 2;
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

std::vector<Entry> entries() {
  std::vector<Entry> found;
  std::istringstream page(reference_page());
  std::string title, heading;
  std::vector<std::string> names;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) heading = title = line.substr(3);
    if (line.starts_with("### ")) heading = title + ", " + unmarked(line.substr(4));
    if (!line.starts_with("| ") || line.starts_with("| ---")) {
      if (!line.starts_with("|")) names.clear();
      continue;
    }
    const auto cells = cells_of(line);
    if (names.empty()) {
      names = cells;
      continue;
    }
    Entry entry{.heading = heading, .name = unmarked(cells[0]), .cells = {}};
    for (std::size_t i = 1; i < std::min(cells.size(), names.size()); ++i)
      if (!cells[i].empty()) entry.cells.emplace_back(names[i], unmarked(cells[i]));
    found.push_back(std::move(entry));
  }
  return found;
}

/// A pointer with 0 in place of every index, as the reference has it.
std::string with_zeros(const std::string& pointer) {
  std::string text;
  std::istringstream tokens(pointer);
  for (std::string token; std::getline(tokens, token, '/');) {
    const bool index =
        !token.empty() && std::all_of(token.begin(), token.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
    text += (text.empty() && token.empty() ? "" : "/") + (index ? "0" : token);
  }
  return text.starts_with('/') || text.empty() ? text : "/" + text;
}

/// How well a name fits the word: 3 it is it, 2 a pointer ends so, 1 its last word is it; 0 not.
/// A pointer into an experiment reaches the keys of its platform, of that one's devices, ...
int fit(const std::string& word, const std::string& name) {
  if (name == word) return 3;
  if (!name.starts_with('/')) return 0;
  const std::string pointer = with_zeros(word);
  if (word.find('/') == std::string::npos) return name.ends_with("/" + word) ? 1 : 0;
  return name == pointer ? 3 : pointer.ends_with(name) ? 2 : 0;
}

ExitCode explain(const std::string& word) {
  std::vector<std::pair<int, Entry>> found;
  std::vector<std::string> names;
  std::size_t longest = 0;
  int best = 0;
  for (Entry& entry : entries()) {
    const int value = fit(word, entry.name);
    names.push_back(entry.name.substr(word.starts_with('/') ? 0 : entry.name.rfind('/') + 1));
    best = std::max(best, value);
    if (value == 2) longest = std::max(longest, entry.name.size());
    if (value > 0) found.emplace_back(value, std::move(entry));
  }
  std::string text;
  for (const auto& [value, entry] : found) {
    // Of pointers that the word ends with, the longest says most.
    if (value != best || (best == 2 && entry.name.size() < longest)) continue;
    text += fmt::format("{}{} ({})\n", text.empty() ? "" : "\n", entry.name, entry.heading);
    for (const auto& [column, cell] : entry.cells) text += fmt::format("  {:<9}{}\n", column, cell);
  }
  if (text.empty())
    throw InputError(one_line(word) + ": no key and no column is called so" +
                     did_you_mean(word, names));
  write_output(text);
  return ExitCode::done;
}

}  // namespace

void add_explain(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand("explain", "What a key or a result column means")
                      ->footer(
                          "Examples:\n"
                          "  modnn explain /delivery/relays\n"
                          "  modnn explain /platform/workers/0/device/radio/wake_to_send_s\n"
                          "  modnn explain halo_serial_s\n"
                          "Exit: 0 found, 2 there is none.");
  auto word = std::make_shared<std::string>();
  command->add_option("KEY", *word, "A JSON pointer, its last word, or a column")->required();
  command->callback([&action, word] { action = [word] { return explain(*word); }; });
}

}  // namespace modnn
