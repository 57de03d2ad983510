#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/content_hash.h"

namespace modnn {

/// What a file holds, in short.
struct FileStamp {
  std::uint64_t bytes = 0;
  std::string hash;
  bool operator==(const FileStamp&) const = default;
};

/// A file that replaces another one at once, so that no reader ever sees half of it. What stood in
/// its place, a symbolic link too, is replaced and not written to.
class ReplacedFile {
 public:
  /// Throws EnvironmentError when the folder cannot be written.
  explicit ReplacedFile(std::filesystem::path path);
  /// Without commit(), the file stays as it was.
  ~ReplacedFile();
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;

  void append(std::string_view text);
  /// Throws EnvironmentError when not everything could be written. Returns what was.
  FileStamp commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::FILE* file_ = nullptr;
  std::uint64_t bytes_ = 0;
  RunningHash hash_;
};

/// Replaces a file's contents at once.
FileStamp write_file(const std::filesystem::path& path, std::string_view text);

/// The contents of a file; empty when there is none.
std::string read_file(const std::filesystem::path& path);

/// Opens a regular file, as open() does, and returns its descriptor, or -1 when there is none.
/// Symbolic links are not followed. Throws EnvironmentError for a link, for what is no regular
/// file (a folder, a device, a pipe), for a file that cannot be opened and, to write, for one that
/// has other names, which may be outside the set.
int open_own_file(const std::filesystem::path& path, int flags);

/// Where data goes on in an open file, at `at` or after a hole, which reads as zeros and takes no
/// room on the disk, whatever its length.
constexpr std::uint64_t no_data = UINT64_MAX;
std::uint64_t next_data(int file, std::uint64_t at);

/// The contents of a file that open_own_file() opens; none when there is none. Throws InputError
/// for one with holes, and for one of more than 4 GiB.
std::optional<std::string> read_own_file(const std::filesystem::path& path);
/// Copies one of any size, piece by piece, when there is one.
void copy_own_file(const std::filesystem::path& from, const std::filesystem::path& to);
/// What it holds; of one with holes, which is not modnn's, no hash.
std::optional<FileStamp> stamp_of(const std::filesystem::path& path);

/// Whether anything has that name. A link counts, whatever it leads to: it is refused when it is
/// opened.
bool is_there(const std::filesystem::path& path);

/// Throws EnvironmentError when the folder is a symbolic link, or a file in it that modnn would
/// write or read there is one.
void refuse_links(const std::filesystem::path& folder);

/// Removes the temporary files that a killed process left in a folder.
void remove_temporary_files(const std::filesystem::path& folder);

/// Whether results/<name>/ is a folder below results/ on every system.
bool makes_folder(const std::string& name);

}  // namespace modnn
