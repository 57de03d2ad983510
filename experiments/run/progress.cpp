#include "experiments/run/progress.h"

#include <cmath>
#include <cstdlib>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include "process/streams.h"

namespace modnn {
namespace {

constexpr const char* erase_line = "\r\033[K";
constexpr std::size_t most_reasons = 20;  ///< above the bar; all are summed up at the end
constexpr std::chrono::milliseconds redraw_every{100};

/// See https://no-color.org.
bool colour_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

}  // namespace

std::string progress_bar(std::size_t done, std::size_t total, std::size_t failed, double elapsed_s,
                         bool colour, const char* what) {
  constexpr std::size_t width = 30;
  const std::size_t filled = done * width / total;
  std::string bar(filled, '=');
  if (filled < width) bar += '>' + std::string(width - filled - 1, ' ');
  const double rate = static_cast<double>(done) / elapsed_s;
  const double left_s = static_cast<double>(total - done) / rate;
  std::string line = fmt::format("[{}] {}/{} {}, {:.1f} per second, {:%H:%M:%S} left", bar, done,
                                 total, what, rate, std::chrono::seconds(std::lround(left_s)));
  if (failed > 0) {
    line +=
        fmt::format(", {}{} failed{}", colour ? "\033[31m" : "", failed, colour ? "\033[0m" : "");
  }
  return line;
}

Progress::Progress(std::size_t total, bool quiet, Detail detail, const char* what)
    : total_(total),
      quiet_(quiet),
      detail_(detail),
      what_(what),
      terminal_(isatty(STDERR_FILENO) == 1),
      colour_(terminal_ && colour_wanted()) {
  if (detail == Detail::bar_only)
    patience_.emplace(fmt::format("checking {} {}", total, what), quiet);
}

Progress::~Progress() {
  if (!quiet_ && terminal_ && done_ > 0) write_error(erase_line);
}

void Progress::step(bool failed, const std::function<std::string()>& line) {
  ++done_;
  if (failed) ++failed_;
  if (quiet_) return;
  const bool lines = detail_ == Detail::lines;
  if (!terminal_) {
    if (!lines) return;
    say("[{}/{}] {}{}\n", done_, total_, failed ? "failed: " : "", line());
    return;
  }
  patience_.reset();  // the bar says it from now on
  if (lines && failed && failed_ <= most_reasons) {
    write_error(erase_line);
    say("failed: {}\n", line());
    draw();
  } else if (done_ == total_ || Clock::now() - drawn_ >= redraw_every) {
    draw();
  }
}

void Progress::step(std::size_t count) {
  done_ += count - 1;
  step(false, [] { return std::string(); });
}

void Progress::draw() {
  drawn_ = Clock::now();
  const std::chrono::duration<double> elapsed = drawn_ - begin_;
  write_error(erase_line + progress_bar(done_, total_, failed_, elapsed.count(), colour_, what_));
}

}  // namespace modnn
