#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "config/file_access.h"

namespace modnn {

/// What index.json says of a result set, beside the ids of its points.
struct SetIndex {
  int format = 0;
  std::string experiment;
  std::map<std::string, FileStamp> files;  ///< what was written beside it
};

/// Reads the index of the result set in `folder` and passes the points' ids on, in order; without
/// `point`, it stops before them. It may be a stranger's, and as large as it likes: it is read
/// piece by piece. Throws InputError (`file:line: /pointer: ...`) when there is none or it is
/// damaged, for a name that makes no folder and for ids that make no file names.
SetIndex read_index(const std::filesystem::path& folder,
                    const std::function<void(const std::string& id)>& point = {});

}  // namespace modnn
