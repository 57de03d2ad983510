#include "sim/world/noise.h"

#include <cmath>
#include <numbers>
#include <string>

#include "config/random.h"

namespace modnn {
namespace {

/// Number `index` of a stream of standard normal numbers (Box and Muller, 1958).
double normal(const CounterRandom& random, std::uint64_t index) {
  const double radius = std::sqrt(-2 * std::log(uniform(random, 2 * index)));
  return radius * std::cos(2 * std::numbers::pi * uniform(random, 2 * index + 1));
}

double log_normal(double sigma, const CounterRandom& random, std::uint64_t index) {
  return sigma == 0 ? 1 : std::exp(sigma * normal(random, index) - sigma * sigma / 2);
}

}  // namespace

std::uint64_t seed_of_image(std::uint64_t seed, int image) {
  return image == 0 ? seed
                    : CounterRandom(seed, "image").bits(static_cast<std::uint64_t>(image)) >> 11U;
}

double Noise::task_factor(DeviceId device, int stage) const {
  if (spec_.compute_sigma == 0) return 1;
  const CounterRandom random(seed_, "task/" + std::to_string(device));
  return log_normal(spec_.compute_sigma, random, static_cast<std::uint64_t>(stage));
}

double Noise::message_factor(const Message& message, int stage, int index) const {
  if (spec_.transmission_sigma == 0) return 1;
  const CounterRandom random(seed_, "message/" + std::to_string(message.source) + "/" +
                                        std::to_string(message.destination));
  constexpr std::uint64_t most_messages = 1U << 31;
  const auto number = static_cast<std::uint64_t>(stage) * most_messages;
  return log_normal(spec_.transmission_sigma, random, number + static_cast<std::uint64_t>(index));
}

double Noise::first_beacon(DeviceId station, int listen_interval_beacons) const {
  if (!spec_.beacon_phase) return 0;
  const CounterRandom of_station(seed_, "beacon/" + std::to_string(station));
  const auto passed_over = of_station.bits(0) % static_cast<unsigned>(listen_interval_beacons);
  return uniform({seed_, "beacon"}, 0) + static_cast<double>(passed_over);
}

}  // namespace modnn
