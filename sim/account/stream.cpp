#include "sim/account/stream.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace modnn {

int StreamReport::lost() const {
  return static_cast<int>(std::ranges::count_if(images, &ImageReport::is_lost));
}

int StreamReport::late() const {
  return static_cast<int>(std::ranges::count_if(images, [this](const ImageReport& image) {
    return !image.is_lost && image.latency_s() > deadline_s;
  }));
}

double StreamReport::mean_latency_s() const {
  double sum = 0;
  for (const ImageReport& image : images)
    if (!image.is_lost) sum += image.latency_s();
  return sum / answered();
}

double StreamReport::latency_s(double quantile) const {
  std::vector<double> latencies;
  for (const ImageReport& image : images)
    if (!image.is_lost) latencies.push_back(image.latency_s());
  const double count = static_cast<double>(latencies.size());
  const double rank = std::clamp(std::ceil(quantile * count - 1e-9), 1.0, count);
  const auto at = latencies.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
  std::nth_element(latencies.begin(), at, latencies.end());
  return *at;
}

void StreamAccount::Count::lasts(double seconds) {
  if (seconds > 0) most = std::max(most, now);
  integral_s += now * seconds;
}

Level StreamAccount::Count::over(double seconds) const {
  return {seconds > 0 ? integral_s / seconds : 0, most};
}

/// From one event to the next the numbers stay as they are. The account does not look at the
/// images' own times: that both agree is Little's law.
void StreamAccount::settle(double now) {
  for (Count* count : {&queue_, &in_service_, &in_system_}) count->lasts(now - since_s_);
  since_s_ = now;
}

int StreamAccount::arrives(DeviceId source, double now) {
  settle(now);
  ++queue_.now;
  ++in_system_.now;
  images_.push_back({source, now});
  return static_cast<int>(images_.size()) - 1;
}

void StreamAccount::begins(int image, double now) {
  settle(now);
  --queue_.now;
  ++in_service_.now;
  images_[static_cast<std::size_t>(image)].begin_s = now;
}

void StreamAccount::is_answered(int image, double now, double max_relative_error) {
  settle(now);
  --in_service_.now;
  --in_system_.now;
  ImageReport& report = images_[static_cast<std::size_t>(image)];
  report.end_s = now;
  report.max_relative_error = max_relative_error;
}

void StreamAccount::is_lost(int image, double now) {
  is_answered(image, now, 0);
  images_[static_cast<std::size_t>(image)].is_lost = true;
}

StreamReport StreamAccount::close(double now) {
  settle(now);
  StreamReport report;
  report.images = std::move(images_);
  report.queue = queue_.over(now);
  report.in_service = in_service_.over(now);
  report.in_system = in_system_.over(now);
  return report;
}

}  // namespace modnn
