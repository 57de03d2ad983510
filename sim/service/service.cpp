#include "sim/service/service.h"

#include <algorithm>

#include "partition/plan/liveness.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Service::Service(Cell& cell, const Network& network, const Workload& workload,
                 const std::vector<Plan>& plans, const NumericInputs* numeric)
    : cell_(cell),
      network_(network),
      workload_(workload),
      numeric_(numeric),
      arrivals_(arrivals_of(workload, cell.options.seed)),
      is_closed_(plans.size()) {
  for (const Plan& plan : plans)
    current_.push_back(&new_route({std::shared_ptr<const Plan>(), &plan}));
}

Service::~Service() = default;

Route& Service::new_route(std::shared_ptr<const Plan> plan) {
  return routes_.emplace_back(network_, std::move(plan), cell_.options.sync,
                              reaction_ && reaction_->owner_keeps_all);
}

/// Before any image has come.
void Service::react(Reaction reaction) {
  reaction_ = std::move(reaction);
  if (!reaction_->owner_keeps_all) return;
  for (Route& route : routes_)
    for (Step& step : route.script.programs[group_owner]) step.forget.clear();
}

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
    const std::size_t source = arrivals_[static_cast<std::size_t>(image)].source;
    if (is_closed_[source] == 0 && current_[source] == nullptr) return;
    queue_.pop_front();
    const double now = std::max(0.0, cell_.world.now());
    account_.begins(image, now);
    ++begun_;
    if (is_closed_[source] != 0) {
      lose(image);
      continue;
    }
    std::unique_ptr<Progress> progress;
    if (reaction_)
      progress = std::make_unique<Progress>(network_, cell_.cluster.size(),
                                            workload_.sources[source], now);
    begin_attempt(*make_attempt(image, source, *current_[source], {}, std::move(progress)));
  }
}

std::shared_ptr<Attempt> Service::make_attempt(int image, std::size_t source, Route& route,
                                               Beginning beginning,
                                               std::unique_ptr<Progress> progress) {
  const int number = attempts_made_++;
  const auto attempt = std::make_shared<Attempt>(Attempt{number, image, source, &route});
  attempt->progress = std::move(progress);
  attempt->inference =
      std::make_unique<Inference>(cell_, route.script, Image{image, workload_.sources[source]},
                                  numeric_, watch(*attempt), std::move(beginning));
  attempts_[number] = attempt;
  account_.is_tried(image);
  return attempt;
}

Watcher Service::watch(Attempt& attempt) {
  Watcher watcher;
  watcher.answered = [this, &attempt] { answered(attempt); };
  // One that ended without an answer stays until somebody is missed: all that was left of it may
  // have been the part of the one who left.
  watcher.ended = [this, &attempt, number = attempt.number] {
    if (attempt.is_answered || attempt.inference->is_abandoned()) attempts_.erase(number);
  };
  watcher.message_arrived = [this, &attempt](int stage, int message, const Arrival& arrival) {
    message_arrived(attempt, stage, message, arrival);
  };
  if (!attempt.progress) return watcher;
  watcher.task_ended = [this, &attempt](int stage, const Task& task, const Cause& cause) {
    const Stage& planned = attempt.route->plan->stages[static_cast<std::size_t>(stage)];
    if (attempt.progress) attempt.progress->task_ended(planned, task, cause, cell_.world.now());
  };
  watcher.forgotten = [&attempt](DeviceId device, MapId map) {
    if (attempt.progress) attempt.progress->forgotten(device, map);
  };
  return watcher;
}

void Service::begin_attempt(Attempt& attempt) {
  attempt.has_begun = true;
  attempt.inference->begin();
}

void Service::message_arrived(Attempt& attempt, int stage, int index, const Arrival& arrival) {
  Route& route = *attempt.route;
  ++route.messages[stage][index];
  route.wakeup_s[stage][index] += arrival.wakeup_s;
  if (!reaction_) return;
  const Stage& planned = route.plan->stages[stage];
  const Message& message = planned.messages[index];
  if (!attempt.progress)
    reaction_->arrived_in_vain(attempt, message.bytes);
  else
    attempt.progress->message_arrived(planned, message, route.script.relay_of[stage][index] >= 0,
                                      arrival.mark, cell_.world.now());
}

void Service::answered(Attempt& attempt) {
  const Inference& inference = *attempt.inference;
  attempt.is_answered = true;
  ++attempt.route->images;
  last_cause_ = inference.result_cause();
  double error = 0;
  if (numeric_ != nullptr) {
    std::vector<Tensor> results;
    for (const LayerId layer : result_layers(network_)) results.push_back(*inference.result(layer));
    if (numeric_->error) error = numeric_->error(attempt.image, results);
    // Where the first image is lost another one is the first.
    if (attempt.image == 0 || (reaction_ && first_results_.empty()))
      first_results_ = std::move(results);
  }
  account_.is_answered(attempt.image, cell_.world.now(), error);
  one_done();
  begin_next();
}

void Service::lose(int image) {
  account_.is_lost(image, std::max(0.0, cell_.world.now()));
  one_done();
}

void Service::one_done() {
  ++images_done_;
  if (reaction_ && images_done_ == workload_.images) reaction_->all_done();
}

std::vector<const Plan*> Service::plans() const {
  std::vector<const Plan*> all;
  for (const Route& route : routes_) all.push_back(route.plan.get());
  return all;
}

std::vector<std::shared_ptr<Attempt>> Service::attempts() const {
  std::vector<std::shared_ptr<Attempt>> all;
  for (const auto& [number, attempt] : attempts_) all.push_back(attempt);
  return all;
}

StreamReport Service::close(double now) {
  StreamReport report = account_.close(now);
  report.air_busy_s = cell_.air.busy_seconds();
  report.deadline_s = workload_.deadline_s;
  return report;
}

}  // namespace modnn
