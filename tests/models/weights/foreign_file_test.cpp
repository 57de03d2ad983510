#include "models/weights/foreign_file.h"

#include <gtest/gtest.h>

#include "files.h"
#include "models/weights/npy.h"
#include "models/weights/safetensors.h"

namespace modnn {
namespace {

using test::input_error;
using test::TemporaryPath;

/// The first entry of a zip archive as zip and Python's zipfile write it.
std::string zip(const std::string& name) {
  std::string head("PK\x03\x04", 4);
  head += std::string(22, '\0');
  head += static_cast<char>(name.size());
  return head + std::string(3, '\0') + name + std::string(100, 'x');
}

struct Foreign {
  const char* what;
  std::string bytes;
  const char* words;  ///< of the remedy
};

const std::vector<Foreign> files{
    {"LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 8212\n",
     "git lfs pull"},
    {"npz", zip("c.weight.npy"), "it is an .npz archive (unzip"},
    {"PyTorch", zip("archive/data.pkl"), "safetensors.torch.save_file"},
    {"new PyTorch", zip("model/byteorder"), "safetensors.torch.save_file"},
    {"zip", zip("readme.txt"), "it is a zip archive"},
    {"pickle", std::string("\x80\x02\x8a\x0al\xfc\x9c", 7) + std::string(50, 'F'),
     "it is a pickle"},
    {"Python 3 pickle", std::string("\x80\x04\x95\x1f", 4) + std::string(50, 'F'),
     "it is a pickle"},
    {"web page", "<!DOCTYPE html>\n<html><head>", "it is a web page"},
    {"web page with a blank line", "\n  <HTML lang=\"en\">........", "it is a web page"},
    {"HDF5", std::string("\x89HDF\r\n\x1a\n", 8) + std::string(60, '\x01'), "HDF5"},
    {"GGUF", "GGUF\x03" + std::string(60, '\x01'), "GGUF"},
    {"gzip", "\x1f\x8b\x08" + std::string(60, '\x01'), "gunzip"},
};

TEST(ForeignFile, IsNamedWithTheRemedyWhereSafetensorsAreExpected) {
  for (const Foreign& foreign : files) {
    const TemporaryPath file("w.safetensors");
    file.write(foreign.bytes);
    const std::string text = input_error([&] { open_safetensors(file); });
    EXPECT_TRUE(text.starts_with("not a safetensors file: it is ")) << foreign.what << ": " << text;
    EXPECT_NE(text.find(foreign.words), std::string::npos) << foreign.what << ": " << text;
  }
}

TEST(ForeignFile, IsNamedWithTheRemedyWhereNumpyFilesAreExpected) {
  for (const Foreign& foreign : files) {
    const TemporaryPath file("w.npy");
    file.write(foreign.bytes);
    const std::string text = input_error([&] { read_npy(file); });
    EXPECT_TRUE(text.starts_with("not a NumPy file: it is ")) << foreign.what << ": " << text;
    EXPECT_NE(text.find(foreign.words), std::string::npos) << foreign.what << ": " << text;
  }
}

TEST(ForeignFile, ASingleNumpyFileIsNoSafetensorsFile) {
  const TemporaryPath file("w.npy");
  write_npy(file, {2}, std::vector<float>{1, 2});
  EXPECT_NE(input_error([&] { open_safetensors(file); }).find("weights are a folder of such files"),
            std::string::npos);
}

TEST(ForeignFile, OfNothingKnownNothingIsSaid) {
  const TemporaryPath file("w.npy");
  file.write(std::string(100, '\0'));
  EXPECT_EQ(foreign_file(InputFile(file.path())), "");
}

}  // namespace
}  // namespace modnn
