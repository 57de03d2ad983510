#pragma once

#include <vector>

#include "models/network/network.h"
#include "partition/plan/plan.h"
#include "partition/verify/fault.h"

namespace modnn {

/// Checks the layers of a plan that are cut by neurons or input channels, from the definition y_i =
/// sum of w_ij x_j alone: every product is computed exactly once, by a device whose task reads x_j
/// (of a convolution all of channel j that the window reaches) and adds to y_i; every partial sum
/// is added exactly once, by the one device that adds up y_i; the next stage after partial sums
/// adds them up. Returns what is wrong. (That the devices hold the x_j and the partial sums is
/// checked with all other regions, see verify().)
std::vector<Fault> verify_partial_sums(const Network& network, const Plan& plan);

}  // namespace modnn
