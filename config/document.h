#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace modnn {

/// Keys keep the order of the file: sweeps expand in the order in which they were written.
using Json = nlohmann::ordered_json;

/// Where a JSON value was written. `line` counts from 1; 0 means that the origin has no lines
/// (a `--set` on the command line: `file` then holds the option's text).
struct Origin {
  std::string file;
  int line = 0;
};

/// A JSON value together with the place every part of it came from, so that an error can name a
/// file and a line even after catalogue entries were inlined and values were swept.
struct Document {
  Json root;
  std::map<std::string, Origin> origins;  ///< JSON pointer -> origin of that value
};

/// Parses JSON text. Throws InputError (`file:line: ...`) for syntax errors, duplicate keys
/// and numbers that overflow a double, and for more values than 256 MiB
/// hold.
Document parse_document(std::string_view text, const std::string& file);

/// The same for what modnn wrote itself, which is larger than what it was made from: twice as many
/// keys, and values take what the text is worth, without the places of those beyond 512 MiB.
Document parse_own_document(std::string_view text, const std::string& file);

/// Reads and parses a file that the person named: it may be a pipe. Throws InputError when it is
/// missing, a folder, unreadable or larger than 64 MiB.
Document load_document(const std::filesystem::path& path);

/// The same for a file that another file names, which must be a regular one.
Document load_named_document(const std::filesystem::path& path);

/// The origin of the value at `pointer`, or of its nearest ancestor that has one.
Origin origin_of(const Document& document, std::string_view pointer);

/// Replaces (or, for the last token, adds) the value at `pointer` by `replacement.root`, taking
/// over the replacement's origins. Throws InputError at `replacement`'s origin when the parent does
/// not exist, or an array index is out of range; the text names the known keys nearest to the
/// missing one.
void graft(Document& document, const std::string& pointer, const Document& replacement);

/// Removes a member of the root, if it is there.
void remove_member(Document& document, const std::string& key);

/// A copy that remembers files, but not the lines in them: much quicker to copy again.
Document without_lines(const Document& document);

/// The part of a document below `pointer` (which must exist) as a document of its own.
Document extract(const Document& document, const std::string& pointer);

}  // namespace modnn
