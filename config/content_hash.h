#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace modnn {

/// 16 hexadecimal digits of the XXH3 128-bit hash of `text`.
std::string content_hash(std::string_view text);

/// The same of a text that comes in pieces.
class RunningHash {
 public:
  RunningHash();
  ~RunningHash();
  RunningHash(RunningHash&&) noexcept;
  RunningHash& operator=(RunningHash&&) noexcept;

  void add(std::string_view piece);
  std::string digest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace modnn
