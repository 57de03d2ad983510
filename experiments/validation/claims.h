#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/document.h"

namespace modnn {

/// A published figure beside the simulated one.
struct Claim {
  std::string quantity;  ///< "latency, 3 devices"
  std::string unit;
  double published = 0;
  double simulated = 0;
  bool calibrated = false;  ///< a parameter was set so that this figure comes out

  /// simulated / published - 1.
  double error() const { return simulated / published - 1; }
};

/// The claims of one publication that one experiment simulates.
struct ClaimGroup {
  std::string publication;  ///< name of its file in experiments/published/
  std::string title;
  std::string experiment;  ///< catalogue name
  std::string source;      ///< of the published figures
  std::vector<Claim> claims;
  std::string note;  ///< what was added to the simulated figures, if anything
  /// Another reading of figures that are compared elsewhere too: not in the publication's mean.
  bool alternative = false;
};

/// An experiment with every name replaced by contents, and its rows as in points.jsonl.
struct Simulated {
  Json resolved;
  std::vector<Json> rows;
};
using Simulate = std::function<Simulated(const std::string& experiment)>;

/// Every published figure that an experiment reproduces, as the files of experiments/published/ say
/// (by year, then in their order); `experiments` are the names that there are. Throws InputError
/// where a file is wrong, or names what an experiment has not; std::runtime_error when a point
/// failed.
std::vector<ClaimGroup> published_claims(const std::vector<Document>& files,
                                         const std::vector<std::string>& experiments,
                                         const Simulate& simulate);

}  // namespace modnn
