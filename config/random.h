#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

namespace modnn {

/// The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a bijection that scatters
/// neighbouring numbers.
constexpr std::uint64_t scatter(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// 64-bit FNV-1a hash (Fowler, Noll and Vo): the same on every machine.
constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// A stream of random numbers that is addressed, not advanced: number `index` depends on (seed,
/// stream name, index) alone.
class CounterRandom {
 public:
  constexpr CounterRandom(std::uint64_t seed, std::string_view stream)
      : key_(scatter(seed + golden_) ^ fnv1a(stream)) {}

  constexpr std::uint64_t bits(std::uint64_t index) const {
    return scatter(key_ + golden_ * (index + 1));
  }

  /// Uniform in [-1, 1), a multiple of 2^-23.
  constexpr float symmetric(std::uint64_t index) const {
    const auto top = static_cast<std::int32_t>(bits(index) >> 40);
    return static_cast<float>(top - (1 << 23)) * 0x1p-23F;
  }

 private:
  static constexpr std::uint64_t golden_ = 0x9e3779b97f4a7c15ULL;
  std::uint64_t key_;
};

/// Uniform in (0, 1].
inline double uniform(const CounterRandom& random, std::uint64_t index) {
  return (static_cast<double>(random.bits(index) >> 11U) + 1) * 0x1p-53;
}

/// Exponential of mean 1.
inline double exponential(const CounterRandom& random, std::uint64_t index) {
  return -std::log(uniform(random, index));
}

}  // namespace modnn
