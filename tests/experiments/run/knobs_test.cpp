// Every number of a platform, a delivery and the experiment around them does something: each is
// changed, and the output that it is for must move the right way.
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <optional>

#include "experiments/run/run_point.h"
#include "experiments/spec/experiment_json.h"
#include "tests/sim/in_child.h"

namespace modnn {
namespace {

constexpr const char* device = R"({
  "name": "knobs", "conv_macs_per_s": 1e5, "depthwise_macs_per_s": 2e4, "dense_macs_per_s": 5e4,
  "sparse_dense_macs_per_s": 1e4, "elements_per_s": 1e4, "memory_bytes_per_s": 1e6,
  "layer_overhead_s": 0.001, "runtime_bytes": 1000, "available_bytes": 20000,
  "page_in_bytes_per_s": 1e5,
  "radio": {"wake_to_send_s": 0.01, "wake_to_receive_s": 0.013, "awake_to_send_s": 0.0003,
            "awake_to_receive_s": 0.0016, "bus_sleep_timeout_s": 0.05,
            "power_save_timeout_s": 0.2, "listen_interval_beacons": 1},
  "power": {"idle_w": 0.1, "compute_w": 2, "wakeup_w": 0.3, "transmit_w": 0.5, "receive_w": 0.4},
  "speed_profile": [{"from_s": 0.02, "speed_factor": 0.5}]
})";

/// Two stations and a server. A slow layer that the group owner computes lets the stations' radios
/// fall asleep, quick ones find them awake.
Json base_experiment() {
  Json base = Json::parse(R"({
    "name": "knobs", "seed": 1,
    "model": {"name": "knobs", "input": {"channels": 2, "height": 8, "width": 8}, "layers": [
      {"name": "conv", "kind": "conv", "outputs": 4, "kernel": 3, "padding": 1, "activation": "relu"},
      {"name": "depthwise", "kind": "conv", "outputs": 4, "groups": 4, "kernel": 3, "padding": 1},
      {"name": "flatten", "kind": "flatten"},
      {"name": "slow", "kind": "dense", "outputs": 60},
      {"name": "heavy", "kind": "dense", "outputs": 150},
      {"name": "quick", "kind": "dense", "outputs": 8},
      {"name": "quicker", "kind": "dense", "outputs": 8},
      {"name": "sparse", "kind": "sparse_dense", "outputs": 40, "density": 0.25}]},
    "platform": {
      "speed_factor": 1,
      "group_owner": {"speed_factor": 1},
      "workers": [{"count": 2, "rate_bps": 1e6, "speed_factor": 1},
                  {"count": 1, "speed_factor": 1,
                   "uplink": {"bandwidth_bps": 2e6, "latency_s": 0.01}}],
      "medium": {"name": "knobs", "goodput_bps": 1e6, "message_overhead_s": 0.001,
                 "efficiency": [0.9, 0.8], "beacon_interval_s": 0.1024}},
    "partition": {"layers": {"slow": "local"}},
    "delivery": {"mode": "map_reduce", "wakeup": "state_machine", "transfers": "concurrent",
                 "transfer_bytes_per_value": 4},
    "noise": {"compute_sigma": 0.1, "transmission_sigma": 0.1},
    "weight_bits": 32, "weight_density": 1
  })");
  base["platform"]["group_owner"]["device"] = Json::parse(device);
  for (Json& group : base["platform"]["workers"]) group["device"] = Json::parse(device);
  return base;
}

using Setting = std::pair<std::string, Json>;

double output(Json experiment, const std::vector<Setting>& settings, const std::string& column) {
  for (const auto& [pointer, value] : settings) experiment[Json::json_pointer(pointer)] = value;
  const Document document = parse_document(experiment.dump(), "knobs.json");
  Problems problems;
  const auto read = read_experiment(document, problems);
  problems.throw_if_any();
  const Json row = test::in_child([&] {
    const Report report = run_point(*read).report;
    Json result = describe_report(report, 1, 0);
    for (const DeviceReport& one : report.devices) {
      result[one.name + "_energy_j"] = one.energy_j;
      result[one.name + "_wakeup_s"] = one.seconds[static_cast<std::size_t>(Activity::wakeup)];
    }
    return result;
  });
  return row[column].get<double>();
}

enum class Sign { falls, rises, differs };

/// What a parameter is for: `value` in place of the base's must move `column` as `sign` says, in a
/// base changed by `scene`.
struct Knob {
  Json value;
  Sign sign;
  std::string column = "makespan_s";
  std::vector<Setting> scene{};
};

const std::vector<Setting> alone{{"/platform/workers", Json::array()}};
const std::vector<Setting> none_on_the_air{{"/platform/workers/0/count", 0}};
const std::vector<Setting> one_station{{"/platform/workers/0/count", 1},
                                       {"/platform/workers/1/count", 0}};

/// The parameters of a device. What concerns computing and memory is watched on the one device of
/// the kind that `scene` leaves; without wake-ups, as a wait for a beacon swallows what comes
/// before it.
std::map<std::string, Knob> device_knobs(std::vector<Setting> scene, const std::string& member) {
  scene.emplace_back("/delivery/wakeup", "none");
  const std::string energy = member + "_energy_j";
  return {
      {"conv_macs_per_s", {2e5, Sign::falls, "makespan_s", scene}},
      {"depthwise_macs_per_s", {4e4, Sign::falls, "makespan_s", scene}},
      {"dense_macs_per_s", {6e4, Sign::falls, "makespan_s", scene}},
      {"sparse_dense_macs_per_s", {2e4, Sign::falls, "makespan_s", scene}},
      {"elements_per_s", {2e4, Sign::falls, "makespan_s", scene}},
      {"memory_bytes_per_s", {1e3, Sign::rises, "makespan_s", scene}},
      {"layer_overhead_s", {0.01, Sign::rises, "makespan_s", scene}},
      {"runtime_bytes", {2000, Sign::rises, "makespan_s", scene}},
      {"available_bytes", {21000, Sign::falls, "makespan_s", scene}},
      {"page_in_bytes_per_s", {2e5, Sign::falls, "makespan_s", scene}},
      {"speed_profile/0/from_s", {0.04, Sign::falls, "makespan_s", scene}},
      {"speed_profile/0/speed_factor", {0.8, Sign::falls, "makespan_s", scene}},
      {"power/idle_w", {0.2, Sign::rises, energy, scene}},
      {"power/compute_w", {3, Sign::rises, energy, scene}},
  };
}

std::map<std::string, Knob> radio_knobs(const std::string& member) {
  const std::string energy = member + "_energy_j";
  const std::string wakeup = member + "_wakeup_s";
  return {
      {"power/wakeup_w", {0.6, Sign::rises, energy, one_station}},
      {"power/transmit_w", {0.6, Sign::rises, energy, one_station}},
      {"power/receive_w", {0.6, Sign::rises, energy, one_station}},
      {"radio/wake_to_send_s", {0.02, Sign::rises, wakeup, one_station}},
      {"radio/wake_to_receive_s", {0.02, Sign::rises, wakeup, one_station}},
      {"radio/awake_to_send_s", {0.005, Sign::rises, wakeup, one_station}},
      {"radio/awake_to_receive_s", {0.005, Sign::rises, wakeup, one_station}},
      {"radio/bus_sleep_timeout_s", {100, Sign::falls, wakeup, one_station}},
  };
}

std::map<std::string, Knob> all_knobs() {
  std::map<std::string, Knob> knobs{
      {"/delivery/transfer_bytes_per_value", {2, Sign::falls, "air_bytes"}},
      {"/noise/compute_sigma", {0, Sign::differs}},
      {"/noise/transmission_sigma", {0, Sign::differs}},
      {"/seed", {2, Sign::differs}},
      {"/weight_bits", {8, Sign::falls, "deployment_bytes"}},
      {"/weight_density", {0.25, Sign::falls, "deployment_bytes"}},
      {"/platform/speed_factor", {2, Sign::falls, "busy_s"}},
      {"/platform/group_owner/speed_factor", {2, Sign::falls}},
      {"/platform/workers/0/count", {3, Sign::rises, "messages"}},
      {"/platform/workers/0/rate_bps", {2e6, Sign::falls, "transmission_s", one_station}},
      {"/platform/workers/0/speed_factor", {2, Sign::falls, "makespan_s", one_station}},
      {"/platform/workers/1/count", {2, Sign::rises, "messages"}},
      {"/platform/workers/1/speed_factor", {2, Sign::falls, "makespan_s", none_on_the_air}},
      {"/platform/workers/1/uplink/bandwidth_bps",
       {4e6, Sign::falls, "makespan_s", none_on_the_air}},
      {"/platform/workers/1/uplink/latency_s", {0.1, Sign::rises, "makespan_s", none_on_the_air}},
      {"/platform/medium/goodput_bps",
       {2e6,
        Sign::falls,
        "makespan_s",
        {{"/platform/workers/0", {{"device", Json::parse(device)}}}}}},
      {"/platform/medium/message_overhead_s", {0.002, Sign::rises, "makespan_s", one_station}},
      {"/platform/medium/efficiency/0", {1, Sign::falls, "transmission_s", one_station}},
      {"/platform/medium/efficiency/1", {0.4, Sign::rises, "transmission_s"}},
      {"/platform/medium/beacon_interval_s", {1.7, Sign::rises, "wakeup_s", one_station}},
      {"/platform/workers/0/device/radio/power_save_timeout_s",
       {100, Sign::falls, "wakeup_s", one_station}},
      {"/platform/workers/0/device/radio/listen_interval_beacons",
       {17, Sign::rises, "wakeup_s", one_station}},
  };
  const auto add = [&knobs](const std::string& place, const std::map<std::string, Knob>& more) {
    for (const auto& [key, knob] : more) knobs.emplace(place + "/device/" + key, knob);
  };
  add("/platform/group_owner", device_knobs(alone, "group_owner"));
  add("/platform/group_owner", radio_knobs("group_owner"));
  add("/platform/workers/0", device_knobs(one_station, "worker1"));
  add("/platform/workers/0", radio_knobs("worker1"));
  add("/platform/workers/1", device_knobs(none_on_the_air, "worker1"));
  for (const char* key : {"power/transmit_w", "power/receive_w"}) {
    knobs.emplace(std::string("/platform/workers/1/device/") + key,
                  Knob{0.6, Sign::rises, "worker1_energy_j", none_on_the_air});
  }
  return knobs;
}

/// Parameters whose place in the file means that they cannot matter: the access point is never in
/// power save, a server behind an uplink has no radio in use.
bool is_idle(const std::string& pointer) {
  return pointer == "/platform/group_owner/device/radio/power_save_timeout_s" ||
         pointer == "/platform/group_owner/device/radio/listen_interval_beacons" ||
         pointer.starts_with("/platform/workers/1/device/radio/") ||
         pointer == "/platform/workers/1/device/power/wakeup_w" || pointer.starts_with("/model/");
}

/// One station that says its link.
std::vector<Setting> station_with(const Json& link) {
  return {{"/platform/workers/0", {{"device", Json::parse(device)}, {"link", link}}},
          {"/platform/workers/1/count", 0}};
}

std::map<std::string, Knob> link_knobs() {
  const std::vector<Setting> scheme = station_with({{"standard", "n"}, {"mcs", 0}});
  // 16.0 - 46.7 - 44.3 = -75.0 dBm: MCS 2.
  const std::vector<Setting> far =
      station_with({{"standard", "n"}, {"path", {{"distance_m", 30}}}});
  std::map<std::string, Knob> knobs;
  const auto add = [&knobs](const std::string& key, const Json& value, Sign sign,
                            const std::vector<Setting>& scene) {
    knobs.emplace("/platform/workers/0/link/" + key, Knob{value, sign, "transmission_s", scene});
  };
  add("standard", "ax", Sign::falls, scheme);
  add("mcs", 1, Sign::falls, scheme);
  add("width_mhz", 40, Sign::falls, scheme);
  add("streams", 2, Sign::falls, scheme);
  add("guard_interval_ns", 400, Sign::falls, scheme);
  add("goodput_share", 0.5, Sign::rises, scheme);
  add("path/distance_m", 40, Sign::rises, far);
  add("path/exponent", 2.5, Sign::falls, far);
  add("path/reference_loss_db", 40, Sign::falls, far);
  add("path/transmit_dbm", 25, Sign::falls, far);
  return knobs;
}

/// What is chosen by a word, what such a choice makes count, and numbers that the base leaves out.
const std::multimap<std::string, Knob>& choices() {
  std::vector<Setting> router = one_station;
  router.emplace_back("/platform/access_point", "router");
  std::vector<Setting> awake = one_station;
  awake.emplace_back("/delivery/wakeup", "none");
  const std::vector<Setting> halos{{"/delivery/mode", "halo"}, {"/platform/workers/0/count", 3}};
  static const std::multimap<std::string, Knob> all{
      {"/delivery/mode", {"halo", Sign::falls, "message_bytes"}},
      {"/delivery/via", {"peer", Sign::falls, "messages", halos}},
      {"/delivery/transfers", {"serial", Sign::differs}},
      {"/delivery/wakeup", {"none", Sign::falls, "wakeup_s"}},
      {"/platform/paging", {"lru", Sign::rises, "page_in_s", alone}},
      {"/delivery/sync", {"layer", Sign::rises}},
      {"/noise/beacon_phase", {true, Sign::differs}},
      {"/delivery/group_owner_computes",
       {true,
        Sign::rises,
        "computing_devices",
        {{"/partition/layers/slow", "output_split"}, {"/partition/dense", "output_split"}}}},
      // The workers need no part of the image when the group owner computes the first layers.
      {"/partition/kinds/conv", {"local", Sign::falls, "messages"}},
      {"/delivery/relays", {"merged", Sign::falls, "messages", halos}},
      {"/platform/access_point", {"router", Sign::rises, "air_bytes"}},
      {"/platform/medium/message_latency_s", {0.01, Sign::rises, "transmission_s", awake}},
      // Of a server behind an uplink as well.
      {"/platform/medium/message_latency_s",
       {0.01, Sign::rises, "transmission_s", none_on_the_air}},
      {"/platform/workers/1/device/middleware_bytes_per_s",
       {1e4, Sign::rises, "transmission_s", none_on_the_air}},
      {"/platform/workers/0/device/middleware_bytes_per_s",
       {1e4, Sign::rises, "transmission_s", awake}},
      {"/platform/group_owner/device/middleware_bytes_per_s",
       {1e4, Sign::rises, "transmission_s", awake}},
      {"/platform/group_owner/device/radio/power_save_timeout_s",
       {100, Sign::falls, "wakeup_s", router}},
      {"/platform/group_owner/device/radio/listen_interval_beacons",
       {17, Sign::rises, "wakeup_s", router}},
  };
  return all;
}

/// What there is with a workload only.
std::map<std::string, Knob> stream_choices() {
  const auto stream = [](const char* arrivals) {
    return std::vector<Setting>{
        {"/workload", {{"images", 5}, {"arrivals", Json::parse(arrivals)}, {"deadline_s", 1e-6}}}};
  };
  const auto poisson = stream(R"({"kind": "poisson", "rate_per_s": 100})");
  const auto bursts = stream(R"({"kind": "burst", "rate_per_s": 1, "burst": 2})");
  const auto trace = stream(R"({"kind": "trace", "times_s": [0, 0, 0, 0, 1]})");
  return {
      {"/workload/images", {8, Sign::rises, "messages", poisson}},
      {"/workload/arrivals/rate_per_s", {1e-2, Sign::rises, "makespan_s", poisson}},
      {"/workload/arrivals/kind", {"periodic", Sign::differs, "latency_mean_s", poisson}},
      {"/workload/arrivals/burst", {5, Sign::rises, "queue_max", bursts}},
      {"/workload/arrivals/times_s/4", {1e3, Sign::rises, "makespan_s", trace}},
      {"/workload/sources", {Json::array({"worker1"}), Sign::differs, "message_bytes", poisson}},
      {"/workload/in_flight", {5, Sign::rises, "under_way_max", poisson}},
      {"/workload/deadline_s", {1e6, Sign::falls, "late_images", poisson}},
      {"/seed", {2, Sign::differs, "latency_mean_s", poisson}},
  };
}

/// What there is with a pipeline only, of two stations. Where a message costs much, one stage by
/// both of them is not the best.
std::map<std::string, Knob> pipeline_choices() {
  const std::vector<Setting> stations{
      {"/delivery/mode", "halo"},
      {"/platform/workers/1", base_experiment()["platform"]["workers"][0]},
      {"/platform/workers/0/count", 1},
      {"/platform/workers/1/count", 1},
      {"/platform/medium/message_overhead_s", 0.01},
      {"/partition/layers", Json::object()}};
  const auto with = [&stations](const char* pipeline) {
    std::vector<Setting> scene = stations;
    scene.emplace_back("/partition/pipeline", Json::parse(pipeline));
    return scene;
  };
  const auto written =
      with(R"([{"until": "depthwise", "workers": [1, 2]}, {"workers": [1, 2], "dense": "local"}])");
  const auto searched = with(R"({"for": "throughput"})");
  auto costly = searched;
  costly.emplace_back("/platform/medium/message_overhead_s", 0.03);
  return {
      {"/partition/pipeline",
       {Json::array({Json{{"workers", {1}}}}), Sign::falls, "messages", stations}},
      {"/partition/pipeline/0/until", {"conv", Sign::differs, "message_bytes", written}},
      {"/partition/pipeline/1/workers", {{2}, Sign::differs, "makespan_s", written}},
      {"/partition/pipeline/0/conv", {"local", Sign::falls, "halo_messages", written}},
      {"/partition/pipeline/1/dense", {"output_split", Sign::rises, "messages", written}},
      {"/partition/pipeline/for", {"latency", Sign::differs, "makespan_s", searched}},
      {"/partition/pipeline/stages", {1, Sign::rises, "messages", costly}},
  };
}

/// What there is only where the cell changes or messages are lost. Of two phones one leaves, or
/// both at random, in the midst of a stream.
std::multimap<std::string, Knob> change_choices() {
  const auto scene = [](const char* key, const char* value) {
    return std::vector<Setting>{
        {"/workload", {{"images", 20}, {"arrivals", {{"kind", "periodic"}, {"rate_per_s", 1e-3}}}}},
        {"/platform/workers/0/count", 2},
        {"/recovery", {{"policy", "restart"}, {"detect_timeout_s", 0.05}}},
        {key, Json::parse(value)}};
  };
  const auto leaves = scene("/events", R"([{"at_s": 0.3, "leave": "worker1"}])");
  auto stalls = scene("/events", R"([{"at_s": 0.1, "stall": "worker1", "for_s": 0.2}])");
  stalls.emplace_back("/recovery/detect_timeout_s", 5);
  auto replanned = leaves;
  replanned.emplace_back("/delivery/mode", "halo");
  replanned.emplace_back("/recovery/policy", "replan");
  const auto churn =
      scene("/churn", R"({"mean_time_to_leave_s": 0.1, "mean_time_to_return_s": 1})");
  const auto loss = scene("/loss", R"({"probability": 0.3, "retransmission_timeout_s": 0.2})");
  return {
      {"/events/0/at_s", {0.6, Sign::rises, "added_s", leaves}},
      {"/events/0/leave", {"worker2", Sign::differs, "energy_j", leaves}},
      {"/events/0/for_s", {0.4, Sign::rises, "latency_mean_s", stalls}},
      {"/recovery/policy", {"abort", Sign::rises, "lost_images", leaves}},
      {"/recovery/detect_timeout_s", {0.3, Sign::rises, "latency_max_s", leaves}},
      {"/recovery/most_attempts", {1, Sign::rises, "lost_images", leaves}},
      {"/recovery/checkpoint_every", {1, Sign::rises, "messages", replanned}},
      {"/churn/mean_time_to_leave_s", {1e6, Sign::falls, "latency_max_s", churn}},
      {"/churn/mean_time_to_return_s", {1e-2, Sign::differs, "energy_j", churn}},
      {"/loss/probability", {0.6, Sign::rises, "resent_bytes", loss}},
      {"/loss/retransmission_timeout_s", {0.4, Sign::rises, "latency_max_s", loss}},
      {"/seed", {2, Sign::differs, "latency_max_s", loss}},
  };
}

testing::AssertionResult does_something(const Json& base, const std::string& pointer,
                                        const Knob& knob) {
  std::vector<Setting> changed = knob.scene;
  changed.emplace_back(pointer, knob.value);
  const double before = output(base, knob.scene, knob.column);
  const double after = output(base, changed, knob.column);
  const bool as_said = knob.sign == Sign::falls   ? after < before * (1 - 1e-9)
                       : knob.sign == Sign::rises ? after > before * (1 + 1e-9)
                                                  : after != before;
  if (as_said) return testing::AssertionSuccess();
  return testing::AssertionFailure() << pointer << " to " << knob.value << ": " << knob.column
                                     << " from " << before << " to " << after;
}

TEST(Knobs, EveryChoiceDoesSomething) {
  for (const auto& [pointer, knob] : choices())
    EXPECT_TRUE(does_something(base_experiment(), pointer, knob));
  for (const auto& [pointer, knob] : link_knobs())
    EXPECT_TRUE(does_something(base_experiment(), pointer, knob));
  for (const auto& [pointer, knob] : stream_choices())
    EXPECT_TRUE(does_something(base_experiment(), pointer, knob));
  for (const auto& [pointer, knob] : pipeline_choices())
    EXPECT_TRUE(does_something(base_experiment(), pointer, knob));
  for (const auto& [pointer, knob] : change_choices())
    EXPECT_TRUE(does_something(base_experiment(), pointer, knob));
}

TEST(Knobs, EveryNumberDoesSomething) {
  const Json base = base_experiment();
  const auto knobs = all_knobs();
  const Json numbers = base.flatten();
  for (const auto& [pointer, before] : numbers.items()) {
    if (!before.is_number() || is_idle(pointer)) continue;
    const auto found = knobs.find(pointer);
    ASSERT_NE(found, knobs.end()) << pointer << " is a number that no test turns";
    EXPECT_TRUE(does_something(base, pointer, found->second));
  }
}

}  // namespace
}  // namespace modnn
