#include "sim/streams.h"

#include <cerrno>
#include <csignal>
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

bool is_control(unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f; }

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
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (is_control(c)) {
      shown += fmt::format("\\x{:02x}", c);
    } else if (c == 0xc2 && next >= 0x80 && next < 0xa0) {  // U+0080 to U+009F in UTF-8
      shown += fmt::format("\\x{:02x}", next);
      ++i;
    } else {
      shown += text[i];
    }
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
