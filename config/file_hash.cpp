#include "config/file_hash.h"

#include <algorithm>
#include <map>
#include <utility>
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

/// The files that a reader of these arrays would look for: where none has such a name, all, since
/// names are guessed then.
std::vector<std::filesystem::path> files_of(const std::set<std::string>& arrays,
                                            const std::filesystem::path& folder) {
  std::error_code error;
  std::vector<std::filesystem::path> files, all;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::filesystem::path& file = entry->path();
    if (file.extension() != ".npy") continue;
    all.push_back(file);
    if (arrays.contains(file.stem().string())) files.push_back(file);
  }
  if (error) throw InputError(folder.string() + ": cannot be read");
  if (files.empty()) files = std::move(all);
  std::sort(files.begin(), files.end());
  return files;
}

std::string hash_of_folder(const std::filesystem::path& folder,
                           const std::set<std::string>& arrays) {
  std::string contents;
  for (const auto& file : files_of(arrays, folder)) {
    contents += file.filename().string() + hash_of_file(file);
  }
  return content_hash(contents);
}

}  // namespace

std::string hash_of_files(const std::filesystem::path& path, const std::set<std::string>& arrays) {
  // Weights are large, and the points of a sweep share them.
  static std::map<std::pair<std::filesystem::path, std::set<std::string>>, std::string> known;
  std::error_code error;
  const bool folder = std::filesystem::is_directory(path, error);
  const std::pair key(path, folder ? arrays : std::set<std::string>());
  if (const auto found = known.find(key); found != known.end()) return found->second;
  return known[key] = folder ? hash_of_folder(path, arrays) : hash_of_file(path);
}

}  // namespace modnn
