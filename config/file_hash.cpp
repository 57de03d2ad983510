#include "config/file_hash.h"

#include <algorithm>
#include <map>
#include <vector>

#include "config/content_hash.h"
#include "config/error.h"
#include "config/input_file.h"

namespace modnn {
namespace {

std::string hash_of_file(const std::filesystem::path& path) {
  const InputFile file(path);
  RunningHash hash;
  std::vector<char> block(std::size_t{1} << 20U);
  for (std::uint64_t at = 0; at < file.size();) {
    const std::uint64_t bytes = std::min<std::uint64_t>(block.size(), file.size() - at);
    file.read(at, block.data(), bytes);
    hash.add({block.data(), bytes});
    at += bytes;
  }
  return hash.digest();
}

/// The files that a reader of weights would look for.
std::vector<std::filesystem::path> arrays_in(const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".npy") files.push_back(entry.path());
  }
  if (error) throw InputError(folder.string() + ": cannot be read");
  std::sort(files.begin(), files.end());
  return files;
}

std::string hash_of_folder(const std::filesystem::path& folder) {
  std::string contents;
  for (const auto& file : arrays_in(folder)) {
    contents += file.filename().string() + hash_of_file(file);
  }
  return content_hash(contents);
}

}  // namespace

std::string hash_of_files(const std::filesystem::path& path) {
  // Weights are large, and the points of a sweep share them.
  static std::map<std::filesystem::path, std::string> known;
  if (const auto found = known.find(path); found != known.end()) return found->second;
  std::error_code error;
  const bool folder = std::filesystem::is_directory(path, error);
  return known[path] = folder ? hash_of_folder(path) : hash_of_file(path);
}

}  // namespace modnn
