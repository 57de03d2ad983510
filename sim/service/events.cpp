#include "sim/service/events.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "config/random.h"

namespace modnn {

Events::Events(Cell& cell, Cluster& cluster, const Changes& changes, Bystander bystander)
    : cell_(cell),
      cluster_(cluster),
      changes_(changes),
      bystander_(std::move(bystander)),
      agenda_(cell.world),
      stalled_until_(cluster.members.size()) {
  const auto joining = static_cast<DeviceId>(changes.joining.size());
  for (DeviceId device = cluster.size() - joining; device < cluster.size(); ++device) {
    cell_.presence.leaves(device);
    cell_.ledger.begin(device, Activity::absent, 0);
  }
  for (const Event& event : changes.events) {
    to_come_.insert(event.number);
    agenda_.at(event.at_s, [this, &event] { happen(event); });
  }
  for (DeviceId device = 1; device < cluster.size() - joining; ++device) churn(device, 0, 0);
}

int Events::first_to_come() const { return to_come_.empty() ? -1 : *to_come_.begin(); }

void Events::happen(const Event& event) {
  to_come_.erase(event.number);
  switch (event.change) {
    case Change::leave:
      return leave(event.device);
    case Change::join:
      return join(event.device);
    case Change::rate:
      return change_rate(event.device, event.rate_bps);
    case Change::stall:
      return stall(event.device, event.for_s);
  }
}

void Events::leave(DeviceId device) {
  const double now = cell_.world.now();
  if (!cell_.presence.is_here(device)) return;
  mark(device, Change::leave);
  if (device == group_owner) return bystander_.owner_left(now);
  cell_.presence.leaves(device);
  cell_.ledger.begin(device, Activity::absent, now);
  bystander_.left(device);
  go_on(device);  // whatever stood still is gone
  cell_.air.cut(device);
  const int departures = cell_.presence.departures(device);
  agenda_.at(now + changes_.recovery.detect_timeout_s, [this, device, departures] {
    const bool is_still_away =
        !cell_.presence.is_here(device) && cell_.presence.departures(device) == departures;
    if (is_still_away && bystander_.counts_on(device)) bystander_.missed(device);
  });
}

/// Who comes back before it was missed says that it was away.
void Events::join(DeviceId device) {
  if (cell_.presence.is_here(device)) return;
  mark(device, Change::join);
  if (bystander_.counts_on(device)) bystander_.missed(device);
  const double now = cell_.world.now();
  const bool is_new = device >= cluster_.size() - static_cast<DeviceId>(changes_.joining.size()) &&
                      cell_.presence.departures(device) == 1;
  cell_.presence.comes(device);
  cell_.ledger.end(device, Activity::absent, now);
  bystander_.came(device);
  if (is_new) churn(device, now, 0);
}

void Events::stall(DeviceId device, double for_s) {
  if (!cell_.presence.is_here(device)) return;
  mark(device, Change::stall);
  const double now = cell_.world.now();
  double& until_s = stalled_until_[static_cast<std::size_t>(device)];
  until_s = std::max(until_s, now + for_s);
  cell_.presence.stalls(device);
  cell_.processors[static_cast<std::size_t>(device)].stall();
  const auto still_stands = [this, device] { return cell_.presence.is_stalled(device); };
  agenda_.at(now + for_s, [this, device, still_stands, end_s = now + for_s] {
    if (still_stands() && end_s >= stalled_until_[static_cast<std::size_t>(device)]) go_on(device);
  });
  if (device == group_owner || for_s <= changes_.recovery.detect_timeout_s) return;
  agenda_.at(now + changes_.recovery.detect_timeout_s, [this, device, still_stands] {
    if (still_stands() && bystander_.counts_on(device)) bystander_.missed(device);
  });
}

/// A phone that was taken for dead is heard of again.
void Events::go_on(DeviceId device) {
  if (!cell_.presence.is_stalled(device)) return;
  cell_.presence.goes_on(device);
  cell_.processors[static_cast<std::size_t>(device)].go_on();
  cell_.post.go_on();
  if (cell_.presence.is_here(device) && !bystander_.counts_on(device)) bystander_.came(device);
}

void Events::change_rate(DeviceId device, double rate_bps) {
  mark(device, Change::rate);
  cluster_.members[static_cast<std::size_t>(device)].rate_bps = rate_bps;
  cell_.world.set_rate(device, rate_bps);
}

/// Leaves and returns by turns, whether or not an event has done so meanwhile.
void Events::churn(DeviceId device, double now, int turn) {
  if (!changes_.churn) return;
  const bool leaves = turn % 2 == 0;
  const double mean_s =
      leaves ? changes_.churn->mean_time_to_leave_s : changes_.churn->mean_time_to_return_s;
  if (std::isinf(mean_s)) return;
  const CounterRandom random(cell_.options.seed, "churn/" + std::to_string(device));
  const double at_s = now + mean_s * exponential(random, static_cast<std::uint64_t>(turn));
  agenda_.at(at_s, [this, device, at_s, turn, leaves] {
    if (leaves) {
      leave(device);
    } else {
      join(device);
    }
    churn(device, at_s, turn + 1);
  });
}

void Events::mark(DeviceId device, Change change) {
  if (cell_.options.timeline)
    cell_.timeline.marks.push_back({device, name_of(change_words, change), cell_.world.now()});
}

}  // namespace modnn
