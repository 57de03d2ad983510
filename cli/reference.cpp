#include "cli/reference.h"

#include <cctype>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/descriptions.h"
#include "experiments/results/csv.h"
#include "experiments/results/result_set.h"
#include "experiments/results/row.h"
#include "process/streams.h"

namespace modnn {
namespace {

constexpr const char* head = R"(# Reference

Every key of the JSON files that modnn reads, and every column and member of the files that it writes. This page is what
`modnn reference` prints: it follows from the tables that the program itself reads and writes by, and a test holds them equal.
`modnn schema experiment` (or `platform`, `device`, `medium`, `model`, `plan`, `published`) prints the same keys as a JSON schema, for editors.

Keys are JSON pointers, in which 0 stands for any index. An experiment holds, or names, a model and a platform: `--set` and
`sweep` reach their keys as `/model/...` and `/platform/...`. A key without a default is absent unless it is written. Any object
may have a `$schema` and a `$comment`, which nothing reads.
)";

/// Markdown takes neither for itself.
std::string plain(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string code(const std::string& text) { return "`" + text + "`"; }

/// As the beginning of a paragraph.
std::string sentence(std::string help) {
  help[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(help[0])));
  return plain(help) + ".";
}

std::string words_of(const Key& key) {
  std::string text;
  for (const std::string& word : key.words) text += (text.empty() ? "" : ", ") + code(word);
  if (!key.pattern.empty() && key.example.is_string())
    text += ", or like " + code(key.example.get<std::string>());
  return text;
}

std::string text_of(const Key& key) {
  std::string text = "a text";
  if (!key.pattern.empty()) text += " that matches " + code(key.pattern);
  if (key.longest > 0) text += fmt::format(", at most {} characters", key.longest);
  return text;
}

std::string value_of(const Key& key);

/// What is in a list, or in an object whose names are the user's.
std::string elements_of(const Key& key) {
  std::string text;
  if (key.least > 0) text += fmt::format(" of at least {}", key.least);
  if (key.most > 0) text += fmt::format("{} at most {}", key.least > 0 ? " and" : " of", key.most);
  return key.each == nullptr ? text : text + "; each " + value_of(*key.each);
}

std::string value_of(const Key& key) {
  switch (key.type) {
    case KeyType::object:
      return key.named_by_user ? "an object with names of yours" + elements_of(key) : "an object";
    case KeyType::list:
      return (key.or_one ? "one, or a list" : "a list") + elements_of(key);
    case KeyType::number:
    case KeyType::integer:
      return key.values.empty() ? describe(key.bounds, key.type == KeyType::integer)
                                : one_of(key.values);
    case KeyType::boolean:
      return "true or false";
    case KeyType::word:
      return words_of(key);
    case KeyType::text:
      return text_of(key);
    case KeyType::reference:
      if (key.refers_to.empty()) return "a name, or an object";
      return fmt::format("a name, a file, or a [{0}](#{0})", key.refers_to);
    case KeyType::citation:
      return "a text, or an object of texts";
    case KeyType::pair:
      return describe(key.bounds, true) + ", or [height, width]";
    case KeyType::sides:
      return describe(key.bounds, true) + ", [height, width] or [top, bottom, left, right]";
  }
  return "";
}

std::string default_of(const Key& key) {
  if (key.required) return "required";
  if (!key.fallback.is_null()) return code(key.fallback.dump());
  if (key.filled) return "every default";
  std::string text = key.same_as.empty() ? "" : "as " + code(key.same_as);
  for (const std::string& other : key.unless) {
    text += other == key.unless.front() ? (text.empty() ? "not beside " : "; not beside ") : " or ";
    text += code(other);
  }
  return text;
}

void add_keys(const Keys& keys, const std::string& above, std::string& page) {
  for (const Key& key : keys) {
    const std::string pointer = above + "/" + key.name;
    page += fmt::format("| {} | {} | {} | {} | {} |\n", code(pointer), value_of(key),
                        plain(key.unit), default_of(key), plain(key.help));
    if (key.inside == nullptr || key.type == KeyType::reference) continue;
    add_keys(*key.inside, pointer + (key.type == KeyType::list ? "/0" : ""), page);
  }
}

std::string table_of(const Keys& keys, const std::string& above) {
  std::string table =
      "| key | value | unit | default | meaning |\n| --- | --- | --- | --- | --- |\n";
  add_keys(keys, above, table);
  return table;
}

/// What the words of a key bring along, wherever it is.
void add_variants(const Keys& keys, const std::string& above, std::string& page) {
  for (const Key& key : keys) {
    const std::string pointer = above + "/" + key.name;
    if (key.variants != nullptr) {
      for (const Variant& variant : *key.variants) {
        page += fmt::format("\n### {0} {1}\n\n{1}: {2}.", key.name, code(variant.word),
                            plain(variant.help));
        page += variant.keys.empty() ? " No keys of its own.\n"
                                     : "\n\n" + table_of(variant.keys, above);
      }
    }
    if (key.inside == nullptr || key.type == KeyType::reference) continue;
    add_variants(*key.inside, pointer + (key.type == KeyType::list ? "/0" : ""), page);
  }
}

void add_columns(const ResultColumns& columns, std::string& page) {
  for (const ResultColumn& column : columns) {
    page += fmt::format("| {} | {} | {} |\n", code(column.name), column.unit, plain(column.help));
  }
}

std::string table_of(const char* what, const ResultColumns& columns) {
  std::string table = fmt::format("| {} | unit | meaning |\n| --- | --- | --- |\n", what);
  add_columns(columns, table);
  return table;
}

std::string csv_table(const CsvFile& file) {
  const CsvFile& first = csv_files().front();
  const std::string swept = "swept pointers that no other column tells, and `replication`";
  if (&file == &first) {
    std::string table = table_of("column", file.before) + "| `/...` |  | " + swept + " |\n";
    add_columns(file.after, table);
    return table;
  }
  // What all files begin with is told once.
  return fmt::format("{} to {} as in {}, {}, then\n\n", code(file.before.front().name),
                     code(file.before.back().name), code(first.name), swept) +
         table_of("column", file.after);
}

std::string result_files() {
  std::string page =
      "\n## Results\n\nThe files of `results/<name>/`, without figures and traces.\n";
  for (const CsvFile& file : csv_files()) {
    page += fmt::format("\n### {}\n\n{}\n\n", code(file.name), sentence(file.help));
    page += csv_table(file);
  }
  page += "\n### `points.jsonl`\n\nOne JSON object a line, as the point was computed.\n\n";
  page += table_of("member", row_members());
  page += "\n### `index.json`\n\nWritten last, from the others.\n\n";
  page += table_of("member", index_members());
  return page +
         "\n### `experiment.resolved.json`\n\nThe experiment with names replaced by what they "
         "name, "
         "and every default written out but those of the model,\nwhose spelling the points' ids "
         "count.\n";
}

ExitCode print_reference() {
  write_output(reference_page());
  return ExitCode::done;
}

}  // namespace

std::string reference_page() {
  std::string page = head;
  for (const Description& description : descriptions()) {
    page += fmt::format("\n## {}\n\n{}\n\n", description.title, sentence(description.help));
    page += table_of(*description.keys, "");
    add_variants(*description.keys, "", page);
  }
  return page + result_files();
}

void add_reference(CLI::App& app, Action& action) {
  auto* command = app.add_subcommand(
      "reference", "Prints what every key and every result column means (Markdown)");
  command->footer("Example: modnn reference > docs/reference.md");
  command->callback([&action] { action = print_reference; });
}

}  // namespace modnn
