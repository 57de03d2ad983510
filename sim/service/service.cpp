#include "sim/service/service.h"

#include <algorithm>

#include "partition/plan/liveness.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Service::Service(Cell& cell, const Network& network, const Workload& workload,
                 const std::vector<Plan>& plans, const NumericInputs* numeric)
    : cell_(cell),
      workload_(workload),
      numeric_(numeric),
      arrivals_(arrivals_of(workload, cell.options.seed)) {
  for (const Plan& plan : plans) {
    scripts_.emplace_back(network, plan, cell.options.sync);
    Served& served = served_.emplace_back();
    for (const Stage& stage : plan.stages) served.wakeup_s.emplace_back(stage.messages.size(), 0.0);
  }
}

Service::~Service() = default;

/// One image that is there from the beginning needs nobody who waits for it. Of several the phones
/// may not wait for the beginning each on its own: what many actors wait for comes to them in an
/// order of SimGrid's.
void Service::begin() {
  if (arrivals_.size() == 1 && arrivals_[0].at_s == 0) return arrive(arrivals_[0]);
  simgrid_api::add_actor("arrivals", cell_.world.host(group_owner), [this] {
    for (const ImageArrival& arrival : arrivals_) {
      sg::this_actor::sleep_until(cell_.world.start_s() + arrival.at_s);
      arrive(arrival);
    }
  });
}

void Service::arrive(const ImageArrival& arrival) {
  // SimGrid's clock stands still before the start.
  const double now = std::max(0.0, cell_.world.now());
  queue_.push_back(account_.arrives(workload_.sources[arrival.source], now));
  begin_next();
}

void Service::begin_next() {
  while (!queue_.empty() && account_.in_service() < workload_.in_flight) {
    const int image = queue_.front();
    queue_.pop_front();
    account_.begins(image, std::max(0.0, cell_.world.now()));
    const std::size_t source = arrivals_[static_cast<std::size_t>(image)].source;
    Served& served = served_[source];
    ++served.images;
    Watcher watcher;
    watcher.answered = [this, image] { answered(image); };
    watcher.ended = [this, image] { under_way_.erase(image); };
    watcher.message_arrived = [&served](int stage, int message, const Arrival& arrival) {
      served.wakeup_s[stage][message] += arrival.wakeup_s;
    };
    auto& inference = under_way_[image];
    inference = std::make_unique<Inference>(cell_, scripts_[source],
                                            Image{image, workload_.sources[source]}, numeric_,
                                            std::move(watcher));
    inference->begin();
  }
}

void Service::answered(int image) {
  const Inference& inference = *under_way_.at(image);
  last_cause_ = inference.result_cause();
  double error = 0;
  if (numeric_ != nullptr) {
    std::vector<Tensor> results;
    for (const LayerId layer : result_layers(inference.network()))
      results.push_back(*inference.result(layer));
    if (numeric_->error) error = numeric_->error(image, results);
    if (image == 0) first_results_ = std::move(results);
  }
  account_.is_answered(image, cell_.world.now(), error);
  begin_next();
}

StreamReport Service::close(double now) {
  StreamReport report = account_.close(now);
  report.air_busy_s = cell_.air.busy_seconds();
  report.deadline_s = workload_.deadline_s;
  return report;
}

}  // namespace modnn
