#include "sim/account/ledger.h"

#include <algorithm>

namespace modnn {
namespace {

/// The first activity that goes on, from `first` on.
std::size_t first_running(const std::array<int, activity_count>& running, std::size_t first) {
  while (first + 1 < activity_count && running[first] == 0) ++first;
  return first;
}

}  // namespace

void Ledger::settle(DeviceId device, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  const std::size_t activity = first_running(account.running, 0);
  account.seconds[activity] += now - account.since;
  if (timeline_ != nullptr) record(device, activity, now);
  account.since = now;
}

void Ledger::record(DeviceId device, std::size_t activity, double now) {
  const Account& account = accounts_[static_cast<std::size_t>(device)];
  const auto interval = [&](std::size_t which) {
    const auto& subjects = subjects_[static_cast<std::size_t>(device)][which];
    const Subject subject = subjects.empty() ? Subject() : subjects.front();
    return Interval{device,       static_cast<Activity>(which), account.since, now, subject.layer,
                    subject.image};
  };
  timeline_->intervals.push_back(interval(activity));
  constexpr auto first_of_radio = static_cast<std::size_t>(Activity::wakeup);
  if (activity >= first_of_radio || activity == static_cast<std::size_t>(Activity::absent)) return;
  const std::size_t of_radio = first_running(account.running, first_of_radio);
  if (account.running[of_radio] > 0) timeline_->hidden.push_back(interval(of_radio));
}

void Ledger::begin(DeviceId device, Activity activity, double now, Subject subject) {
  settle(device, now);
  const auto which = static_cast<std::size_t>(activity);
  ++accounts_[static_cast<std::size_t>(device)].running[which];
  if (timeline_ != nullptr) subjects_[static_cast<std::size_t>(device)][which].push_back(subject);
}

void Ledger::end(DeviceId device, Activity activity, double now, Subject subject) {
  settle(device, now);
  const auto which = static_cast<std::size_t>(activity);
  --accounts_[static_cast<std::size_t>(device)].running[which];
  if (timeline_ == nullptr) return;
  auto& subjects = subjects_[static_cast<std::size_t>(device)][which];
  subjects.erase(std::find(subjects.begin(), subjects.end(), subject));
}

ActivitySeconds Ledger::close(DeviceId device, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  settle(device, now);
  return account.seconds;
}

}  // namespace modnn
