#include "experiments/run/notes.h"

#include <algorithm>
#include <fmt/format.h>

#include "config/keys.h"
#include "experiments/run/unread_settings.h"
#include "partition/plan/planner.h"
#include "sim/middleware/lock_step.h"

namespace modnn {
namespace {

bool same_message(const Message& a, const Message& b) {
  return a.purpose == b.purpose && a.source == b.source && a.destination == b.destination &&
         a.bytes == b.bytes && a.after == b.after && a.relay == b.relay;
}

bool same_piece(const Piece& a, const Piece& b) { return a.map == b.map && a.region == b.region; }

bool same_task(const Task& a, const Task& b) {
  return a.device == b.device && a.operation == b.operation && a.computes == b.computes &&
         a.owns == b.owns && std::ranges::equal(a.reads, b.reads, same_piece) &&
         a.work.macs == b.work.macs && a.work.bytes == b.work.bytes &&
         a.weight_bytes == b.weight_bytes && a.page_in_bytes == b.page_in_bytes;
}

bool same_stage(const Stage& a, const Stage& b) {
  if (a.layer != b.layer) return false;
  if ((a.nonzeros == nullptr) != (b.nonzeros == nullptr)) return false;
  if (a.nonzeros != nullptr && a.nonzeros->device != b.nonzeros->device) return false;
  return std::ranges::equal(a.messages, b.messages, same_message) &&
         std::ranges::equal(a.tasks, b.tasks, same_task);
}

Region transposed(const Region& region) {
  std::vector<Box> boxes = region.boxes();
  for (Box& box : boxes) std::swap(box.rows, box.cols);
  return Region(std::move(boxes));
}

/// Rows for columns and columns for rows: of square maps, strips one way cost what they cost the
/// other way.
Plan transposed(Plan plan) {
  for (Stage& stage : plan.stages) {
    for (Task& task : stage.tasks) {
      task.computes = transposed(task.computes);
      task.owns = transposed(task.owns);
      for (Piece& input : task.reads) input.region = transposed(input.region);
    }
  }
  return plan;
}

/// Collects the sentences about the settings of a plan.
class PlanNotes {
 public:
  PlanNotes(const Experiment& experiment, const Network& network, const Plan& plan,
            std::vector<std::string>& texts)
      : experiment_(experiment), network_(network), plan_(plan), texts_(texts) {}

  void look() {
    const PlanOptions standard;
    const PartitionSpec& spec = experiment_.plan.partition;
    if (!places_network(spec) && spec.conv != standard.partition.conv)
      scheme("/partition/conv", spec.conv, standard.partition.conv,
             [&](PlanOptions& options) { options.partition.conv = standard.partition.conv; });
    if (!places_network(spec) && spec.dense != standard.partition.dense)
      scheme("/partition/dense", spec.dense, standard.partition.dense,
             [&](PlanOptions& options) { options.partition.dense = standard.partition.dense; });
    for (const auto& [layer, name] : spec.layers)
      setting(fmt::format("/partition/layers/{}", escaped(layer)),
              [&layer](PlanOptions& options) { options.partition.layers.erase(layer); });
    for (const auto& [kind, name] : spec.kinds)
      setting("/partition/kinds/" + kind,
              [&kind](PlanOptions& options) { options.partition.kinds.erase(kind); });
    if (!spec.pipeline.empty() || spec.search)
      setting("/partition/pipeline", [](PlanOptions& options) {
        options.partition.pipeline.clear();
        options.partition.search.reset();
      });
    if (spec.fgcp != standard.partition.fgcp)
      setting("/partition/fgcp",
              [&](PlanOptions& options) { options.partition.fgcp = standard.partition.fgcp; });
    if (experiment_.plan.mode != standard.mode)
      setting("/delivery/mode", [&](PlanOptions& options) { options.mode = standard.mode; });
    if (experiment_.plan.via != standard.via)
      setting("/delivery/via", [&](PlanOptions& options) { options.via = standard.via; });
    if (experiment_.plan.relays != standard.relays)
      setting("/delivery/relays", [&](PlanOptions& options) { options.relays = standard.relays; });
    if (experiment_.plan.group_owner_computes)
      setting("/delivery/group_owner_computes",
              [](PlanOptions& options) { options.group_owner_computes = false; });
  }

 private:
  /// What cannot be planned otherwise did have an effect.
  template <typename Change>
  bool same_without(Change change) const {
    Experiment other = experiment_;
    change(other.plan);
    try {
      // A search takes long: where it begins elsewhere without the setting, that is enough.
      if (without_search(other.plan.partition) && !same_beginning(other)) return false;
      const Plan without = plan_experiment(other, network_);
      return same_plan(plan_, without) || same_plan(plan_, transposed(without));
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  bool same_beginning(const Experiment& other) const {
    return same_plan(beginning(experiment_), beginning(other));
  }

  Plan beginning(Experiment experiment) const {
    PartitionSpec& spec = experiment.plan.partition;
    spec = without_search(spec).value_or(spec);
    return plan_experiment(experiment, network_);
  }

  template <typename Change>
  void scheme(const char* pointer, const std::string& name, const std::string& standard,
              Change change) {
    if (same_without(change))
      texts_.push_back(
          fmt::format("{}: \"{}\" makes the plan of \"{}\" here", pointer, name, standard));
  }

  template <typename Change>
  void setting(const std::string& pointer, Change change) {
    if (same_without(change)) texts_.push_back(fmt::format("{}: without effect here", pointer));
  }

  const Experiment& experiment_;
  const Network& network_;
  const Plan& plan_;
  std::vector<std::string>& texts_;
};

void add_numeric_only(const Experiment& experiment, const Network& network,
                      std::vector<std::string>& texts) {
  if (experiment.mode != Mode::timing) return;
  if (experiment.image) texts.emplace_back("/image: without effect in timing mode");
  if (!experiment.images.empty())
    texts.emplace_back("/workload/images_from: without effect in timing mode");
  if (experiment.tolerance != Experiment{}.tolerance)
    texts.emplace_back("/tolerance: without effect in timing mode");
  const bool random_arrivals =
      experiment.workload && experiment.workload->arrivals.kind == ArrivalKind::poisson;
  const bool random_changes = experiment.simulation.loss.probability > 0 ||
                              (experiment.changes && experiment.changes->churn);
  if (experiment.seed != 1 && experiment.simulation.noise == NoiseSpec{} && !random_arrivals &&
      !random_changes && plan_patterns(experiment, network).empty())
    texts.emplace_back(
        "/seed: without effect in timing mode without noise and sparse partitions: replications "
        "are identical");
}

/// Weights that a setting may shrink: those of sparse layers say themselves how many are left.
void add_weights(const Experiment& experiment, const Network& network,
                 std::vector<std::string>& texts) {
  bool weights = false;
  bool dense_weights = false;
  for (LayerId id = 1; id < network.size(); ++id) {
    if (parameters(network, id) == 0) continue;
    weights = true;
    if (!is_sparse(network.layer(id).kind)) dense_weights = true;
  }
  const WeightStorage standard;
  const WeightStorage& storage = experiment.plan.weights;
  if (storage.bits != standard.bits && !weights)
    texts.emplace_back("/weight_bits: without effect, as no layer has weights");
  if (storage.density == standard.density) return;
  if (!dense_weights)
    texts.emplace_back("/weight_density: without effect, as no layer but sparse ones has weights");
  else if (!pays_to_index(storage))
    texts.emplace_back(
        "/weight_density: without effect, as weights with indices would take no less than all");
}

void add_messages(const Experiment& experiment, const Plan& plan, const Report& report,
                  std::vector<std::string>& texts) {
  const bool at_run_time = experiment.simulation.tiles != Tiles::planned;
  if (at_run_time && experiment.simulation.sync == Sync::layer)
    texts.emplace_back("/delivery/sync: without effect, as nobody waits for others' tiles");
  if (!at_run_time && experiment.simulation.sync == Sync::layer) {
    const std::vector<int> phases = lock_step_phases(plan);
    if (phases.empty() || phases.back() == 0)
      texts.emplace_back(
          "/delivery/sync: without effect, as nothing is sent after the first layer has begun");
  }
  if (report.messages > 0) return;
  if (experiment.cluster.access_point != Cluster{}.access_point)
    texts.emplace_back("/platform/access_point: without effect, as no message is sent");
  if (experiment.simulation.noise.transmission_sigma > 0)
    texts.emplace_back("/noise/transmission_sigma: without effect, as no message is sent");
  if (experiment.plan.bytes_per_value != PlanOptions{}.bytes_per_value)
    texts.emplace_back("/delivery/transfer_bytes_per_value: without effect, as no message is sent");
  if (experiment.simulation.transfers != SimulationOptions{}.transfers)
    texts.emplace_back("/delivery/transfers: without effect, as no message is sent");
}

/// Asleep or awake, it delays no message.
bool delays_nothing(const Radio& radio, bool is_access_point) {
  return radio.bus_sleep_timeout_s == Radio::never &&
         (is_access_point || radio.power_save_timeout_s == Radio::never) &&
         radio.awake_to_send_s == 0 && radio.awake_to_receive_s == 0;
}

void add_radios(const Experiment& experiment, std::vector<std::string>& texts) {
  const Cluster& cluster = experiment.cluster;
  bool stations = false;
  bool default_rate = false;
  bool delays = false;
  for (DeviceId id = 0; id < cluster.size(); ++id) {
    const bool radio_used = id == group_owner || cluster.is_station(id);
    if (radio_used && !delays_nothing(cluster.member(id).device.radio, cluster.is_access_point(id)))
      delays = true;
    if (!cluster.is_station(id)) continue;
    stations = true;
    if (cluster.member(id).rate_bps == cluster.medium.goodput_bps) default_rate = true;
  }
  if (!stations) return;
  if (!default_rate)
    texts.emplace_back(
        "/platform/medium/goodput_bps: without effect, as every worker has a rate of its own");
  if (experiment.simulation.wakeup == WakeupPolicy::state_machine && !delays)
    texts.emplace_back("/delivery/wakeup: \"state_machine\" wakes nobody, as no radio ever sleeps");
}

void add_beacon_phase(const Experiment& experiment, const Report& report,
                      std::vector<std::string>& texts) {
  if (!experiment.simulation.noise.beacon_phase) return;
  if (report.messages > 0 && saves_power(experiment)) return;
  texts.emplace_back(
      "/noise/beacon_phase: without effect, as nobody waits for a beacon (wakeup "
      "\"state_machine\", power_save_timeout_s)");
}

void add_times(const Cluster& cluster, const Report& report, std::vector<std::string>& texts) {
  const double end_s = report.makespan_s;
  for (const Member& member : cluster.members) {
    const SpeedProfile& profile = member.speed_profile;
    if (!profile.empty() && profile.front().from_s >= end_s)
      texts.push_back(
          fmt::format("speed_profile of {}: begins after the end at {:.6g} s", member.name, end_s));
  }
  constexpr double long_s = 1e6;
  constexpr double resolution = 1.2e-16;  // of a double
  if (end_s > long_s)
    texts.push_back(
        fmt::format("makespan_s: so long a time is exact to {:.1g} s only, and what "
                    "takes less is lost",
                    end_s * 2 * resolution));
}

/// The device with the least memory left, were all images under way at its largest moment at once.
void add_memory_of_stream(const Experiment& experiment, const Report& report,
                          std::vector<std::string>& texts) {
  const int images = report.stream->in_service.most;
  for (DeviceId id = 0; images > 1 && id < experiment.cluster.size(); ++id) {
    const Footprint& memory = report.devices[static_cast<std::size_t>(id)].memory;
    const double needed = memory.needed() + (images - 1) * memory.activations;
    const Device& device = experiment.cluster.member(id).device;
    if (experiment.cluster.paging == Paging::none || memory.activations == 0 ||
        needed <= device.available_bytes || memory.needed() > device.available_bytes)
      continue;
    texts.push_back(
        fmt::format("memory: {} images under way at once may take up to {:.4g} bytes on {}, more "
                    "than it has available; paging reckons with one",
                    images, needed, experiment.cluster.member(id).name));
    return;
  }
}

void add_workload(const Experiment& experiment, const Report& report,
                  std::vector<std::string>& texts) {
  if (!experiment.workload) return;
  const Workload& workload = *experiment.workload;
  const StreamReport& stream = *report.stream;
  const bool at_once = stream.images.back().arrival_s == 0;
  if (at_once && workload.arrivals.kind != ArrivalKind::trace)
    texts.emplace_back(
        "/workload/arrivals/rate_per_s: without effect, as all images come at the beginning");
  if (workload.arrivals.kind == ArrivalKind::burst && workload.arrivals.burst > workload.images)
    texts.emplace_back("/workload/arrivals/burst: without effect beyond the number of images");
  if (workload.arrivals.times_s.size() > stream.images.size())
    texts.emplace_back(
        "/workload/arrivals/times_s: the last ones are without effect, as /workload/images are "
        "fewer");
  if (workload.in_flight > std::max(1, stream.in_service.most))
    texts.push_back(fmt::format("/workload/in_flight: at most {} images were under way at once",
                                stream.in_service.most));
  for (std::size_t i = 0; i < workload.sources.size(); ++i) {
    const bool comes = std::ranges::any_of(stream.images, [&](const ImageReport& image) {
      return image.source == workload.sources[i];
    });
    if (!comes) texts.push_back(fmt::format("/workload/sources/{}: no image comes there", i));
  }
  add_memory_of_stream(experiment, report, texts);
}

void add_changes(const Experiment& experiment, const Report& report,
                 std::vector<std::string>& texts) {
  const bool loses = experiment.simulation.loss.probability > 0;
  if (loses && report.churn && report.churn->resent_bytes == 0)
    texts.emplace_back("/loss: without effect, as no message was lost");
  if (!loses &&
      experiment.simulation.loss.retransmission_timeout_s != Loss{}.retransmission_timeout_s)
    texts.emplace_back(
        "/loss/retransmission_timeout_s: without effect, as the probability of a loss is 0");
  if (!experiment.changes) return;
  const Changes& changes = *experiment.changes;
  const RecoverySpec standard;
  const bool is_said = changes.recovery.policy != standard.policy ||
                       changes.recovery.detect_timeout_s != standard.detect_timeout_s ||
                       changes.recovery.most_attempts != standard.most_attempts;
  const bool is_disturbed = report.churn->added_s > 0 || report.churn->lost_images > 0;
  if (is_said && !is_disturbed)
    texts.emplace_back("/recovery: without effect, as no phone left in the midst of its part");
  if (changes.recovery.checkpoint_every > 0 && changes.recovery.policy != Policy::replan)
    texts.emplace_back(
        "/recovery/checkpoint_every: checkpoints cost, and only policy \"replan\" uses them");
  const bool anybody_left = std::ranges::any_of(report.devices, [](const DeviceReport& device) {
    return device.seconds[static_cast<std::size_t>(Activity::absent)] > 0;
  });
  if (changes.churn && !anybody_left)
    texts.emplace_back("/churn: without effect, as nobody left before the end");
}

}  // namespace

bool same_plan(const Plan& a, const Plan& b) {
  return a.devices == b.devices && std::ranges::equal(a.stages, b.stages, same_stage);
}

std::vector<std::string> notes(const Experiment& experiment, const Network& network,
                               const Plan& plan, const Report& report) {
  std::vector<std::string> texts;
  if (experiment.cluster.workers() > 0 && !experiment.found)
    PlanNotes(experiment, network, plan, texts).look();
  add_numeric_only(experiment, network, texts);
  add_weights(experiment, network, texts);
  add_messages(experiment, plan, report, texts);
  add_radios(experiment, texts);
  add_beacon_phase(experiment, report, texts);
  add_times(experiment.cluster, report, texts);
  add_workload(experiment, report, texts);
  add_changes(experiment, report, texts);
  return texts;
}

}  // namespace modnn
