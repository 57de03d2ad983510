#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "config/document.h"

namespace modnn {

/// `points.jsonl` of a result set: one row per computed point, in the order of computation.
class ResultStore {
 public:
  /// Opens (creates) the set's folder and loads the rows of the current format version, by point
  /// id; the last row of an id counts. A torn last line, left by a process that was killed, is cut
  /// off. Throws EnvironmentError when the folder cannot be written.
  explicit ResultStore(const std::filesystem::path& folder);
  ~ResultStore();
  ResultStore(const ResultStore&) = delete;
  ResultStore& operator=(const ResultStore&) = delete;

  /// The row of a point, or null.
  const Json* find(const std::string& id) const;
  /// Appends the row with a single write.
  void append(const Json& row);

 private:
  std::filesystem::path file_;
  std::map<std::string, Json> rows_;
  int descriptor_ = -1;
};

}  // namespace modnn
