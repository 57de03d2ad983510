#include "experiments/results/other_versions.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "config/version.h"
#include "process/streams.h"

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

std::string named(const std::string& version, const std::string& commit, bool dirty) {
  return fmt::format("modnn {} ({}{})", version, commit, dirty ? ", modified" : "");
}

/// What a row says that was written by somebody else's means, with spaces, say, or not at all.
std::string version_of(const Json& row) {
  const auto provenance = row.value("provenance", Json::object());
  const auto text = [&](const char* key) {
    const auto found = provenance.find(key);
    return found != provenance.end() && found->is_string() ? found->get<std::string>() : "?";
  };
  if (!provenance.is_object()) return named("?", "?", false);
  return named(text("modnn"), text("commit"), provenance.value("dirty", Json()) == true);
}

/// The provenance ends a row: rows are long, and of those that modnn wrote only the ends are read.
std::string version_of(std::ifstream& file, const ResultStore& store, const StoredRow& row) {
  constexpr std::uint64_t enough = 2048;
  const std::uint64_t size = std::min(enough, row.length);
  std::string end(size, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(row.offset + row.length - size));
  file.read(end.data(), static_cast<std::streamsize>(size));
  const std::size_t at = file ? end.rfind("\"provenance\":{\"modnn\":\"") : std::string::npos;
  if (at == std::string::npos) return version_of(store.read(row));
  return named(member(end, at, "modnn"), member(end, at, "commit"),
               end.find("\"dirty\":true", at) != std::string::npos);
}

}  // namespace

std::map<std::string, std::size_t> rows_of_versions(const ResultStore& store,
                                                    const std::vector<std::string>& ids) {
  // A stranger's rows may name any versions, a new one each.
  constexpr std::size_t most_named = 5;
  constexpr std::size_t longest_name = 100;
  std::map<std::string, std::size_t> versions;
  std::ifstream file(store.folder() / "points.jsonl", std::ios::binary);
  for (const std::string& id : ids) {
    const StoredRow* row = store.find(id);
    if (row == nullptr) continue;
    const std::string name = one_line(version_of(file, store, *row), longest_name);
    const bool shown = versions.contains(name) || versions.size() < most_named;
    ++versions[shown ? name : "other versions"];
  }
  return versions;
}

std::string reused_from_others(const std::map<std::string, std::size_t>& versions) {
  const std::string own = named(version(), commit(), dirty());
  std::string text;
  for (const auto& [version, count] : versions) {
    if (version == own) continue;
    text += fmt::format("modnn: {} reused row{} computed by {}: --force computes {} anew\n", count,
                        count == 1 ? " was" : "s were", version, count == 1 ? "it" : "them");
  }
  return text;
}

std::string mixture(const std::map<std::string, std::size_t>& versions) {
  if (versions.size() < 2) return "";
  std::string text;
  for (const auto& [version, count] : versions) {
    text += fmt::format("{}{} row{} by {}", text.empty() ? "" : ", ", count, count == 1 ? "" : "s",
                        version);
  }
  return text;
}

}  // namespace modnn
