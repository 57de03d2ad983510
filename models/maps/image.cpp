#include "models/maps/image.h"

#include <cstring>
#include <memory>
#include <png.h>
#include <string>
#include <string_view>
#include <turbojpeg.h>

#include "config/error.h"
#include "config/input_file.h"

namespace modnn {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t most_pixels = 50'000'000;
constexpr std::size_t most_file_bytes = 128'000'000;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& text) {
  throw InputError(path.string() + ": " + text);
}

[[noreturn]] void damaged(const std::filesystem::path& path, const char* format,
                          const std::string& why) {
  fail(path, std::string("cannot be decoded as ") + format + ": " + why);
}

void check_size(const std::filesystem::path& path, std::size_t width, std::size_t height) {
  if (width > 0 && height > most_pixels / width)
    fail(path, "has " + std::to_string(width) + "x" + std::to_string(height) +
                   " pixels, expected at most " + std::to_string(most_pixels));
}

Image decode_png(const std::filesystem::path& path, const Bytes& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> freed(&png, png_image_free);
  if (png_image_begin_read_from_memory(&png, file.data(), file.size()) == 0)
    damaged(path, "PNG", png.message);
  check_size(path, png.width, png.height);
  // With alpha, so that colours are not mixed with a background.
  png.format = PNG_FORMAT_RGBA;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  Bytes rgba(PNG_IMAGE_SIZE(png));
  if (png_image_finish_read(&png, nullptr, rgba.data(), 0, nullptr) == 0)
    damaged(path, "PNG", png.message);
  Image image{static_cast<int>(png.width), static_cast<int>(png.height), std::move(rgba)};
  const std::size_t pixels = image.pixels.size() / 4;
  for (std::size_t i = 0; i < pixels; ++i)
    std::memmove(&image.pixels[3 * i], &image.pixels[4 * i], 3);
  image.pixels.resize(3 * pixels);
  return image;
}

Image decode_jpeg(const std::filesystem::path& path, const Bytes& file) {
  const std::unique_ptr<void, int (*)(tjhandle)> decoder(tjInitDecompress(), tjDestroy);
  const auto why = [&] { return std::string(tjGetErrorStr2(decoder.get())); };
  if (!decoder) throw std::bad_alloc();
  Image image;
  int subsampling = 0, colours = 0;
  if (tjDecompressHeader3(decoder.get(), file.data(), file.size(), &image.width, &image.height,
                          &subsampling, &colours) != 0)
    damaged(path, "JPEG", why());
  check_size(path, static_cast<std::size_t>(image.width), static_cast<std::size_t>(image.height));
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    fail(path, "has CMYK colours, expected grey or RGB");
  image.pixels.resize(std::size_t{3} * static_cast<std::size_t>(image.width) *
                      static_cast<std::size_t>(image.height));
  // A truncated or corrupt file is a warning for the decoder, which fills in grey.
  constexpr int flags = TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING;
  if (tjDecompress2(decoder.get(), file.data(), file.size(), image.pixels.data(), image.width, 0,
                    image.height, TJPF_RGB, flags) != 0)
    damaged(path, "JPEG", why());
  return image;
}

}  // namespace

Image read_image(const std::filesystem::path& path) {
  const InputFile file(path);
  if (file.size() > most_file_bytes)
    fail(path, "has " + std::to_string(file.size()) + " bytes, expected an image of at most " +
                   std::to_string(most_file_bytes));
  Bytes bytes(file.size());
  file.read(0, bytes.data(), bytes.size());
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\x89PNG")) return decode_png(path, bytes);
  if (text.starts_with("\xff\xd8")) return decode_jpeg(path, bytes);
  fail(path, "is neither a PNG nor a JPEG image");
}

}  // namespace modnn
