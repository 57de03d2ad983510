#include "sim/experiment/file_access.h"

#include <sstream>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

constexpr const char* suffix = ".tmp";

}  // namespace

ReplacedFile::ReplacedFile(std::filesystem::path path)
    : path_(std::move(path)),
      temporary_(path_.string() + "." + std::to_string(getpid()) + suffix),
      file_(temporary_, std::ios::binary) {
  if (!file_) throw EnvironmentError(temporary_.string() + ": cannot write");
}

ReplacedFile::~ReplacedFile() {
  std::error_code ignored;
  if (file_.is_open()) std::filesystem::remove(temporary_, ignored);
}

void ReplacedFile::append(std::string_view text) {
  file_.write(text.data(), static_cast<std::streamsize>(text.size()));
}

void ReplacedFile::commit() {
  if (!file_.flush()) throw EnvironmentError(temporary_.string() + ": cannot write");
  std::error_code error;
  std::filesystem::rename(temporary_, path_, error);
  if (error) throw EnvironmentError(path_.string() + ": cannot replace it: " + error.message());
  file_.close();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  ReplacedFile file(path);
  file.append(text);
  file.commit();
}

std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void remove_temporary_files(const std::filesystem::path& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == suffix) std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace modnn
