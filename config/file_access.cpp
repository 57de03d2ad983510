#include "config/file_access.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <functional>
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
  static constexpr std::array names{".lock",      "points.jsonl", "traces",     "figures",
                                    "index.json", "summary.csv",  "layers.csv", "devices.csv"};
  static constexpr std::array endings{".json", ".pdf", ".png"};
  return std::find(names.begin(), names.end(), path.filename()) != names.end() ||
         std::find(endings.begin(), endings.end(), path.extension()) != endings.end() ||
         is_temporary(path);
}

/// Passes the blocks of a file on; false when there is none.
bool for_each_block(const fs::path& path, const std::function<void(std::string_view)>& block) {
  const int file = open_own_file(path, O_RDONLY);
  if (file < 0) return false;
  std::string buffer(std::size_t{1} << 16U, '\0');
  ssize_t n = 0;
  while ((n = read(file, buffer.data(), buffer.size())) > 0) {
    block(std::string_view(buffer).substr(0, static_cast<std::size_t>(n)));
  }
  const int error = errno;
  close(file);
  errno = error;
  if (n < 0) fail(path, "cannot read");
  return true;
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

std::optional<std::string> read_own_file(const fs::path& path) {
  std::string text;
  if (!for_each_block(path, [&](std::string_view block) { text += block; })) return std::nullopt;
  return text;
}

std::optional<FileStamp> stamp_of(const fs::path& path) {
  FileStamp stamp;
  RunningHash hash;
  const bool there = for_each_block(path, [&](std::string_view block) {
    stamp.bytes += block.size();
    hash.add(block);
  });
  if (!there) return std::nullopt;
  stamp.hash = hash.digest();
  return stamp;
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
