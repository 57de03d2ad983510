#include "config/content_hash.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

namespace modnn {
namespace {

std::string digits(const XXH128_hash_t& hash) {
  return fmt::format("{:016x}", hash.high64 ^ hash.low64);
}

}  // namespace

std::string content_hash(std::string_view text) {
  return digits(XXH3_128bits(text.data(), text.size()));
}

struct RunningHash::State {
  XXH3_state_t xxh3;
};

RunningHash::RunningHash() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->xxh3);
}
RunningHash::~RunningHash() = default;
RunningHash::RunningHash(RunningHash&&) noexcept = default;
RunningHash& RunningHash::operator=(RunningHash&&) noexcept = default;

void RunningHash::add(std::string_view piece) {
  XXH3_128bits_update(&state_->xxh3, piece.data(), piece.size());
}

std::string RunningHash::digest() const { return digits(XXH3_128bits_digest(&state_->xxh3)); }

}  // namespace modnn
