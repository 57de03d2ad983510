#include "sim/experiment/patience.h"

#include <cerrno>
#include <csignal>
#include <sys/time.h>
#include <unistd.h>

#include "sim/streams.h"

namespace modnn {
namespace {

bool waiting = false;
std::string words;

void say_words(int /*signal*/) {
  const int error = errno;
  [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, words.data(), words.size());
  errno = error;
}

void ring_after(time_t seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

Patience::Patience(const std::string& doing, bool quiet) : first_(!waiting && !quiet) {
  if (!first_) return;
  waiting = true;
  words = "modnn: " + one_line(doing) + ", which takes its time\n";
  struct sigaction action {};
  action.sa_handler = say_words;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  ring_after(1);
}

Patience::~Patience() {
  if (!first_) return;
  ring_after(0);
  std::signal(SIGALRM, SIG_DFL);
  waiting = false;
}

}  // namespace modnn
