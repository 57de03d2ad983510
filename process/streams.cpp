#include "process/streams.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace modnn {
namespace {

int output_error = 0;  ///< the first errno of standard output

void ignore_signal(int /*signal*/) {}

void failed(int error) {
  if (error == EPIPE) {
    std::signal(SIGPIPE, SIG_DFL);
    raise(SIGPIPE);
  }
  if (output_error == 0) output_error = error;
  std::clearerr(stdout);
}

bool is_control(std::uint32_t code) {
  if (code < 0x20) return code != '\n' && code != '\t';
  if (code < 0x2028) return code == 0x7f || (code >= 0x80 && code < 0xa0);
  // Line ends, and what turns the direction of writing.
  return code == 0x2028 || code == 0x2029 || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

/// How many printable letters of ASCII and line ends a text begins with.
std::size_t plain_letters(std::string_view text) {
  const auto other = std::find_if(text.begin(), text.end(), [](char letter) {
    return (letter < ' ' && letter != '\n') || letter == 0x7f;  // above ASCII is below zero
  });
  return static_cast<std::size_t>(other - text.begin());
}

struct Letter {
  std::uint32_t code;  ///< of Unicode; the byte where the text is no UTF-8
  std::size_t bytes;
  bool harmless;  ///< to a terminal
};

Letter letter_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1, !is_control(first)};
  const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const Letter wrong{first, 1, false};
  if (first < 0xc2 || first > 0xf4 || at + bytes > text.size()) return wrong;
  std::uint32_t code = first & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xc0U) != 0x80) return wrong;
    code = code << 6U | (next & 0x3fU);
  }
  return {code, bytes, !is_control(code)};
}

}  // namespace

void prepare_streams() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(number, F_GETFD) >= 0 || errno != EBADF) continue;
    // The wrong way round: reading from the first and writing to the others fails. The lowest free
    // number is this one.
    const int opened =
        open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // NOLINT(*-vararg)
    if (opened != number) std::_Exit(3);                                  // there is nobody to tell
  }
  // A handler, unlike SIG_IGN, does not pass on to the programs that are started.
  struct sigaction action {};
  action.sa_handler = ignore_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, nullptr);
}

void write_output(std::string_view text) {
  if (output_error != 0 || text.empty()) return;
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) failed(errno);
}

void write_error(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::clearerr(stderr);
}

std::string flush_output() {
  errno = 0;
  if (std::fflush(stdout) != 0) failed(errno);
  return output_error == 0 ? "" : std::strerror(output_error);
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    // Most texts are a single run of what needs no look.
    const std::size_t plain = plain_letters(text.substr(i));
    if (plain > 0) {
      shown += text.substr(i, plain);
      i += plain;
      continue;
    }
    const Letter letter = letter_at(text, i);
    if (letter.harmless) {
      shown += text.substr(i, letter.bytes);
    } else if (letter.code < 0x100) {
      shown += fmt::format("\\x{:02x}", letter.code);
    } else {
      shown += fmt::format("\\u{:04x}", letter.code);
    }
    i += letter.bytes;
  }
  return shown;
}

std::string one_line(std::string_view text, std::size_t longest) {
  std::string line;
  for (const char c : text) line += c == '\n' || c == '\t' ? ' ' : c;
  line = printable(line);
  if (line.size() <= longest) return line;
  while (longest > 0 && (static_cast<unsigned char>(line[longest]) & 0xc0) == 0x80) --longest;
  return line.substr(0, longest) + "...";
}

}  // namespace modnn
