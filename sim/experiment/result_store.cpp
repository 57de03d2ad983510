#include "sim/experiment/result_store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

#include "config/error.h"
#include "sim/experiment/row.h"

namespace modnn {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw EnvironmentError(path.string() + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

ResultStore::ResultStore(const std::filesystem::path& folder) : file_(folder / "points.jsonl") {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw EnvironmentError(folder.string() + ": cannot create it: " + error.message());
  std::uintmax_t complete = 0;
  {
    std::ifstream file(file_);
    for (std::string line; std::getline(file, line) && !file.eof();) {
      complete += line.size() + 1;
      Json row = Json::parse(line, nullptr, false);
      if (row.is_object() && row.value("format", 0) == result_format_version) {
        const std::string id = row.value("point_id", "");
        rows_[id] = std::move(row);
      }
    }
  }
  descriptor_ = open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail(file_, "cannot write");
  if (std::filesystem::file_size(file_) > complete) std::filesystem::resize_file(file_, complete);
}

ResultStore::~ResultStore() {
  if (descriptor_ >= 0) close(descriptor_);
}

const Json* ResultStore::find(const std::string& id) const {
  const auto row = rows_.find(id);
  return row == rows_.end() ? nullptr : &row->second;
}

void ResultStore::append(const Json& row) {
  const std::string line = row.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const ssize_t written = write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) fail(file_, "cannot append");
  rows_[row.at("point_id").get<std::string>()] = row;
}

}  // namespace modnn
