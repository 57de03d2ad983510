#include "models/maps/input.h"

#include <array>
#include <map>
#include <stb/stb_image_resize.h>
#include <utility>

#include "config/error.h"
#include "config/random.h"
#include "models/maps/image.h"

namespace modnn {

Tensor generate_input(const Shape& shape, std::uint64_t seed) {
  const CounterRandom random(seed, "input");
  Tensor image(whole(shape));
  for (std::size_t i = 0; i < image.values.size(); ++i) image.values[i] = random.symmetric(i);
  return image;
}

namespace {

void check_channels(const std::filesystem::path& path, const Shape& shape) {
  if (shape.channels != 1 && shape.channels != 3)
    throw InputError(path.string() + ": an image has 1 or 3 channels, the network takes " +
                     std::to_string(shape.channels));
}

/// Luminance in the weights of ITU-R BT.601, in place.
void to_grey(std::vector<std::uint8_t>& pixels) {
  const std::size_t count = pixels.size() / 3;
  for (std::size_t i = 0; i < count; ++i) {
    const unsigned red = pixels[3 * i], green = pixels[3 * i + 1], blue = pixels[3 * i + 2];
    pixels[i] = static_cast<std::uint8_t>((77 * red + 150 * green + 29 * blue) >> 8U);
  }
  pixels.resize(count);
}

}  // namespace

void check_image(const std::filesystem::path& path, const Shape& shape) {
  check_channels(path, shape);
  using State = std::pair<std::uintmax_t, std::filesystem::file_time_type>;
  static std::map<std::filesystem::path, State> known;
  std::error_code none;
  const State now{std::filesystem::file_size(path, none),
                  std::filesystem::last_write_time(path, none)};
  if (const auto found = known.find(path); found != known.end() && found->second == now) return;
  read_image(path);
  known[path] = now;
}

Tensor load_image(const std::filesystem::path& path, const Shape& shape) {
  check_channels(path, shape);
  const int channels = static_cast<int>(shape.channels);
  const int width = static_cast<int>(shape.width), height = static_cast<int>(shape.height);
  Image file = read_image(path);
  if (channels == 1) to_grey(file.pixels);

  std::vector<std::uint8_t> resized(static_cast<std::size_t>(shape.elements()));
  // The triangle filter is bilinear interpolation, widened when the image shrinks.
  if (stbir_resize_uint8_generic(file.pixels.data(), file.width, file.height, 0, resized.data(),
                                 width, height, 0, channels, STBIR_ALPHA_CHANNEL_NONE, 0,
                                 STBIR_EDGE_CLAMP, STBIR_FILTER_TRIANGLE, STBIR_COLORSPACE_LINEAR,
                                 nullptr) == 0)
    throw InputError(path.string() + ": the image cannot be resized");

  constexpr std::array<float, 3> imagenet_means{123.68F, 116.779F, 103.939F};
  Tensor image(whole(shape));
  const Index plane = shape.height * shape.width;
  for (Index c = 0; c < shape.channels; ++c) {
    const float mean = channels == 3 ? imagenet_means[static_cast<std::size_t>(c)] : 0.0F;
    for (Index i = 0; i < plane; ++i)
      image.values[static_cast<std::size_t>(c * plane + i)] =
          static_cast<float>(resized[static_cast<std::size_t>(i * shape.channels + c)]) - mean;
  }
  return image;
}

}  // namespace modnn
