#include "process/interrupts.h"

#include <initializer_list>

namespace modnn {
namespace {

volatile std::sig_atomic_t signals_seen = 0;

void count_signal(int /*signal*/) { signals_seen = signals_seen + 1; }

}  // namespace

Interrupts::Interrupts() {
  signals_seen = 0;
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ours, signal);
  sigprocmask(SIG_BLOCK, &ours, &before_);
  struct sigaction action {};
  action.sa_handler = count_signal;
  action.sa_mask = ours;
  sigaction(SIGINT, &action, &int_);
  sigaction(SIGTERM, &action, &term_);
  sigaction(SIGHUP, &action, &hup_);
}

Interrupts::~Interrupts() {
  // What is pending is still counted, and the handlers go afterwards.
  sigprocmask(SIG_SETMASK, &before_, nullptr);
  sigaction(SIGINT, &int_, nullptr);
  sigaction(SIGTERM, &term_, nullptr);
  sigaction(SIGHUP, &hup_, nullptr);
}

int Interrupts::count() { return signals_seen; }

}  // namespace modnn
