#pragma once

#include <filesystem>
#include <string>

namespace modnn {

/// Hash of what is in a file, or of the .npy files in a folder with their names, read in pieces and
/// once per process. Throws InputError when anything
/// cannot be read or is no regular file.
std::string hash_of_files(const std::filesystem::path& path);

}  // namespace modnn
