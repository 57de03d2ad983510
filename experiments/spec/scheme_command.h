#pragma once

#include "config/document.h"
#include "models/network/network.h"
#include "platforms/cluster.h"

namespace modnn {

/// Whether a program that an experiment names may be started: the person has to say so, as files
/// are data, whoever made them.
enum class Commands { refused, allowed };

/// Whether the experiment has /partition/command, or varies it.
bool names_command(const Json& root);

/// Starts the program that /partition/command names, tells it network, devices and delivery, and
/// puts its answer in its place, as /partition/plan. Equal questions are asked once by a process
/// and those that are forked from it. Throws InputError when the program may not be started, fails,
/// takes too long or does not answer in JSON. `network` and `cluster` as for read_experiment().
void ask_scheme(Document& document, Commands commands, const Network* network,
                const Cluster* cluster);

}  // namespace modnn
