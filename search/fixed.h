#pragma once

#include <string>
#include <vector>

#include "models/network/network.h"
#include "partition/plan/options.h"

namespace modnn {

/// A plan that a search tries, and what it is called.
struct Candidate {
  std::string name;
  PlanOptions options;
};

/// Every scheme of the table that spatial layers may have, with every argument, dense layers as the
/// options say; of networks beyond 64 layers some of the arguments.
std::vector<Candidate> fixed_schemes(const Network& network, const PlanOptions& options);

/// The same plan with the other schemes of dense layers.
std::vector<Candidate> with_dense_schemes(const Network& network, const Candidate& candidate);

}  // namespace modnn
