#include "experiments/results/result_store.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/row.h"
#include "experiments/results/row_head.h"
#include "experiments/spec/identity.h"

namespace modnn {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  throw EnvironmentError(path.string() + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

ResultStore::ResultStore(std::filesystem::path folder)
    : folder_(std::move(folder)), file_(folder_ / "points.jsonl") {
  open_rows(O_RDONLY);
  if (descriptor_ >= 0) index_new_lines();
}

ResultStore::~ResultStore() {
  if (descriptor_ >= 0) close(descriptor_);
}

void ResultStore::open_rows(int flags) {
  refuse_links(folder_);
  const int opened = open_own_file(file_, flags);
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = opened;
}

void ResultStore::begin_writing() {
  if (lock_) return;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) throw EnvironmentError(folder_.string() + ": cannot create it: " + error.message());
  refuse_links(folder_);
  lock_.emplace(folder_);
  remove_temporary_files(folder_);
  open_rows(O_RDWR | O_APPEND | O_CREAT);
  index_new_lines();
  if (ftruncate(descriptor_, static_cast<off_t>(complete_)) != 0) fail(file_, "cannot write");
}

void ResultStore::index_new_lines() {
  constexpr std::size_t block = 1U << 20U;
  constexpr std::size_t longest_row = 256 * block;
  std::string buffer;         // what follows the complete lines
  std::uint64_t dropped = 0;  // bytes of a line that is too long to be a row, before the buffer
  while (true) {
    const std::size_t known = buffer.size();
    const std::uint64_t at = complete_ + dropped + known;
    const std::uint64_t data = next_data(descriptor_, at);
    if (data == no_data) return;
    if (data > at) {  // no row has a hole
      dropped = data - complete_;
      buffer.clear();
      continue;
    }
    buffer.resize(known + block);
    const ssize_t n = pread(descriptor_, buffer.data() + known, block, static_cast<off_t>(at));
    if (n < 0) fail(file_, "cannot read");
    buffer.resize(known + static_cast<std::size_t>(n));
    if (n == 0) return;
    std::size_t begin = 0;
    std::size_t end = buffer.find('\n', known);
    for (; end != std::string::npos; end = buffer.find('\n', begin)) {
      index_line(std::string_view(buffer).substr(begin, end - begin), dropped);
      dropped = 0;
      begin = end + 1;
    }
    hash_.add(std::string_view(buffer).substr(0, begin));
    buffer.erase(0, begin);
    if (buffer.size() < longest_row) continue;
    dropped += buffer.size();
    buffer.clear();
  }
}

void ResultStore::index_line(std::string_view line, std::uint64_t dropped) {
  const auto head = dropped == 0 ? read_row_head(line) : std::nullopt;
  if (!head) {
    ++damaged_;
  } else if (head->format != result_format_version) {
    other_versions_ = true;
  } else if (!head->lacks_baseline) {
    rows_[head->point_id] = {complete_, line.size(), head->failed};
  }
  complete_ += dropped + line.size() + 1;
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

void ResultStore::check_unchanged() const {
  struct stat open_file {
  }, there{};
  const bool same = fstat(descriptor_, &open_file) == 0 && lstat(file_.c_str(), &there) == 0 &&
                    open_file.st_ino == there.st_ino && open_file.st_dev == there.st_dev &&
                    static_cast<std::uint64_t>(open_file.st_size) == complete_;
  if (same) return;
  throw EnvironmentError(file_.string() +
                         ": was removed, replaced or changed while modnn wrote it: rows of this "
                         "run may be lost, the same command computes them again");
}

void ResultStore::append(const std::string& id, bool failed, std::string line) {
  check_unchanged();
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
