#include "config/file_access.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

namespace fs = std::filesystem;

constexpr const char* suffix = ".tmp";

[[noreturn]] void fail(const fs::path& path, const std::string& what) {
  throw EnvironmentError(path.string() + ": " + what + ": " + std::strerror(errno));
}

[[noreturn]] void refuse_link(const fs::path& path) {
  throw EnvironmentError(path.string() +
                         ": is a symbolic link, which nothing in a result set may be: remove it, "
                         "or choose another --output");
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// "summary.csv.1234.tmp": see ReplacedFile.
bool is_temporary(const fs::path& path) {
  const std::string process = path.stem().extension().string();
  return path.extension() == suffix && !process.empty() && is_number(process.substr(1));
}

/// Whether a file of that name is modnn's in a result set, its traces or its figures. What else a
/// person keeps there is left alone.
bool is_own(const fs::path& path) {
  static constexpr std::array names{".lock",      "points.jsonl", "traces",
                                    "figures",    "index.json",   "summary.csv",
                                    "layers.csv", "devices.csv",  "images.csv"};
  static constexpr std::array endings{".json", ".pdf", ".png"};
  return std::find(names.begin(), names.end(), path.filename()) != names.end() ||
         std::find(endings.begin(), endings.end(), path.extension()) != endings.end() ||
         is_temporary(path);
}

std::uint64_t size_of(int file) {
  struct stat status {};
  return fstat(file, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// A file may claim any size at no cost where its parts are holes; modnn writes none.
bool has_holes(int file) {
  const off_t hole = lseek(file, 0, SEEK_HOLE);
  lseek(file, 0, SEEK_SET);
  return hole >= 0 && static_cast<std::uint64_t>(hole) < size_of(file);
}

/// Passes the blocks of an open file on, and closes it.
void pass_on(int file, const fs::path& path, const std::function<void(std::string_view)>& block) {
  std::string buffer(std::size_t{1} << 16U, '\0');
  ssize_t n = 0;
  while ((n = read(file, buffer.data(), buffer.size())) > 0) {
    block(std::string_view(buffer).substr(0, static_cast<std::size_t>(n)));
  }
  const int error = errno;
  close(file);
  errno = error;
  if (n < 0) fail(path, "cannot read");
}

/// A file of at most so many bytes, none of which are holes; -1 when there is none.
int open_whole_file(const fs::path& path, std::uint64_t most_bytes) {
  const int file = open_own_file(path, O_RDONLY);
  if (file < 0) return file;
  const bool too_large = size_of(file) > most_bytes;
  if (!too_large && !has_holes(file)) return file;
  close(file);
  throw InputError(path.string() + (too_large ? ": larger than any that modnn reads"
                                              : ": has holes, which no file of modnn's has"));
}

}  // namespace

ReplacedFile::ReplacedFile(fs::path path)
    : path_(std::move(path)), temporary_(path_.string() + "." + std::to_string(getpid()) + suffix) {
  const int file =
      open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file < 0) fail(temporary_, "cannot write");
  file_ = fdopen(file, "wb");
}

ReplacedFile::~ReplacedFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  unlink(temporary_.c_str());
}

void ReplacedFile::append(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file_);
  bytes_ += text.size();
  hash_.add(text);
}

FileStamp ReplacedFile::commit() {
  if (std::fflush(file_) != 0 || std::ferror(file_) != 0) fail(temporary_, "cannot write");
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(path_, "cannot replace it");
  std::fclose(file_);
  file_ = nullptr;
  return {bytes_, hash_.digest()};
}

FileStamp write_file(const fs::path& path, std::string_view text) {
  ReplacedFile file(path);
  file.append(text);
  return file.commit();
}

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

int open_own_file(const fs::path& path, int flags) {
  // Without O_NONBLOCK, opening a pipe that nobody writes would wait for ever.
  const int file = open(path.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
  const bool missing = file < 0 && (errno == ENOENT || errno == ENOTDIR);
  if (missing && (flags & O_CREAT) == 0) return -1;
  if (file < 0 && errno == ELOOP) refuse_link(path);
  if (file < 0) fail(path, (flags & O_ACCMODE) == O_RDONLY ? "cannot read" : "cannot write");
  struct stat status {};
  const bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
  const bool reads = (flags & O_ACCMODE) == O_RDONLY;
  if (regular && (reads || status.st_nlink <= 1)) return file;
  close(file);
  if (!regular) throw EnvironmentError(path.string() + ": expected a regular file");
  throw EnvironmentError(path.string() +
                         ": has another name elsewhere (a hard link), and writing would change "
                         "that file too: copy the folder, or choose another --output");
}

std::uint64_t next_data(int file, std::uint64_t at) {
  const off_t found = lseek(file, static_cast<off_t>(at), SEEK_DATA);
  if (found >= 0) return static_cast<std::uint64_t>(found);
  return errno == ENXIO ? no_data : at;  // other file systems do not know
}

std::optional<std::string> read_own_file(const fs::path& path) {
  constexpr std::uint64_t largest = std::uint64_t{4} << 30U;
  const int file = open_whole_file(path, largest);
  if (file < 0) return std::nullopt;
  std::string text;
  text.reserve(size_of(file));
  pass_on(file, path, [&](std::string_view block) { text += block; });
  return text;
}

void copy_own_file(const fs::path& from, const fs::path& to) {
  const int file = open_whole_file(from, std::numeric_limits<std::uint64_t>::max());
  if (file < 0) return;
  ReplacedFile copy(to);
  pass_on(file, from, [&](std::string_view block) { copy.append(block); });
  copy.commit();
}

std::optional<FileStamp> stamp_of(const fs::path& path) {
  const int file = open_own_file(path, O_RDONLY);
  if (file < 0) return std::nullopt;
  FileStamp stamp;
  if (has_holes(file)) {
    stamp.bytes = size_of(file);
    close(file);
    return stamp;
  }
  RunningHash hash;
  pass_on(file, path, [&](std::string_view block) {
    stamp.bytes += block.size();
    hash.add(block);
  });
  stamp.hash = hash.digest();
  return stamp;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::symlink_status(path, ignored).type() != fs::file_type::not_found;
}

void refuse_links(const fs::path& folder) {
  std::error_code ignored;
  if (fs::is_symlink(folder, ignored)) refuse_link(folder);
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.is_symlink(ignored) && is_own(entry.path())) refuse_link(entry.path());
  }
}

void remove_temporary_files(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (is_temporary(entry.path())) fs::remove(entry.path(), ignored);
  }
}

bool makes_folder(const std::string& name) {
  constexpr std::size_t longest = 200;  // a file system's limit is 255
  return !name.empty() && name.size() <= longest && !name.starts_with('.') &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789_-.") == std::string::npos;
}

}  // namespace modnn
