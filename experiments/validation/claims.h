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

/// The error in percent: "-0.3 %".
std::string error_text(const Claim& claim);

/// The claims of one publication that one experiment simulates.
struct ClaimGroup {
  std::string title;
  std::string experiment;  ///< catalogue name
  std::string source;      ///< of the published figures
  std::vector<Claim> claims;
  std::string note;  ///< what was added to the simulated figures, if anything

  /// Mean of |error| over the claims that are predicted and whose quantity begins with `prefix`.
  double mean_absolute_error(const std::string& prefix) const;
};

/// An experiment with every name replaced by contents, and its rows as in points.jsonl.
struct Simulated {
  Json resolved;
  std::vector<Json> rows;
};
using Simulate = std::function<Simulated(const std::string& experiment)>;
/// A file of experiments/published.
using Published = std::function<Json(const std::string& name)>;

/// Every published figure that an experiment reproduces. Throws std::runtime_error when a row is
/// missing or failed.
std::vector<ClaimGroup> published_claims(const Simulate& simulate, const Published& published);

/// The groups as Markdown: a table each, and the mean errors of what was predicted.
std::string validation_markdown(const std::vector<ClaimGroup>& groups);

/// `document` with what lies between the lines `begin_mark` and `end_mark` replaced by `generated`.
/// Throws std::runtime_error when a mark is missing.
std::string with_generated_part(const std::string& document, const std::string& generated);

}  // namespace modnn
