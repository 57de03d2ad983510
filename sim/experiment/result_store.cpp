#include "sim/experiment/result_store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>
#include <vector>

#include "config/error.h"
#include "sim/experiment/file_access.h"
#include "sim/experiment/row.h"
#include "sim/experiment/row_head.h"

namespace modnn {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw EnvironmentError(path.string() + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

ResultStore::ResultStore(std::filesystem::path folder)
    : folder_(std::move(folder)), file_(folder_ / "points.jsonl") {
  descriptor_ = open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ >= 0) index_new_lines();
}

ResultStore::~ResultStore() {
  if (descriptor_ >= 0) close(descriptor_);
}

void ResultStore::begin_writing() {
  if (lock_) return;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) throw EnvironmentError(folder_.string() + ": cannot create it: " + error.message());
  lock_.emplace(folder_);
  remove_temporary_files(folder_);
  const int writable = open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (writable < 0) fail(file_, "cannot write");
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = writable;
  index_new_lines();
  if (ftruncate(descriptor_, static_cast<off_t>(complete_)) != 0) fail(file_, "cannot write");
}

void ResultStore::index_new_lines() {
  constexpr std::size_t block = 1U << 20U;
  std::string buffer;  // begins at complete_
  while (true) {
    const std::size_t known = buffer.size();
    buffer.resize(known + block);
    const ssize_t n =
        pread(descriptor_, buffer.data() + known, block, static_cast<off_t>(complete_ + known));
    if (n < 0) fail(file_, "cannot read");
    buffer.resize(known + static_cast<std::size_t>(n));
    if (n == 0) return;
    std::size_t begin = 0;
    for (std::size_t end; (end = buffer.find('\n', begin)) != std::string::npos; begin = end + 1) {
      index_line(std::string_view(buffer).substr(begin, end - begin));
    }
    hash_.add(std::string_view(buffer).substr(0, begin));
    buffer.erase(0, begin);
  }
}

void ResultStore::index_line(std::string_view line) {
  const RowHead head = read_row_head(line);
  if (head.format == result_format_version && !head.point_id.empty()) {
    rows_[head.point_id] = {complete_, line.size(), head.status != "ok"};
  }
  complete_ += line.size() + 1;
}

const StoredRow* ResultStore::find(const std::string& id) const {
  const auto row = rows_.find(id);
  return row == rows_.end() ? nullptr : &row->second;
}

std::string ResultStore::text(const StoredRow& row) const {
  std::string line(row.length, '\0');
  const ssize_t n = pread(descriptor_, line.data(), line.size(), static_cast<off_t>(row.offset));
  if (n != static_cast<ssize_t>(line.size())) fail(file_, "cannot read");
  return line;
}

Json ResultStore::read(const StoredRow& row) const {
  Json value = Json::parse(text(row), nullptr, false);
  if (!value.is_object()) {
    throw EnvironmentError(file_.string() + ": the row at byte " + std::to_string(row.offset) +
                           " is damaged: remove its line and run again");
  }
  return value;
}

void ResultStore::append(const std::string& id, bool failed, std::string line) {
  line += '\n';
  const ssize_t written = write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size())) {
    const int error = errno;
    // Half a row, where the disk was full, would spoil the next one.
    if (ftruncate(descriptor_, static_cast<off_t>(complete_)) != 0) fail(file_, "cannot write");
    errno = written < 0 ? error : ENOSPC;
    fail(file_, "cannot append");
  }
  hash_.add(line);
  rows_[id] = {complete_, line.size() - 1, failed};
  complete_ += line.size();
}

}  // namespace modnn
