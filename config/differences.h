#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace modnn {

/// Adds `/pointer=value` for every value that differs from `usual` ("=null" for one that is not
/// there). Many or long ones are replaced by `instead`, unless that is empty.
void add_differences(const nlohmann::json& value, const nlohmann::json& usual,
                     const std::string& pointer, std::vector<std::string>& differences,
                     const std::string& instead);

}  // namespace modnn
