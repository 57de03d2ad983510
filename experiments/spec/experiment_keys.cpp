#include "experiments/spec/experiment_keys.h"

#include <algorithm>
#include <array>

#include "experiments/spec/changes_keys.h"
#include "experiments/spec/workload_keys.h"
#include "platforms/platform_keys.h"

namespace modnn {
namespace {

constexpr Bounds seed_bounds{0, 9007199254740991.0, false};  // integers that JSON tools keep exact
constexpr Bounds sigma_bounds{0, 10, false};
constexpr Bounds weight_bits_bounds{1, 64, false};
constexpr Bounds replication_bounds{1, 1e6, false};

}  // namespace

const Fields<PlanOptions>& planned_delivery() {
  static const Fields<PlanOptions> fields{
      field(&PlanOptions::mode, delivery_mode_words,
            {.name = "mode",
             .help = "halo: only what a window needs of a neighbour's region moves; map_reduce: "
                     "every region returns to the group owner after every layer",
             .column = "delivery_mode"}),
      field(&PlanOptions::via, via_words,
            {.name = "via",
             .help = "a halo goes through the group owner (two messages) or straight to the peer "
                     "(one message, two air hops)",
             .column = "delivery_via"}),
      field(&PlanOptions::relays, relays_words,
            {.name = "relays",
             .help = "whether the group owner forwards every halo by itself, or sends a receiver "
                     "all of a layer's in one message when the last has come",
             .column = "relays"}),
      field(&PlanOptions::group_owner_computes,
            {.name = "group_owner_computes",
             .help = "the group owner takes a share beside coordinating",
             .column = "group_owner_computes"}),
      field(&PlanOptions::bytes_per_value,
            {.name = "transfer_bytes_per_value",
             .help = "size of a value on the air: 4 float32, 2 half precision, 1 an 8-bit affine "
                     "code per message; numeric mode rounds what is sent",
             .unit = "bytes",
             .values = {4, 2, 1},
             .column = "transfer_bytes_per_value"}),
  };
  return fields;
}

const Fields<SimulationOptions>& simulated_delivery() {
  static const Fields<SimulationOptions> fields{
      field(&SimulationOptions::transfers, transfers_words,
            {.name = "transfers",
             .help = "one message at a time in the whole cell, or sharing the air",
             .column = "transfers"}),
      field(&SimulationOptions::wakeup, wakeup_words,
            {.name = "wakeup",
             .help = "what waking the radios costs: nothing, as if every message found both "
                     "asleep, or after the time that each has been idle",
             .column = "wakeup"}),
      field(&SimulationOptions::sync, sync_words,
            {.name = "sync",
             .help = "whether everybody goes on as soon as it can (none), or in lock-step: nobody "
                     "begins with a layer's messages, or what comes after them, before all earlier "
                     "tasks and messages have ended (layer)",
             .column = "sync"}),
      field(
          &SimulationOptions::tiles, tiles_words,
          {.name = "tiles",
           .help = "who computes which tile of ftp:<n>: as planned, or, decided at run time, the "
                   "image's source all that others do not steal that have nothing to do (stolen), "
                   "and what tiles have in common but once (stolen_reused)",
           .column = "tiles"}),
  };
  return fields;
}

/// What moves and when: the plan's keys about ways, the simulator's about time, the plan's others.
const Keys& delivery_keys() {
  static const Keys keys = [] {
    Keys all = keys_of(planned_delivery());
    const Keys simulated = keys_of(simulated_delivery());
    const auto after_via = std::find_if(
        all.begin(), all.end(), [](const Key& key) { return key.name == "group_owner_computes"; });
    all.insert(after_via, simulated.begin(), simulated.end());
    return all;
  }();
  return keys;
}

const Fields<NoiseSpec>& noise_fields() {
  static const Fields<NoiseSpec> fields{
      field(&NoiseSpec::compute_sigma, {.name = "compute_sigma",
                                        .help = "sigma of the log-normal factor of every task",
                                        .bounds = sigma_bounds,
                                        .column = "compute_sigma"}),
      field(&NoiseSpec::transmission_sigma,
            {.name = "transmission_sigma",
             .help = "sigma of the log-normal factor of every message's time on the air",
             .bounds = sigma_bounds,
             .column = "transmission_sigma"}),
      field(&NoiseSpec::beacon_phase,
            {.name = "beacon_phase",
             .help = "a run begins at a seeded moment between two beacons, not at one (wakeup "
                     "state_machine)",
             .column = "beacon_phase"}),
  };
  return fields;
}

const Keys& noise_keys() {
  static const Keys keys = keys_of(noise_fields());
  return keys;
}

const Fields<WeightStorage>& weight_fields() {
  static const Fields<WeightStorage> fields{
      field(&WeightStorage::bits,
            {.name = "weight_bits",
             .help = "size of a stored weight: memory, flash and deployment see it, arithmetic "
                     "does not",
             .unit = "bit",
             .bounds = weight_bits_bounds,
             .column = "weight_bits"}),
      field(&WeightStorage::density,
            {.name = "weight_density",
             .help = "share of the weights that pruning has left, each stored with a 4-byte index "
                     "where that takes less than all weights without; with 32 bits below 0.5",
             .bounds = positive_fraction,
             .column = "weight_density"}),
  };
  return fields;
}

namespace {

Keys what_runs() {
  return {{.name = "name",
           .type = KeyType::text,
           .help = "results land in results/<name>/",
           .required = true,
           .pattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]*$",
           .longest = longest_name},
          {.name = "model",
           .type = KeyType::reference,
           .help = "a catalogue name, a relative path or a model written out",
           .required = true,
           .refers_to = "model",
           .example = "vgg16"},
          {.name = "platform",
           .type = KeyType::reference,
           .help = "a catalogue name, a relative path or a platform written out",
           .required = true,
           .inside = &platform_keys(),
           .refers_to = "platform",
           .example = "nexus5_wlan"},
          {.name = "partition",
           .type = KeyType::object,
           .help = "who computes what",
           .filled = true,
           .inside = &partition_keys()},
          {.name = "delivery",
           .type = KeyType::object,
           .help = "how regions reach the phones that need them",
           .filled = true,
           .inside = &delivery_keys()}};
}

Keys how_it_runs() {
  return {
      {.name = "fidelity",
       .type = KeyType::word,
       .help =
           "fluid: shares of the air; ns3: packets, for serial transfers on a medium with a phy",
       .fallback = "fluid",
       .words = names_of(fidelity_words),
       .column = "fidelity"},
      {.name = "mode",
       .type = KeyType::word,
       .help = "timing: no tensor exists; numeric: the phones run the real kernels and the result "
               "is compared",
       .fallback = "timing",
       .words = names_of(mode_words),
       .column = "mode"},
      {.name = "seed",
       .type = KeyType::integer,
       .help = "seed of weights, of a generated image and of the noise",
       .bounds = seed_bounds,
       .fallback = 1,
       .column = "seed"},
      {.name = "noise",
       .type = KeyType::object,
       .help = "seeded log-normal factors of mean 1 on every task and every transmission, and a "
               "seeded phase of the beacons",
       .filled = true,
       .inside = &noise_keys()},
      {.name = "workload",
       .type = KeyType::object,
       .help = "a stream of images that the cell serves, in place of one image at the group owner; "
               "fluid only",
       .inside = &workload_keys()}};
}

Keys what_changes() {
  return {{.name = "events",
           .type = KeyType::list,
           .help = "what happens to phones while images are served; fluid only",
           .inside = &event_keys(),
           .least = 1,
           .example = Json::array({Json{{"at_s", 3.2}, {"leave", "worker2"}}})},
          {.name = "churn",
           .type = KeyType::object,
           .help = "workers that leave and come back at random, with the seed; fluid only",
           .inside = &keys_in<churn_fields>()},
          {.name = "loss",
           .type = KeyType::object,
           .help = "messages that are lost at random, with the seed; fluid only",
           .inside = &keys_in<loss_fields>()},
          {.name = "recovery",
           .type = KeyType::object,
           .help = "how the group owner notices that phones leave, and what it does",
           .inside = &keys_in<recovery_fields>()}};
}

Keys what_is_computed() {
  return {
      {.name = "image",
       .type = KeyType::text,
       .help = "PNG or JPEG file of at most 50 million pixels, relative to this file; generated "
               "from the seed without it",
       .column = "image"},
      {.name = "tolerance",
       .type = KeyType::number,
       .help = "largest max_relative_error with which a numeric point passes; without it 0.0001, "
               "0.01 or 0.5 for transfers of 4, 2 or 1 bytes per value",
       .bounds = positive,
       .column = "tolerance"}};
}

/// What describes the points as a whole.
Keys which_points() {
  static const Key file_stem{.type = KeyType::text, .pattern = "^[A-Za-z0-9_]+$"};
  static const Key figure{.type = KeyType::text, .pattern = "^([A-Za-z0-9_]+|.+[.]py)$"};
  static const Key values{.type = KeyType::list, .least = 1};
  static const Key combination{
      .type = KeyType::object, .pattern = "^/", .least = 1, .named_by_user = true};
  return {{.name = "figures",
           .type = KeyType::list,
           .help = "scripts of plots/ that draw the results, or files of one's own that end in .py "
                   "(with --allow-commands only)",
           .each = &figure,
           .example = Json::array({"speedup", "breakdown"})},
          {.name = "published",
           .type = KeyType::list,
           .help = "published data beside the results: names of files in experiments/published/",
           .each = &file_stem,
           .or_one = true,
           .example = "modnn_2017"},
          {.name = "sweep",
           .type = KeyType::object,
           .help = "JSON pointers into the resolved experiment and their values; the cross product "
                   "is run, the last pointer varying fastest",
           .pattern = "^/",
           .each = &values,
           .named_by_user = true,
           .example = Json{{"/platform/workers/0/count", {1, 2, 3, 4}}}},
          {.name = "zip",
           .type = KeyType::list,
           .help = "pointers that vary together: every entry gives one value to each of the same "
                   "pointers; crossed with sweep",
           .each = &combination,
           .least = 1,
           .example = Json::array({{{"/seed", 1}, {"/delivery/via", "peer"}},
                                   {{"/seed", 2}, {"/delivery/via", "group_owner"}}})},
          {.name = "replications",
           .type = KeyType::integer,
           .help = "how often every point is run, each time with a seed of its own that follows "
                   "from the point's",
           .bounds = replication_bounds,
           .fallback = 1}};
}

}  // namespace

const Keys& experiment_keys() {
  static const Keys keys = [] {
    Keys all;
    for (const Keys& some : {what_runs(), keys_of(weight_fields()), how_it_runs(), what_changes(),
                             what_is_computed(), which_points()})
      all.insert(all.end(), some.begin(), some.end());
    return all;
  }();
  return keys;
}

bool describes_the_whole(const std::string& key) {
  constexpr std::array keys{"name", "figures",      "published", "sweep",
                            "zip",  "replications", "$schema",   "$comment"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool changes_nothing(const std::string& pointer) {
  std::string walked;
  for (const std::string& token : tokens_of(pointer)) {
    const Key* holder = walked.empty() ? nullptr : key_at(experiment_keys(), walked);
    if (holder != nullptr && holder->named_by_user) return false;
    walked += "/" + token;
    if (token == "$schema" || token == "$comment" || walked == "/model/source") return true;
    const Key* key = token == "source" ? key_at(experiment_keys(), walked) : nullptr;
    if (key != nullptr && key->type == KeyType::citation) return true;
  }
  return false;
}

/// What rounding of the transferred values may do to a result: half precision keeps 11 bits, an
/// 8-bit code 1/510 of a message's range, and errors grow over the layers.
double default_tolerance(double transfer_bytes_per_value) {
  if (transfer_bytes_per_value == 4) return 1e-4;
  return transfer_bytes_per_value == 2 ? 1e-2 : 0.5;
}

void complete_experiment(Json& root) {
  if (!root.is_object()) return;
  complete(root, experiment_keys(), root);
  if (root.contains("tolerance") || !root["delivery"].is_object()) return;
  const Json& bytes = root["delivery"]["transfer_bytes_per_value"];
  if (bytes.is_number()) root["tolerance"] = default_tolerance(bytes.get<double>());
}

}  // namespace modnn
