#include "experiments/results/other_versions.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "config/version.h"

namespace modnn {
namespace {

/// The text value of `"key":"..."` behind `from`.
std::string member(const std::string& text, std::size_t from, const std::string& key) {
  const std::string head = "\"" + key + "\":\"";
  const std::size_t at = text.find(head, from);
  if (at == std::string::npos) return "?";
  const std::size_t begin = at + head.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

/// The provenance ends a row: rows are long, and only their ends are read.
std::string version_of(std::ifstream& file, const StoredRow& row) {
  constexpr std::uint64_t enough = 2048;
  const std::uint64_t size = std::min(enough, row.length);
  std::string end(size, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(row.offset + row.length - size));
  if (!file.read(end.data(), static_cast<std::streamsize>(size))) return "";
  const std::size_t at = end.rfind("\"provenance\":{");
  if (at == std::string::npos) return "";
  return fmt::format("modnn {} ({})", member(end, at, "modnn"), member(end, at, "commit"));
}

}  // namespace

std::map<std::string, std::size_t> rows_of_other_versions(const ResultStore& store,
                                                          const std::vector<std::string>& ids) {
  const std::string own = fmt::format("modnn {} ({})", version(), commit());
  std::map<std::string, std::size_t> others;
  std::ifstream file(store.folder() / "points.jsonl", std::ios::binary);
  for (const std::string& id : ids) {
    const StoredRow* row = store.find(id);
    const std::string theirs = row == nullptr ? "" : version_of(file, *row);
    if (!theirs.empty() && theirs != own) ++others[theirs];
  }
  return others;
}

std::string announcement(const std::map<std::string, std::size_t>& versions) {
  std::string text;
  for (const auto& [version, count] : versions) {
    text += fmt::format("modnn: {} reused row{} computed by {}: --force computes {} anew\n", count,
                        count == 1 ? " was" : "s were", version, count == 1 ? "it" : "them");
  }
  return text;
}

}  // namespace modnn
