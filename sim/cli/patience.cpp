#include "sim/cli/patience.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/time.h>
#include <unistd.h>

namespace modnn {
namespace {

const char* words = "";

void say_words(int /*signal*/) {
  const int error = errno;
  [[maybe_unused]] const ssize_t ignored = write(STDERR_FILENO, words, std::strlen(words));
  errno = error;
}

void ring_after(time_t seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

Patience::Patience(const char* text) {
  words = text;
  struct sigaction action {};
  action.sa_handler = say_words;
  action.sa_flags = SA_RESTART;
  sigaction(SIGALRM, &action, nullptr);
  ring_after(1);
}

Patience::~Patience() {
  ring_after(0);
  std::signal(SIGALRM, SIG_DFL);
}

}  // namespace modnn
