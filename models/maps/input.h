#pragma once

#include <cstdint>
#include <filesystem>

#include "models/maps/tensor.h"

namespace modnn {

/// An image of independent uniform values in [-1, 1) that depend on (seed, index) alone.
Tensor generate_input(const Shape& shape, std::uint64_t seed);

/// Reads a PNG or JPEG file, resizes it to `shape` (bilinear) and subtracts the ImageNet channel
/// means (red 123.68, green 116.779, blue 103.939; Simonyan and Zisserman, ICLR 2015) for 3
/// channels; for one channel, colours become grey. Throws InputError as check_image() does.
Tensor load_image(const std::filesystem::path& path, const Shape& shape);

/// Whether load_image() can read the file. Decodes it, but once only while it does not change, as
/// the points of a sweep share it. Throws InputError when the file is missing or no PNG or JPEG
/// image that can be decoded to its end, or the shape has neither 1 nor 3 channels.
void check_image(const std::filesystem::path& path, const Shape& shape);

}  // namespace modnn
