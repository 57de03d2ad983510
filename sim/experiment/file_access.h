#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace modnn {

/// A file that replaces another one at once, so that no reader ever sees half of it.
class ReplacedFile {
 public:
  /// Throws EnvironmentError when the folder cannot be written.
  explicit ReplacedFile(std::filesystem::path path);
  /// Without commit(), the file stays as it was.
  ~ReplacedFile();
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;

  void append(std::string_view text);
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::ofstream file_;
};

/// Replaces a file's contents at once.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The contents of a file; empty when there is none.
std::string read_file(const std::filesystem::path& path);

/// Removes the temporary files that a killed process left in a folder.
void remove_temporary_files(const std::filesystem::path& folder);

}  // namespace modnn
