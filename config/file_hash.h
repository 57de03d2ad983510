#pragma once

#include <filesystem>
#include <set>
#include <string>

namespace modnn {

/// Hash of what is in a file, or of the arrays of these names in a folder (files NAME.npy, with
/// their names), read in pieces and once per process. Other files in the folder do not count,
/// unless no array has such a name.
/// Throws InputError when anything that counts cannot be read or is no regular file.
std::string hash_of_files(const std::filesystem::path& path, const std::set<std::string>& arrays);

}  // namespace modnn
