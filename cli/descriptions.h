#pragma once

#include <string>
#include <vector>

#include "config/keys.h"

namespace modnn {

/// A kind of JSON file that a person writes.
struct Description {
  std::string name;
  std::string title;
  std::string help;
  const Keys* keys;
  bool open = false;  ///< such a file may have other keys beside them
};
const std::vector<Description>& descriptions();

}  // namespace modnn
