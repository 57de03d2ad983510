#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <string>

#include "config/error.h"

namespace modnn::test {

/// A path of its own in the temporary folder; whatever is there is removed at the end.
class TemporaryPath {
 public:
  explicit TemporaryPath(const std::string& name) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) /
            ("modnn_" + std::string(test->test_suite_name()) + "_" + test->name() + "_" + name);
    std::filesystem::remove_all(path_);
  }
  ~TemporaryPath() { std::filesystem::remove_all(path_); }
  TemporaryPath(const TemporaryPath&) = delete;
  TemporaryPath& operator=(const TemporaryPath&) = delete;

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
