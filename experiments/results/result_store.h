#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

#include "config/content_hash.h"
#include "config/document.h"
#include "experiments/results/folder_lock.h"

namespace modnn {

/// Where a point's row is in the file.
struct StoredRow {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  ///< without the line end
  bool failed = false;
};

/// `points.jsonl` of a result set: one row per computed point, in the order of computation. Rows
/// stay in the file; what is in memory is where each point's row begins.
class ResultStore {
 public:
  /// Finds the rows of the current format version that are there; the last row of an id counts.
  /// Rows that are damaged, or lack the lone phone's time without a reason, count as missing.
  /// Throws EnvironmentError when a file of the set is a symbolic link.
  explicit ResultStore(std::filesystem::path folder);
  ~ResultStore();
  ResultStore(const ResultStore&) = delete;
  ResultStore& operator=(const ResultStore&) = delete;
  ResultStore(ResultStore&&) = delete;
  ResultStore& operator=(ResultStore&&) = delete;

  /// Creates and locks the folder, finds the rows that have come since, and cuts off a torn last
  /// line, left by a process that was killed. Throws EnvironmentError when the folder cannot be
  /// written or another process writes it.
  void begin_writing();

  const std::filesystem::path& folder() const { return folder_; }
  /// The row of a point, or null.
  const StoredRow* find(const std::string& id) const;
  /// The row's line, without the line end.
  std::string text(const StoredRow& row) const;
  Json read(const StoredRow& row) const;
  /// The ids of the points that have a row.
  const std::unordered_map<std::string, StoredRow>& rows() const { return rows_; }
  /// Lines that were passed over because they are no whole rows.
  std::size_t damaged() const { return damaged_; }
  bool has_other_versions() const { return other_versions_; }
  /// Appends a row with a single write. Throws EnvironmentError when it cannot be written, or when
  /// somebody else has changed the file.
  void append(const std::string& id, bool failed, std::string line);

  /// Throws EnvironmentError unless the file is the one that is being written, and as long.
  void check_unchanged() const;

  /// Hash of all complete lines.
  std::string fingerprint() const { return hash_.digest(); }

 private:
  void open_rows(int flags);
  void index_new_lines();
  void index_line(std::string_view line, std::uint64_t dropped);

  std::filesystem::path folder_;
  std::filesystem::path file_;
  std::unordered_map<std::string, StoredRow> rows_;
  std::size_t damaged_ = 0;
  bool other_versions_ = false;  ///< rows of another format
  std::uint64_t complete_ = 0;   ///< bytes of complete lines that were indexed
  RunningHash hash_;             ///< of these bytes
  std::optional<FolderLock> lock_;
  int descriptor_ = -1;
};

}  // namespace modnn
