#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace modnn {

/// Red, green and blue of every pixel, row by row.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;  ///< 3 width height
};

/// Decodes a PNG or JPEG file, which its first bytes tell apart. Transparency is ignored, 16 bits
/// become 8. Images of more than 50 million pixels are refused before memory is asked for: a small
/// file may claim any size. Throws InputError when the file is missing, not a regular file, of
/// another format or damaged anywhere.
Image read_image(const std::filesystem::path& path);

}  // namespace modnn
