#pragma once

#include "config/fields.h"
#include "experiments/spec/experiment.h"

namespace modnn {

inline const Words<CrossMode> cross_mode_words{{CrossMode::greedy, "greedy"},
                                               {CrossMode::optimal, "optimal"}};
inline const Words<DeliveryMode> delivery_mode_words{{DeliveryMode::halo, "halo"},
                                                     {DeliveryMode::map_reduce, "map_reduce"}};
inline const Words<Via> via_words{{Via::relay, "group_owner"}, {Via::peer, "peer"}};
inline const Words<Relays> relays_words{{Relays::each, "each"}, {Relays::merged, "merged"}};
inline const Words<Transfers> transfers_words{{Transfers::serial, "serial"},
                                              {Transfers::concurrent, "concurrent"}};
inline const Words<WakeupPolicy> wakeup_words{{WakeupPolicy::none, "none"},
                                              {WakeupPolicy::per_message, "per_message"},
                                              {WakeupPolicy::state_machine, "state_machine"}};
inline const Words<Sync> sync_words{{Sync::none, "none"}, {Sync::layer, "layer"}};
inline const Words<Tiles> tiles_words{{Tiles::planned, "planned"},
                                      {Tiles::stolen, "stolen"},
                                      {Tiles::stolen_reused, "stolen_reused"}};
inline const Words<Fidelity> fidelity_words{{Fidelity::fluid, "fluid"}, {Fidelity::ns3, "ns3"}};
inline const Words<Mode> mode_words{{Mode::timing, "timing"}, {Mode::numeric, "numeric"}};

/// File names of up to 255 bytes are possible; those of the set and of its scripts have the name
/// and a suffix.
inline constexpr std::size_t longest_name = 200;

/// The keys of an experiment file; those of its platform are inside. What a model is made of is
/// read, and known, in models/.
const Keys& experiment_keys();
const Keys& partition_keys();
/// Of names of schemes those without an argument, and a pattern for the others with theirs: what a
/// key may have.
std::vector<std::string> words_of_schemes(std::vector<std::string> names);
std::string pattern_of_schemes(const std::vector<std::string>& names);

/// Of its "kinds": one for every kind of layer that a scheme can cut.
const Keys& kind_keys();
const Keys& delivery_keys();
const Keys& noise_keys();

/// Keys with what they fill: of "delivery" what the plan and what the simulation depends on, of
/// "noise" all, of the experiment itself how weights are kept.
const Fields<PlanOptions>& planned_delivery();
const Fields<SimulationOptions>& simulated_delivery();
const Fields<NoiseSpec>& noise_fields();
const Fields<WeightStorage>& weight_fields();

/// Keys of an experiment that are no values of a point: they cannot vary, and no id depends on
/// them.
bool describes_the_whole(const std::string& key);

/// Whether the value at `pointer` is a comment or says where others come from.
bool changes_nothing(const std::string& pointer);

/// The largest max_relative_error that passes unless the experiment says another.
double default_tolerance(double transfer_bytes_per_value);

/// Puts in every default of an experiment whose references are resolved.
void complete_experiment(Json& root);

}  // namespace modnn
