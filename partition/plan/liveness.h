#pragma once

#include <map>
#include <utility>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"

namespace modnn {

/// The layers whose output is the network's answer: the last one, and before a final softmax the
/// one that feeds it. A softmax saturates, and then hides differences in what it was given.
std::vector<LayerId> result_layers(const Network& network);

/// The device that holds the output of a result layer in the end: the group owner, where the last
/// one is gathered, and for the one before a softmax the device that computes the softmax.
DeviceId holder_of_result(const Network& network, const Plan& plan, LayerId layer);

/// last_use[device][map]: index of the last stage in which the device reads that map (as a task's
/// input or to send it); none when it never does. After that stage the device may forget it. The
/// output of the result layers stays with its holder.
std::vector<std::map<MapId, int>> last_use(const Network& network, const Plan& plan);

/// Which round of a run every stage belongs to: each begins where the plan goes back to a layer
/// that it has computed.
std::vector<int> rounds_of(const Plan& plan);

/// What a device gets of a map, or computes, in one round.
using RoundOfMap = std::pair<MapId, int>;

/// The same for what is held since one round: who computes a map in several rounds reads what is
/// newest, and has no use any more for what that replaces. Of what is there from the beginning the
/// round is 0.
std::vector<std::map<RoundOfMap, int>> last_use_by_round(const Network& network, const Plan& plan);

}  // namespace modnn
