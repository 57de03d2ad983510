#include "models/maps/image.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <png.h>
#include <random>
#include <sys/stat.h>
#include <turbojpeg.h>

#include "files.h"

namespace modnn {
namespace {

using test::input_error;
using test::TemporaryPath;

using Bytes = std::vector<unsigned char>;

/// A file in one of libpng's memory formats, of pixels that differ.
std::string png_file(png_uint_32 format, png_uint_32 width, png_uint_32 height) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = width;
  png.height = height;
  png.format = format;
  Bytes pixels(PNG_IMAGE_SIZE(png));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<unsigned char>(37 * i);
  png_alloc_size_t size = 0;
  png_image_write_get_memory_size(png, size, 0, pixels.data(), 0, nullptr);
  std::string file(size, '\0');
  EXPECT_NE(png_image_write_to_memory(&png, file.data(), &size, 0, pixels.data(), 0, nullptr), 0);
  file.resize(size);
  return file;
}

std::string jpeg_file(int width, int height, int subsampling, int flags) {
  const std::unique_ptr<void, int (*)(tjhandle)> encoder(tjInitCompress(), tjDestroy);
  Bytes pixels(static_cast<std::size_t>(3 * width * height));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<unsigned char>(3 * i);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  EXPECT_EQ(tjCompress2(encoder.get(), pixels.data(), width, 0, height, TJPF_RGB, &bytes, &size,
                        subsampling, 90, flags),
            0);
  std::string file(reinterpret_cast<char*>(bytes), size);
  tjFree(bytes);
  return file;
}

std::string problem(const std::string& bytes) {
  const TemporaryPath file("image");
  file.write(bytes);
  return input_error([&] { read_image(file); });
}

TEST(ReadImage, ReadsThePixelsOfAPng) {
  const TemporaryPath file("a.png");
  file.write(png_file(PNG_FORMAT_RGB, 2, 1));
  const Image image = read_image(file);
  EXPECT_EQ(image.width, 2);
  EXPECT_EQ(image.height, 1);
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{0, 37, 74, 111, 148, 185}));
}

TEST(ReadImage, GreyIsEquallyRedGreenAndBlueAndAlphaIsIgnored) {
  const TemporaryPath file("a.png");
  file.write(png_file(PNG_FORMAT_GRAY, 2, 1));
  EXPECT_EQ(read_image(file).pixels, (std::vector<std::uint8_t>{0, 0, 0, 37, 37, 37}));
  file.write(png_file(PNG_FORMAT_RGBA, 2, 1));
  EXPECT_EQ(read_image(file).pixels, (std::vector<std::uint8_t>{0, 37, 74, 148, 185, 222}));
}

TEST(ReadImage, ReadsJpegs) {
  for (const int flags : {0, TJFLAG_PROGRESSIVE})
    for (const int subsampling : {TJSAMP_444, TJSAMP_420, TJSAMP_GRAY}) {
      const TemporaryPath file("a.jpg");
      file.write(jpeg_file(17, 9, subsampling, flags));
      const Image image = read_image(file);
      EXPECT_EQ(image.width, 17);
      EXPECT_EQ(image.height, 9);
      EXPECT_EQ(image.pixels.size(), 3u * 17 * 9);
    }
}

TEST(ReadImage, OtherFilesAreRefused) {
  for (const std::string bytes : {"", "P6\n1 1\n255\nabc", "GIF89a", "BM", "8BPS", "not an image"})
    EXPECT_EQ(problem(bytes), "is neither a PNG nor a JPEG image");
  EXPECT_EQ(input_error([] { read_image("/dev/zero"); }), "is a device, expected a regular file");
  const TemporaryPath pipe("pipe");
  ASSERT_EQ(mkfifo(pipe.path().c_str(), 0600), 0);
  EXPECT_EQ(input_error([&] { read_image(pipe); }), "is a pipe, expected a regular file");
}

TEST(ReadImage, SmallFilesMayNotAskForMuchMemory) {
  std::string file = png_file(PNG_FORMAT_RGB, 2, 1);
  // Width and height follow the signature (8), a length and "IHDR"; then comes the checksum.
  const std::string header("IHDR\x00\x00\xff\xff\x00\x00\xff\xff\x08\x02\x00\x00\x00", 17);
  file.replace(12, header.size(), header);
  std::uint32_t crc = ~0U;
  for (const char byte : header) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  for (std::size_t i = 0; i < 4; ++i) file[29 + i] = static_cast<char>(~crc >> (24 - 8 * i));
  EXPECT_EQ(problem(file), "has 65535x65535 pixels, expected at most 50000000");

  std::string jpeg = jpeg_file(8, 8, TJSAMP_444, 0);
  const std::size_t frame = jpeg.find("\xff\xc0");  // then a length (2) and the precision (1)
  jpeg.replace(frame + 5, 4, "\xff\x00\xff\x00", 4);
  EXPECT_EQ(problem(jpeg), "has 65280x65280 pixels, expected at most 50000000");
}

/// Every prefix of an image is damaged, whatever the decoder made of it.
TEST(ReadImage, TruncatedFilesAreRefused) {
  const std::string png = png_file(PNG_FORMAT_RGB, 6, 6);
  for (std::size_t size = 0; size + 12 < png.size(); ++size)  // the last 12 bytes are the end mark
    EXPECT_NE(problem(png.substr(0, size)), "") << size;
  const std::string jpeg = jpeg_file(20, 20, TJSAMP_420, 0);
  for (std::size_t size = 0; size + 2 < jpeg.size(); ++size)
    EXPECT_NE(problem(jpeg.substr(0, size)), "") << size;
  EXPECT_TRUE(problem(png.substr(0, 60)).starts_with("cannot be decoded as PNG: "));
  EXPECT_TRUE(problem(jpeg.substr(0, 400)).starts_with("cannot be decoded as JPEG: "));
}

/// One to four bytes replaced, removed or repeated.
std::string mutant(std::string file, std::mt19937& random) {
  const auto pick = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  for (std::size_t change = pick(4) + 1; change > 0; --change) {
    const std::size_t at = pick(file.size());
    switch (pick(5)) {
      case 0:
        file.erase(at, pick(8) + 1);
        break;
      case 1:
        file.insert(at, file.substr(pick(file.size()), pick(40)));
        break;
      case 2:
        file[at] = static_cast<char>(file[at] ^ (1 << pick(8)));
        break;
      case 3:
        file[at] = "\x00\xff\x7f\x80"[pick(4)];
        break;
      default:
        file[at] = static_cast<char>(pick(256));
    }
    if (file.empty()) return "x";
  }
  return file;
}

TEST(ReadImage, MutantsAreReadOrRefused) {
  const std::vector<std::string> files{
      png_file(PNG_FORMAT_RGB, 6, 6),      png_file(PNG_FORMAT_RGBA, 9, 5),
      png_file(PNG_FORMAT_LINEAR_Y, 5, 5), jpeg_file(16, 16, TJSAMP_444, 0),
      jpeg_file(24, 17, TJSAMP_420, 0),    jpeg_file(20, 20, TJSAMP_422, TJFLAG_PROGRESSIVE)};
  std::mt19937 random(1);
  int refused = 0;
  constexpr int mutants = 1000;
  for (const std::string& file : files)
    for (int i = 0; i < mutants; ++i) {
      const std::string text = problem(mutant(file, random));
      refused += text.empty() ? 0 : 1;
      EXPECT_TRUE(text.empty() || text.find('\n') == std::string::npos) << text;
    }
  EXPECT_GT(refused, 3 * mutants);  // most of them: every chunk of a PNG has a checksum
}

}  // namespace
}  // namespace modnn
