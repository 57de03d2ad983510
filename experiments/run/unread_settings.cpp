#include "experiments/run/unread_settings.h"

#include <algorithm>
#include <array>
#include <optional>

#include "partition/cost/kernel_call_of.h"
#include "platforms/kernel_cost.h"

namespace modnn {
namespace {

/// What a simulation reads of its platform.
struct Point {
  const Experiment& experiment;
  const Report& report;

  const SimulationOptions& options() const { return experiment.simulation; }
  bool falls_asleep() const { return options().wakeup == WakeupPolicy::state_machine; }
  bool wakes() const { return options().wakeup != WakeupPolicy::none; }
  bool packets() const { return options().fidelity == Fidelity::ns3; }
  bool sends() const { return report.messages > 0; }
  bool has_sparse() const {
    return std::ranges::any_of(experiment.network.layers,
                               [](const Layer& layer) { return is_sparse(layer.kind); });
  }
  bool has_depthwise() const {
    return std::ranges::any_of(experiment.network.layers, [](const Layer& layer) {
      const Conv* conv = std::get_if<Conv>(&layer.kind);
      return conv != nullptr && conv->groups > 1;
    });
  }
  /// A region may be too small for Winograd's tiles.
  bool has(Kernel kernel) const {
    const Network& network = experiment.network;
    for (LayerId id = 1; id < network.size(); ++id) {
      const Kernel of_layer = kernel_call_of(network, id, whole(network.layer(id).shape)).kernel;
      if (of_layer == kernel || (of_layer == Kernel::winograd && kernel == Kernel::conv))
        return true;
    }
    return false;
  }
  /// Some device computes it by its rates: its cost says nothing of it.
  bool goes_by_rates(Kernel kernel) const {
    return has(kernel) &&
           std::ranges::any_of(experiment.cluster.members, [kernel](const Member& member) {
             return !member.device.cost || law_of(*member.device.cost, kernel) == nullptr;
           });
  }
  bool reads_rates() const {
    return std::ranges::any_of(kernel_words,
                               [this](const auto& word) { return goes_by_rates(word.first); });
  }
  bool has_measured_layers() const {
    return std::ranges::any_of(experiment.cluster.members, [this](const Member& member) {
      if (!member.device.cost) return false;
      const auto model = member.device.cost->layers.find(experiment.network.name);
      return model != member.device.cost->layers.end() &&
             std::ranges::any_of(experiment.network.layers, [&model](const Layer& layer) {
               return model->second.contains(layer.name);
             });
    });
  }
  /// A lone phone that fuses tiles cuts them out, too.
  bool cuts_maps() const { return report.computing_devices > 1 || report.redundant_macs > 0; }
  bool has_far_bytes() const {
    return std::ranges::any_of(experiment.cluster.members, [](const Member& member) {
      return member.device.cost &&
             std::ranges::any_of(member.device.cost->laws,
                                 [](const auto& law) { return law.second.s_per_far_byte > 0; });
    });
  }
  /// Some measured call corrects what is like it.
  bool has_measured() const {
    const Network& network = experiment.network;
    std::vector<KernelCall> calls;
    for (LayerId id = 1; id < network.size(); ++id) {
      calls.push_back(kernel_call_of(network, id, whole(network.layer(id).shape)));
      if (calls.back().kernel != Kernel::winograd) continue;
      calls.push_back(calls.back());  // of small regions, or where winograd goes by conv's law
      calls.back().kernel = Kernel::conv;
    }
    return std::ranges::any_of(experiment.cluster.members, [&calls](const Member& member) {
      return member.device.cost && corrects_any(*member.device.cost, calls);
    });
  }
  bool shares_the_air() const {
    const auto& efficiency = experiment.cluster.medium.efficiency;
    const bool alone = !efficiency.empty() && efficiency.front() != 1;
    return !packets() && sends() && (alone || options().transfers == Transfers::concurrent);
  }
};

struct Reading {
  const char* key;  ///< how the pointer ends
  bool (*read)(const Point&);
  const char* why_not;
};

constexpr const char* no_state_machine = "wakeup is not \"state_machine\"";
constexpr const char* no_power_save =
    "no station enters power save (wakeup \"state_machine\", power_save_timeout_s)";
constexpr const char* no_wakeup = "wakeup is \"none\"";
constexpr const char* no_message = "no message is sent";
constexpr const char* no_paging = "paging is \"none\"";

constexpr const char* no_rates = "the devices' cost says how long every kernel takes";

constexpr std::array readings{
    Reading{"/medium/beacon_interval_s", [](const Point& p) { return saves_power(p.experiment); },
            no_power_save},
    Reading{"/radio/listen_interval_beacons",
            [](const Point& p) { return saves_power(p.experiment); }, no_power_save},
    Reading{"/radio/power_save_timeout_s", [](const Point& p) { return p.falls_asleep(); },
            no_state_machine},
    Reading{"/radio/bus_sleep_timeout_s", [](const Point& p) { return p.falls_asleep(); },
            no_state_machine},
    Reading{"/radio/awake_to_send_s", [](const Point& p) { return p.falls_asleep(); },
            no_state_machine},
    Reading{"/radio/awake_to_receive_s", [](const Point& p) { return p.falls_asleep(); },
            no_state_machine},
    Reading{"/radio/wake_to_send_s", [](const Point& p) { return p.wakes(); }, no_wakeup},
    Reading{"/radio/wake_to_receive_s", [](const Point& p) { return p.wakes(); }, no_wakeup},
    Reading{"/power/wakeup_w", [](const Point& p) { return p.wakes() && p.sends(); },
            "no radio is woken"},
    Reading{"/power/transmit_w", [](const Point& p) { return p.sends(); }, no_message},
    Reading{"/power/receive_w", [](const Point& p) { return p.sends(); }, no_message},
    Reading{"/medium/efficiency", [](const Point& p) { return p.shares_the_air(); },
            "no two transfers share the air (transfers \"serial\", or packets decide)"},
    Reading{"/medium/goodput_bps", [](const Point& p) { return !p.packets() && p.sends(); },
            "no message is sent, or its packets decide"},
    Reading{"/medium/message_overhead_s", [](const Point& p) { return p.sends(); }, no_message},
    Reading{"/medium/message_latency_s", [](const Point& p) { return p.sends(); }, no_message},
    Reading{"/middleware_bytes_per_s", [](const Point& p) { return p.sends(); }, no_message},
    Reading{"/rate_bps", [](const Point& p) { return !p.packets() && p.sends(); },
            "no message is sent, or its packets decide"},
    Reading{"/link", [](const Point& p) { return !p.packets() && p.sends(); },
            "no message is sent, or its packets decide"},
    Reading{"/medium/phy", [](const Point& p) { return p.packets(); }, "fidelity is not \"ns3\""},
    Reading{"/page_in_bytes_per_s",
            [](const Point& p) { return p.experiment.cluster.paging != Paging::none; }, no_paging},
    Reading{"/available_bytes",
            [](const Point& p) { return p.experiment.cluster.paging != Paging::none; }, no_paging},
    Reading{"/depthwise_macs_per_s", [](const Point& p) { return p.has_depthwise(); },
            "the model has no depthwise convolution"},
    Reading{"/depthwise_macs_per_s",
            [](const Point& p) {
              return !p.has(Kernel::depthwise) || p.goes_by_rates(Kernel::depthwise);
            },
            no_rates},
    Reading{"/sparse_dense_macs_per_s", [](const Point& p) { return p.has_sparse(); },
            "the model has no sparse layer"},
    Reading{"/sparse_dense_macs_per_s",
            [](const Point& p) { return !p.has_sparse() || p.goes_by_rates(Kernel::sparse_dense); },
            no_rates},
    Reading{"/elements_per_s", [](const Point& p) { return p.reads_rates(); }, no_rates},
    Reading{"/memory_bytes_per_s", [](const Point& p) { return p.reads_rates(); }, no_rates},
    Reading{"/conv_computes_rim", [](const Point& p) { return p.cuts_maps(); },
            "no convolution is cut"},
    Reading{"/layer_overhead_s", [](const Point& p) { return p.reads_rates(); }, no_rates},
    Reading{"/cost/cache_bytes", [](const Point& p) { return p.has_far_bytes(); },
            "no kernel of a device's cost has an s_per_far_byte"},
    Reading{"/layer_seconds", [](const Point& p) { return p.has_measured_layers(); },
            "no layer of the model is in it"},
    Reading{"/cost/profile", [](const Point& p) { return p.has_measured(); },
            "no layer of the model has kernel, window and stride of a measured call"},
};

/// What is behind the access point has no radio in the cell.
bool of_server_radio(const std::string& pointer, const Cluster& cluster) {
  if (pointer.find("/device/radio/") == std::string::npos && !pointer.ends_with("/power/wakeup_w"))
    return false;
  return std::ranges::any_of(cluster.members, [&](const Member& member) {
    return member.uplink &&
           pointer.starts_with("/platform/workers/" + std::to_string(member.uplink->group) + "/");
  });
}

/// An access point always listens.
bool of_access_point(const std::string& pointer, const Cluster& cluster) {
  return cluster.is_access_point(group_owner) && pointer.starts_with("/platform/group_owner/") &&
         (pointer.ends_with("/listen_interval_beacons") ||
          pointer.ends_with("/power_save_timeout_s"));
}

/// The kernel whose coefficients a pointer into a device's cost names.
std::optional<Kernel> kernel_of(const std::string& pointer) {
  for (const auto& [kernel, name] : kernel_words)
    if ((pointer + "/").find("/device/cost/" + name + "/") != std::string::npos) return kernel;
  return std::nullopt;
}

}  // namespace

bool saves_power(const Experiment& experiment) {
  if (experiment.simulation.wakeup != WakeupPolicy::state_machine) return false;
  const Cluster& cluster = experiment.cluster;
  for (int id = 0; id < cluster.size(); ++id) {
    const double timeout_s = cluster.member(id).device.radio.power_save_timeout_s;
    if (cluster.is_station(id) && timeout_s != Radio::never) return true;
  }
  return false;
}

std::vector<std::string> pointers_given(const std::vector<std::string>& swept,
                                        const std::string& settings) {
  std::vector<std::string> pointers = swept;
  const std::string between = "; ";
  for (std::size_t begin = 0; begin < settings.size();) {
    const std::size_t end = std::min(settings.find(between, begin), settings.size());
    const std::size_t equals = settings.find('=', begin);
    if (settings[begin] == '/' && equals < end)
      pointers.push_back(settings.substr(begin, equals - begin));
    begin = end + between.size();
  }
  return pointers;
}

std::vector<std::string> unread_settings(const Experiment& experiment, const Report& report,
                                         const std::vector<std::string>& pointers) {
  std::vector<std::string> texts;
  const Point point{experiment, report};
  const auto add = [&texts](const std::string& pointer, const std::string& why) {
    const std::string text = pointer + ": without effect here, as " + why;
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(text);
  };
  for (const std::string& pointer : pointers) {
    if (!pointer.starts_with("/platform/")) continue;
    if (of_access_point(pointer, experiment.cluster)) {
      add(pointer, "the group owner never enters power save");
      continue;
    }
    if (of_server_radio(pointer, experiment.cluster)) {
      add(pointer, "the group is behind an uplink, not on the air");
      continue;
    }
    const std::optional<Kernel> kernel = kernel_of(pointer);
    if (kernel && !point.has(*kernel))
      add(pointer, "no layer of the model is computed by this kernel");
    for (const Reading& reading : readings) {
      const bool same = pointer.ends_with(reading.key) ||
                        pointer.find(std::string(reading.key) + "/") != std::string::npos;
      if (same && !reading.read(point)) add(pointer, reading.why_not);
    }
  }
  return texts;
}

}  // namespace modnn
