#include "sim/ledger.h"

namespace modnn {

void Ledger::settle(DeviceId device, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  std::size_t activity = 0;
  while (activity + 1 < activity_count && account.running[activity] == 0) ++activity;
  account.seconds[activity] += now - account.since;
  if (timeline_ != nullptr) {
    timeline_->add({device, static_cast<Activity>(activity), account.since - start_, now - start_});
  }
  account.since = now;
}

void Ledger::begin(DeviceId device, Activity activity, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  settle(device, now);
  ++account.running[static_cast<std::size_t>(activity)];
}

void Ledger::end(DeviceId device, Activity activity, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  settle(device, now);
  --account.running[static_cast<std::size_t>(activity)];
}

ActivitySeconds Ledger::close(DeviceId device, double now) {
  Account& account = accounts_[static_cast<std::size_t>(device)];
  settle(device, now);
  return account.seconds;
}

}  // namespace modnn
