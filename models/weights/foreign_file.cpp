#include "models/weights/foreign_file.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace modnn {
namespace {

struct Known {
  std::string_view start;
  const char* sentence;
};

constexpr Known formats[]{
    {"version https://git-lfs.github.com/spec/",
     "it is a Git LFS pointer, which stands for the file in a clone without Git LFS (git lfs pull "
     "fetches the file itself)"},
    {"\x93NUMPY",
     "it is a NumPy array (weights are a folder of such files, named <layer>.weight.npy and "
     "<layer>.bias.npy)"},
    {"\x89HDF\r\n\x1a\n",
     "it is an HDF5 file, as Keras writes them (save every array as <layer>.weight.npy into a "
     "folder)"},
    {"GGUF", "it is a GGUF file (convert it to safetensors)"},
    {"\x1f\x8b", "it is compressed by gzip (gunzip it)"},
    {"<!doctype html", "it is a web page (the download got a page that links to the file)"},
    {"<html", "it is a web page (the download got a page that links to the file)"},
};

/// PyTorch writes zip archives, too: what the first entry is called tells them apart.
std::string zip_archive(const std::string& start) {
  constexpr std::size_t name_at = 30;
  const std::string name = start.size() > name_at ? start.substr(name_at, 200) : "";
  if (name.find(".npy") != std::string::npos)
    return "it is an .npz archive (unzip it into a folder of .npy files)";
  if (name.find("/data.pkl") != std::string::npos || name.find("/byteorder") != std::string::npos ||
      name.find("/.format_version") != std::string::npos)
    return "it is a PyTorch file, which can run code when it is loaded (save the state_dict with "
           "safetensors.torch.save_file)";
  return "it is a zip archive (unzip an .npz into a folder of .npy files; save a PyTorch "
         "state_dict with safetensors.torch.save_file)";
}

}  // namespace

std::string foreign_file(const InputFile& file) {
  std::string start = file.beginning(512);
  if (start.starts_with("PK\x03\x04")) return ": " + zip_archive(start);
  // Protocols 2 to 5 of pickle; torch.save wrote bare pickles before version 1.6.
  if (start.size() > 2 && start[0] == '\x80' && start[1] >= 2 && start[1] <= 5)
    return ": it is a pickle, as PyTorch wrote them, which can run code when it is loaded (save "
           "the state_dict with safetensors.torch.save_file)";
  for (const Known& known : formats)
    if (start.starts_with(known.start)) return std::string(": ") + known.sentence;
  start.erase(0, std::min(start.size(), start.find_first_not_of(" \t\r\n\xef\xbb\xbf")));
  std::ranges::transform(start, start.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const Known& known : formats)
    if (known.start[0] == '<' && start.starts_with(known.start))
      return std::string(": ") + known.sentence;
  return "";
}

}  // namespace modnn
