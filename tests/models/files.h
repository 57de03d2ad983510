#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "config/error.h"
#include "tests/config/temporary_folder.h"

namespace modnn::test {

/// A path in a folder of its own; whatever is there is removed at the end.
class TemporaryPath {
 public:
  explicit TemporaryPath(const std::string& name) : path_(folder_ / name) {}

  operator const std::filesystem::path&() const { return path_; }
  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary).write(bytes.data(), std::ssize(bytes));
  }
  std::string read() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path path_;
};

/// What InputError says, without the path in front; "" when nothing is thrown.
inline std::string input_error(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    std::string text;
    for (const std::string& line : error.lines())
      text += (text.empty() ? "" : "\n") + line.substr(line.find(": ") + 2);
    return text;
  }
  return "";
}

}  // namespace modnn::test
