#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "config/document.h"
#include "config/reader.h"

namespace modnn {

/// What varies together: one pointer of `sweep`, or the pointers of `zip`.
struct Axis {
  std::vector<std::string> pointers;
  std::vector<std::vector<Document>> choices;  ///< [choice][pointer], as they were written
  bool zipped = false;
};

/// What an experiment varies: the cross product of `sweep`'s pointers in the order of the file, of
/// `zip`, and of its replications, the last varying fastest.
struct Axes {
  std::vector<Axis> axes;
  std::size_t replications = 1;
  bool replicated = false;  ///< the experiment has the key "replications"

  /// Number of points.
  std::size_t size() const;
  /// Which choice of every axis makes the point; the replication is the remainder.
  std::vector<std::size_t> choices(std::size_t index) const;
  std::size_t replication(std::size_t index) const { return index % replications; }

  /// Names of what varies: the pointers, and "replication".
  std::vector<std::string> columns() const;
  /// Their values at one point, as they were written.
  std::vector<Json> values(std::size_t index) const;
};

/// Reads `sweep`, `zip` and `replications`. What is wrong with them is recorded, and left out.
Axes read_axes(const Document& document, Problems& problems);

}  // namespace modnn
