#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace modnn {

/// A regular file that is open for reading. Devices, pipes, sockets and the kernel's files under
/// /proc and /sys, which may have no end or never answer, are refused before a byte is read.
class InputFile {
 public:
  /// Throws InputError: "<path>: no such file", "<path>: is a pipe, expected a regular file".
  explicit InputFile(std::filesystem::path path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::uint64_t size() const { return size_; }

  /// Reads `bytes` bytes from byte `offset` on. Throws InputError when they are not there.
  void read(std::uint64_t offset, void* to, std::size_t bytes) const;
  /// Up to `most` bytes from the start.
  std::string beginning(std::size_t most) const;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace modnn
