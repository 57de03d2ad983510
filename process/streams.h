#pragma once

#include <fmt/format.h>
#include <string>
#include <string_view>

namespace modnn {

/// Opens each of the descriptors 0 to 2 that is closed so that using it fails as if it still were,
/// and no file of the program gets its number. A pipe that nobody reads ends a write, not the
/// program. To be called before anything is opened.
void prepare_streams();

/// Writes to standard output as it is. A pipe that nobody reads any more ends the program, quietly;
/// every other failure is kept for flush_output().
void write_output(std::string_view text);

/// Writes to standard error as it is. Failures change nothing: results do not depend on whether
/// somebody can be told.
void write_error(std::string_view text);

/// Hands over what is buffered. Returns "" or why some of the output could not be written.
std::string flush_output();

/// Names come from files: control characters other than line ends, what turns the direction of
/// writing, and bytes that are no UTF-8 are shown as \x1b or \u202e, and never reach a terminal.
std::string printable(std::string_view text);

/// The same on one line, at most `longest` bytes and an ellipsis.
std::string one_line(std::string_view text, std::size_t longest = 400);

/// Formatted text for people on standard output.
template <typename... Arguments>
void print(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_output(printable(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

/// Formatted text for people on standard error.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  write_error(printable(fmt::format(format, std::forward<Arguments>(arguments)...)));
}

}  // namespace modnn
