#pragma once

#include <cstddef>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "partition/verify/fault.h"

namespace modnn {

/// The messages that one comes after, by index, as far as they are there and reach its source.
std::vector<std::size_t> first_hops(const Stage& stage, const Message& message);

/// Messages that are forwarded without a stop: forwarded[message] of a stage.
std::vector<char> forwarded_messages(const Stage& stage);

/// Checks that messages can go in the order that a plan wants. A device that has sent what it can
/// at once waits for all that it gets at this stage before it sends the rest: no two may wait for
/// each other so. A relay forwards just what the messages bring that it comes after, each of which
/// is forwarded once.
std::vector<Fault> verify_order(const Network& network, const Plan& plan);

}  // namespace modnn
