#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace modnn {

struct MergeOutcome {
  std::filesystem::path folder;
  std::size_t points = 0;
  std::size_t missing = 0;  ///< that no part has
  std::size_t failed = 0;
  std::size_t damaged = 0;          ///< rows that were passed over
  std::vector<std::string> mended;  ///< files of the target that were not as modnn wrote them
  std::string versions;             ///< which versions computed the rows, where there are several
  std::vector<std::string> conflicts;  ///< points whose results differ between the parts
};

/// Merges result sets of the same experiments, the shards of a sweep say, into output/<experiment
/// name>, one outcome per experiment. `folders` are result sets or folders that hold some. Of a
/// point with several rows, one with results counts before a failed one. Traces come along. Throws
/// InputError for a folder without results, for sets of one name that are not of one experiment,
/// and where the output holds another experiment of that name.
std::vector<MergeOutcome> merge(const std::vector<std::filesystem::path>& folders,
                                const std::filesystem::path& output, int jobs);

}  // namespace modnn
