#include "sim/service/recovery.h"

#include <algorithm>
#include <fmt/format.h>

#include "partition/plan/source_plan.h"
#include "sim/service/checkpoints.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

Recovery::Recovery(Cell& cell, Cluster& cluster, const Network& network, const Changes& changes,
                   const std::vector<Plan>& plans, Service& service)
    : cell_(cell),
      cluster_(cluster),
      network_(network),
      changes_(changes),
      service_(service),
      provisions_(cell, plans),
      events_(
          cell, cluster, changes,
          {[this](DeviceId device) {
             for (const auto& attempt : service_.attempts()) attempt->inference->stop(device);
           },
           [this](DeviceId device) { missed(device); }, [this](DeviceId device) { came(device); },
           [this](DeviceId device) { return counts_on(device); },
           [this](double now) {
             fail(fmt::format("the group owner left at {:.6g} s, which ends the service", now));
           }}),
      over_(sg::Semaphore::create(0)) {
  const auto joining = static_cast<DeviceId>(changes.joining.size());
  for (DeviceId device = 0; device < cluster.size() - joining; ++device) present_.push_back(device);
  for (std::size_t source = 0; source < service.sources(); ++source)
    routes_[{present_, source}] = service.current(source);
  service.react({[this] { over_->release(); },
                 [this](const Attempt&, double bytes) { cost_.resent_bytes += bytes; },
                 changes.recovery.policy == Policy::replan});
}

/// What goes on when the last image is answered or lost is of no interest.
void Recovery::begin() {
  simgrid_api::add_actor("service", cell_.world.host(group_owner), [this] {
    over_->acquire();
    sg::Actor::kill_all();
  });
  events_.begin();
}

ChurnReport Recovery::cost() const {
  ChurnReport cost = cost_;
  cost.handed_out_bytes = provisions_.bytes();
  return cost;
}

bool Recovery::counts_on(DeviceId device) const {
  return std::ranges::binary_search(present_, device);
}

void Recovery::fail(const std::string& why) {
  if (failure_.empty()) failure_ = why;
  over_->release();
}

/// Whoever is in the midst of an inference that the device was to have a part in starts anew.
void Recovery::missed(DeviceId device) {
  std::erase(present_, device);
  std::vector<std::shared_ptr<Attempt>> broken;
  for (const auto& attempt : service_.attempts()) {
    if (attempt->inference->is_abandoned()) continue;
    const bool is_missed =
        attempt->has_begun ? attempt->inference->stop(device) : attempt->route->concerns(device);
    const bool wants_answer = service_.source(attempt->source) == device;
    if (is_missed || wants_answer) broken.push_back(attempt);
  }
  regroup();
  for (const auto& attempt : broken) recover(*attempt);
  service_.begin_next();
}

void Recovery::came(DeviceId device) {
  present_.insert(std::ranges::lower_bound(present_, device), device);
  regroup();
  service_.begin_next();
}

/// Images that follow go among those who are there. Until these have their weights they go as
/// before, where all of those are still there.
void Recovery::regroup() {
  if (!service_.expects_more()) return;
  const int change = ++regrouped_;
  std::vector<Route*> routes;
  std::vector<const Plan*> plans;
  for (std::size_t source = 0; source < service_.sources(); ++source) {
    const bool is_there = counts_on(service_.source(source));
    service_.close_source(source, !is_there);
    Route* const before = service_.current(source);
    for (DeviceId device = 0; before != nullptr && device < cluster_.size(); ++device)
      if (before->concerns(device) && !counts_on(device)) service_.lead(source, nullptr);
    routes.push_back(is_there ? route_among(source) : nullptr);
    if (!failure_.empty()) return;
    if (is_there) plans.push_back(routes.back()->plan.get());
  }
  provisions_.hand_out(plans, [this, change, routes] {
    if (change != regrouped_) return;
    for (std::size_t source = 0; source < routes.size(); ++source)
      service_.lead(source, routes[source]);
    service_.begin_next();
  });
}

Route* Recovery::route_among(std::size_t source) {
  Route*& route = routes_[{present_, source}];
  if (route != nullptr) return route;
  Situation situation = beginning(network_, cluster_.size(), service_.source(source));
  situation.present = present_;
  const auto planned = plan(source, situation);
  if (planned) route = &service_.new_route(planned);
  return route;
}

/// None, and the end of the service, when there is no plan for those who are left.
std::shared_ptr<const Plan> Recovery::plan(std::size_t source, const Situation& situation) {
  try {
    Plan rest = plan_rest(service_.source(source), situation, network_, cluster_, changes_.plan,
                          changes_.patterns);
    return std::make_shared<const Plan>(with_checkpoints(
        std::move(rest), changes_.recovery.checkpoint_every, changes_.plan.bytes_per_value));
  } catch (const std::exception& error) {
    fail(fmt::format("at {:.6g} s there was no plan for {} phones: {}", cell_.world.now(),
                     situation.present.size(), error.what()));
    return nullptr;
  }
}

void Recovery::recover(Attempt& attempt) {
  std::unique_ptr<Progress> progress = std::move(attempt.progress);
  attempt.inference->abandon();
  if (attempt.is_answered || !failure_.empty()) return;
  std::optional<Foothold> foothold;
  const bool may_try = service_.attempts_at(attempt.image) < changes_.recovery.most_attempts;
  if (may_try && counts_on(service_.source(attempt.source))) {
    if (changes_.recovery.policy == Policy::restart) foothold = progress->beginning_again(present_);
    if (changes_.recovery.policy == Policy::replan) foothold = progress->last_foothold(present_);
  }
  if (!foothold) return service_.lose(attempt.image);
  try_again(attempt, std::move(progress), *foothold);
}

void Recovery::try_again(Attempt& attempt, std::unique_ptr<Progress> progress,
                         const Foothold& foothold) {
  const LayerId layer = foothold.situation.layer;
  Route* route = nullptr;
  if (layer == 1 && changes_.recovery.policy == Policy::restart) {
    route = route_among(attempt.source);
  } else if (const auto planned = plan(attempt.source, foothold.situation)) {
    route = &service_.new_route(planned);
  }
  if (route == nullptr) return;
  const ChurnReport lost = progress->fall_back(foothold);
  cost_.resent_bytes += lost.resent_bytes;
  cost_.recomputed_macs += lost.recomputed_macs;
  Beginning beginning{foothold.cause, {}};
  for (DeviceId device = 0; device < attempt.route->plan->devices; ++device)
    beginning.stores.push_back(attempt.inference->take_store(device, layer));
  Progress& state = *progress;
  const std::weak_ptr<Attempt> next = service_.make_attempt(
      attempt.image, attempt.source, *route, std::move(beginning), std::move(progress));
  provisions_.hand_out({route->plan.get()}, [this, next, foothold, &state] {
    const auto again = next.lock();
    if (!again || again->inference->is_abandoned()) return;
    cost_.added_s += state.goes_on(foothold, cell_.world.now());
    service_.begin_attempt(*again);
  });
}

}  // namespace modnn
