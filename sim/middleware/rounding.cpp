#include "sim/middleware/rounding.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace modnn {
namespace {

constexpr float largest_half = 65504;
constexpr int least_half_exponent = -14;  ///< smaller ones are subnormal
constexpr int half_fraction_bits = 10;
constexpr float steps = 255;

template <class Function>
Parcel transformed(const Parcel& parcel, const Function& function) {
  Parcel result;
  for (const auto& [tensor, part] : parcel) {
    auto copy = std::make_shared<Tensor>(*part);
    std::transform(copy->values.begin(), copy->values.end(), copy->values.begin(), function);
    result.emplace_back(tensor, std::move(copy));
  }
  return result;
}

Parcel round_to_steps(const Parcel& parcel) {
  float least = std::numeric_limits<float>::infinity();
  float largest = -least;
  for (const auto& [tensor, part] : parcel) {
    for (const float value : part->values) {
      least = std::min(least, value);
      largest = std::max(largest, value);
    }
  }
  const float step = (largest - least) / steps;
  if (!(step > 0)) return parcel;
  return transformed(
      parcel, [&](float value) { return least + step * std::nearbyint((value - least) / step); });
}

}  // namespace

float round_to_half(float value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int exponent = std::max(std::ilogb(value), least_half_exponent);
  const float rounded =
      std::scalbn(std::nearbyint(std::scalbn(value, half_fraction_bits - exponent)),
                  exponent - half_fraction_bits);
  return std::clamp(rounded, -largest_half, largest_half);
}

Parcel round_parcel(Parcel parcel, int bytes_per_value) {
  if (bytes_per_value == 2) return transformed(parcel, round_to_half);
  if (bytes_per_value == 1) return round_to_steps(parcel);
  return parcel;
}

}  // namespace modnn
