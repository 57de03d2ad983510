#pragma once

#include <cstdint>

#include "partition/plan/plan.h"

namespace modnn {

/// Random variation: every task and every transmission takes its nominal time times a log-normal
/// factor of mean 1, exp(sigma z - sigma^2 / 2). 0: none.
struct NoiseSpec {
  double compute_sigma = 0;
  double transmission_sigma = 0;

  bool operator==(const NoiseSpec&) const = default;
};

/// The factors of one run. Each depends on (seed, device or pair of devices, index in the plan)
/// alone, so that neither the order of events nor other runs change it.
class Noise {
 public:
  Noise(const NoiseSpec& spec, std::uint64_t seed) : spec_(spec), seed_(seed) {}

  double task_factor(DeviceId device, int stage) const;
  double message_factor(const Message& message, int stage, int index) const;

 private:
  NoiseSpec spec_;
  std::uint64_t seed_;
};

}  // namespace modnn
