#include "process/patience.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sys/time.h>
#include <unistd.h>

#include "config/error.h"
#include "process/streams.h"

namespace modnn {
namespace {

bool waiting = false;
std::string words;

void say_words(int /*signal*/) {
  const int error = errno;
  [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, words.data(), words.size());
  errno = error;
}

void ring_after(double seconds) {
  const auto whole = static_cast<time_t>(seconds);
  const auto rest = static_cast<suseconds_t>((seconds - static_cast<double>(whole)) * 1e6);
  const itimerval timer{{0, 0}, {whole, rest}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

double patience_s() {
  const char* text = std::getenv("MODNN_PATIENCE_S");
  if (text == nullptr || *text == '\0') return 1;
  char* end = nullptr;
  const double seconds = std::strtod(text, &end);
  if (*end != '\0' || !(seconds >= 1e-3))
    throw InputError("MODNN_PATIENCE_S: expected seconds, at least 0.001, or inf, got " +
                     std::string(text));
  return seconds;
}

}  // namespace

Patience::Patience(const std::string& doing, bool quiet) : first_(!waiting && !quiet) {
  if (!first_) return;
  const double seconds = patience_s();
  waiting = true;
  words = "modnn: " + one_line(doing) + ", which takes its time\n";
  struct sigaction action {};
  action.sa_handler = say_words;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  constexpr double longest = 1e8;  // three years; what a timer takes
  if (seconds <= longest) ring_after(seconds);
}

Patience::~Patience() {
  if (!first_) return;
  ring_after(0);
  std::signal(SIGALRM, SIG_DFL);
  waiting = false;
}

}  // namespace modnn
