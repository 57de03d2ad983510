#pragma once

#include <cstdint>

#include "partition/plan/plan.h"

namespace modnn {

/// Random variation: every task and every transmission takes its nominal time times a log-normal
/// factor of mean 1, exp(sigma z - sigma^2 / 2). 0: none.
struct NoiseSpec {
  double compute_sigma = 0;
  double transmission_sigma = 0;
  bool beacon_phase = false;  ///< a run begins anywhere between two beacons, not at one

  bool operator==(const NoiseSpec&) const = default;
};

/// What is random in one image of a stream follows from this seed; in the first one, as in one that
/// comes alone, from the point's own.
std::uint64_t seed_of_image(std::uint64_t seed, int image);

/// What is random in one run. Each depends on (seed, device or pair of devices, index in the plan)
/// alone, so that neither the order of events nor other runs change it.
class Noise {
 public:
  Noise(const NoiseSpec& spec, std::uint64_t seed) : spec_(spec), seed_(seed) {}

  double task_factor(DeviceId device, int stage) const;
  double message_factor(const Message& message, int stage, int index) const;
  /// The first beacon that a station listens to, in beacon intervals from time 0 on. The cell has
  /// one beacon, but every station chooses on its own to which of several it listens.
  double first_beacon(DeviceId station, int listen_interval_beacons) const;

 private:
  NoiseSpec spec_;
  std::uint64_t seed_;
};

}  // namespace modnn
