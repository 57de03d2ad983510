#pragma once

#include <filesystem>

namespace modnn {

/// One writer per result set. The lock ends with the process, however that ends; forked children
/// do not inherit it.
class FolderLock {
 public:
  /// Throws EnvironmentError, which names the other process, when the folder is locked.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace modnn
