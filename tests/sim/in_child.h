#pragma once

#include <cstdio>
#include <functional>
#include <stdexcept>

#include "config/document.h"
#include "experiments/results/row.h"
#include "process/pool.h"
#include "sim/simulate.h"

namespace modnn::test {

/// Runs `work` in a child process, as SimGrid allows one simulation per process, and returns its
/// JSON.
inline Json in_child(const std::function<Json()>& work) {
  std::fflush(nullptr);  // or the child would write what the parent has buffered once more
  JobResult result;
  run_forked(
      1, {}, [&work](std::size_t) { return work().dump(); },
      [&result](std::size_t, JobResult ended) { result = std::move(ended); });
  if (!result.succeeded) throw std::runtime_error(result.text);
  return Json::parse(result.text);
}

/// {"report": ..., "layers": [...], "devices": [...]} of one simulation; the lone phone is said to
/// take 1 s.
inline Json simulated(const Network& network, const Cluster& cluster, const Plan& plan,
                      const SimulationOptions& options) {
  return in_child([&] {
    const Report report = simulate(network, cluster, plan, options, nullptr);
    return Json{{"report", describe_report(report, 1.0, 0)},
                {"layers", describe_layers(report)},
                {"devices", describe_devices(report)}};
  });
}

/// What a device's account adds up to: the makespan.
inline double accounted_s(const Json& device) {
  double sum = 0;
  for (const char* part :
       {"compute_s", "page_in_s", "wakeup_s", "transmit_s", "receive_s", "idle_s", "absent_s"}) {
    sum += device[part].get<double>();
  }
  return sum;
}

}  // namespace modnn::test
