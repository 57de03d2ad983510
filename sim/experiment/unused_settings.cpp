// Values of devices and media that only some experiments look at.
#include <algorithm>
#include <fmt/format.h>

#include "models/work.h"
#include "sim/experiment/notes.h"

namespace modnn {
namespace {

/// Whether any layer is computed at this rate.
bool computes(const Network& network, KernelClass kernel) {
  for (LayerId id = 1; id < network.size(); ++id) {
    const Work work = modnn::work(network, id, whole(network.layer(id).shape));
    if (work.macs > 0 && work.kernel == kernel) return true;
  }
  return false;
}

bool wakes(const Experiment& experiment) {
  return experiment.simulation.wakeup != WakeupPolicy::none;
}

bool radios_sleep(const Experiment& experiment) {
  return experiment.simulation.wakeup == WakeupPolicy::state_machine;
}

struct Knob {
  const char* end;  ///< of its pointer
  bool (*used)(const Experiment&);
  const char* why_not;
};

constexpr const char* no_state_machine = "\"delivery\".\"wakeup\" is not \"state_machine\"";
constexpr const char* no_wakeup = "\"delivery\".\"wakeup\" is \"none\"";

constexpr Knob knobs[]{
    {"/radio/listen_interval_beacons", radios_sleep, no_state_machine},
    {"/radio/power_save_timeout_s", radios_sleep, no_state_machine},
    {"/radio/bus_sleep_timeout_s", radios_sleep, no_state_machine},
    {"/radio/awake_to_send_s", radios_sleep, no_state_machine},
    {"/radio/awake_to_receive_s", radios_sleep, no_state_machine},
    {"/medium/beacon_interval_s", radios_sleep, no_state_machine},
    {"/radio/wake_to_send_s", wakes, no_wakeup},
    {"/radio/wake_to_receive_s", wakes, no_wakeup},
    {"/device/sparse_dense_macs_per_s",
     [](const Experiment& experiment) {
       return computes(experiment.network, KernelClass::sparse_dense);
     },
     "the model has no sparse dense layer"},
    {"/device/depthwise_macs_per_s",
     [](const Experiment& experiment) {
       return computes(experiment.network, KernelClass::depthwise);
     },
     "the model has no depthwise convolution"},
};

}  // namespace

std::vector<std::string> unused_settings(const Experiment& experiment,
                                         const std::string& settings) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < settings.size();) {
    const std::size_t next = std::min(settings.find("; ", at), settings.size());
    const std::string pointer = settings.substr(at, settings.find('=', at) - at);
    for (const Knob& knob : knobs) {
      if (pointer.ends_with(knob.end) && !knob.used(experiment))
        texts.push_back(fmt::format("{}: without effect here, as {}", pointer, knob.why_not));
    }
    at = next + 2;
  }
  return texts;
}

}  // namespace modnn
