#include "experiments/results/folder_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "config/error.h"
#include "config/file_access.h"

namespace modnn {

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".lock";
  descriptor_ = open_own_file(file, O_RDWR | O_CREAT);
  // A record lock works on network folders too, and, other than that of flock(), is not inherited
  // by children, which may outlive a killed parent for a moment.
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (fcntl(descriptor_, F_SETLK, &lock) == 0) {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    const std::string owner = fmt::format("process {} on {}\n", getpid(), host);
    if (ftruncate(descriptor_, 0) != 0 || write(descriptor_, owner.data(), owner.size()) < 0) {
      throw EnvironmentError(fmt::format("{}: cannot write: {}", file.string(), strerror(errno)));
    }
    return;
  }
  const int error = errno;
  close(descriptor_);
  if (error != EACCES && error != EAGAIN) {
    throw EnvironmentError(fmt::format("{}: cannot lock: {}", file.string(), strerror(error)));
  }
  std::string owner = read_own_file(file).value_or("");
  owner = owner.substr(0, owner.find('\n'));
  throw EnvironmentError(
      fmt::format("{}: {} is writing this result set: wait for it, or choose another --output",
                  folder.string(), owner.empty() ? "another process" : owner));
}

FolderLock::~FolderLock() { close(descriptor_); }

}  // namespace modnn
