#include "config/input_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

[[noreturn]] void fail_with(const std::filesystem::path& path, int error) {
  fail(path, error == ENOENT || error == ENOTDIR
                 ? "no such file"
                 : std::string("cannot be read: ") + std::strerror(error));
}

const char* kind_of(mode_t mode) {
  if (S_ISREG(mode)) return nullptr;
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

InputFile::InputFile(std::filesystem::path path) : path_(std::move(path)) {
  struct stat status {};
  // Opening some devices acts already: look first.
  if (stat(path_.c_str(), &status) != 0) fail_with(path_, errno);
  const auto refuse = [&](const char* kind) {
    if (kind != nullptr) fail(path_, std::string("is ") + kind + ", expected a regular file");
  };
  refuse(kind_of(status.st_mode));
  descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor_ < 0) fail_with(path_, errno);
  struct statfs system {};
  const bool known = fstat(descriptor_, &status) == 0 && fstatfs(descriptor_, &system) == 0;
  const char* kind = kind_of(status.st_mode);
  if (known && (system.f_type == PROC_SUPER_MAGIC || system.f_type == SYSFS_MAGIC))
    kind = "a file of the kernel";
  if (!known || kind != nullptr) close(descriptor_);
  if (!known) fail(path_, "cannot be read");
  refuse(kind);
  size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() { close(descriptor_); }

void InputFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
  auto* next = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t n = pread(descriptor_, next, bytes, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_with(path_, errno);
    if (n == 0) fail(path_, "ends after " + std::to_string(offset) + " bytes");
    next += n;
    offset += static_cast<std::uint64_t>(n);
    bytes -= static_cast<std::size_t>(n);
  }
}

std::string InputFile::beginning(std::size_t most) const {
  std::string text(std::min<std::uint64_t>(most, size_), '\0');
  read(0, text.data(), text.size());
  return text;
}

}  // namespace modnn
