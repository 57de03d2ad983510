#include "models/input.h"

#include <array>
#include <memory>
#include <stb/stb_image.h>
#include <stb/stb_image_resize.h>
#include <stdexcept>

#include "config/error.h"
#include "models/random.h"

namespace modnn {

Tensor generate_input(const Shape& shape, std::uint64_t seed) {
  const CounterRandom random(seed, "input");
  Tensor image(whole(shape));
  for (std::size_t i = 0; i < image.values.size(); ++i) image.values[i] = random.symmetric(i);
  return image;
}

Tensor load_image(const std::filesystem::path& path, const Shape& shape) {
  if (shape.channels != 1 && shape.channels != 3)
    throw InputError(path.string() + ": an image has 1 or 3 channels, the network takes " +
                     std::to_string(shape.channels));
  if (!std::filesystem::is_regular_file(path)) throw InputError(path.string() + ": no such file");
  const int channels = static_cast<int>(shape.channels);
  const int width = static_cast<int>(shape.width), height = static_cast<int>(shape.height);
  int file_width = 0, file_height = 0, file_channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> pixels(
      stbi_load(path.c_str(), &file_width, &file_height, &file_channels, channels),
      stbi_image_free);
  if (!pixels) throw InputError(path.string() + ": not a readable image: " + stbi_failure_reason());

  std::vector<stbi_uc> resized(static_cast<std::size_t>(shape.elements()));
  // The triangle filter is bilinear interpolation, widened when the image shrinks.
  if (stbir_resize_uint8_generic(pixels.get(), file_width, file_height, 0, resized.data(), width,
                                 height, 0, channels, STBIR_ALPHA_CHANNEL_NONE, 0, STBIR_EDGE_CLAMP,
                                 STBIR_FILTER_TRIANGLE, STBIR_COLORSPACE_LINEAR, nullptr) == 0)
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
