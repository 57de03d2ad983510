#include "experiments/results/csv.h"

#include <algorithm>
#include <array>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <sstream>

#include "config/error.h"
#include "config/file_access.h"
#include "experiments/results/description.h"
#include "experiments/results/row.h"
#include "process/pool.h"

namespace modnn {
namespace {

/// The CSV files, or the same part of each.
using Texts = std::array<std::string, csv_file_count>;

ResultColumns joined(ResultColumns first, const ResultColumns& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

ResultColumns point_and(const ResultColumns& more) {
  const ResultColumns names{
      {"point_id", "", "hash of everything that the point's results depend on"},
      {"experiment", "", "name of the experiment"}};
  return joined(joined(names, row_columns().point), more);
}

void add_cells(std::string& line, const Json& object, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    line += ',';
    const auto member = object.find(key);
    if (member != object.end()) line += csv_cell(*member);
  }
}

std::string header(const CsvFile& file, const std::vector<std::string>& extra) {
  std::string line;
  const auto add = [&line](const std::string& name) {
    line.append(line.empty() ? "" : ",").append(csv_cell(name));
  };
  for (const ResultColumn& column : file.before) add(column.name);
  for (const std::string& name : extra) add(name);
  for (const ResultColumn& column : file.after) add(column.name);
  return line + '\n';
}

/// A row's notes in one cell.
std::string sentences(const Json& row) {
  std::string text;
  if (!row.contains("notes")) return text;
  for (const Json& note : row["notes"]) {
    text.append(text.empty() ? "" : "; ").append(note.get<std::string>());
  }
  return text;
}

struct Writer {
  const ResultSet& set;
  RowKeys keys = row_keys();
  std::vector<std::string> names = set.axes.columns();
  std::vector<std::string> extra = extra_columns(set.axes);

  std::string extra_cells(std::size_t index) const {
    const std::vector<Json> values = set.axes.values(index);
    Json varied;
    for (std::size_t i = 0; i < names.size(); ++i) varied[names[i]] = values[i];
    std::string cells;
    add_cells(cells, varied, extra);
    return cells;
  }

  void add(std::size_t index, const Json& row, Texts& texts) const {
    const std::string varied = extra_cells(index);
    std::string head = set.ids[index] + "," + csv_cell(set.experiment);
    add_cells(head, row["point"], keys.point);
    texts[0] += head + "," + csv_cell(sentences(row)) + "," + csv_cell(row["status"]);
    add_cells(texts[0], row["result"], keys.report);
    texts[0] += varied;
    add_cells(texts[0], row, {"error"});
    texts[0] += '\n';
    head += varied;
    for (const auto& [part, columns, text] : {std::tuple{"layers", &keys.layer, &texts[1]},
                                              {"devices", &keys.device, &texts[2]},
                                              {"images", &keys.image, &texts[3]}}) {
      if (!row.contains(part)) continue;
      for (const Json& detail : row[part]) {
        *text += head;
        add_cells(*text, detail, *columns);
        *text += '\n';
      }
    }
  }
};

std::string pack(const Texts& texts) {
  std::string packed;
  for (const std::string& text : texts) packed += fmt::format("{} ", text.size());
  packed += '\n';
  for (const std::string& text : texts) packed += text;
  return packed;
}

Texts unpack(const std::string& packed) {
  std::istringstream sizes(packed.substr(0, packed.find('\n')));
  std::size_t begin = packed.find('\n') + 1;
  Texts texts;
  for (std::string& text : texts) {
    std::size_t size = 0;
    sizes >> size;
    text = packed.substr(begin, size);
    begin += size;
  }
  return texts;
}

/// Whether a spreadsheet takes the cell for a formula; full-width signs are signs to some.
bool begins_formula(const std::string& text) {
  constexpr std::array signs{"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  return std::any_of(signs.begin(), signs.end(),
                     [&](const char* sign) { return text.starts_with(sign); });
}

struct Control {
  unsigned code = 0;  ///< of Unicode
  std::size_t bytes = 0;
};

/// The control character that begins there, if one does.
Control control_at(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0);
  };
  const unsigned first = byte(0), second = byte(1), third = byte(2);
  if (first < 0x20 || first == 0x7f) return {first, 1};
  if (first == 0xc2 && second >= 0x80 && second < 0xa0) return {second, 2};  // U+0080 to U+009F
  if (first != 0xe2) return {};
  const unsigned code = 0x2000U | (second & 0x3fU) << 6U | (third & 0x3fU);
  // Line ends, and what turns the direction of writing.
  const bool acts = (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
  return acts ? Control{code, 3} : Control{};
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + "\"";
}

}  // namespace

const std::array<CsvFile, csv_file_count>& csv_files() {
  static const std::array<CsvFile, csv_file_count> files = [] {
    const RowColumns& columns = row_columns();
    const ResultColumns state{
        {"notes", "", "what a reader of the row should know, such as settings without effect"},
        {"status", "", "ok or failed"}};
    const ResultColumns error{{"error", "", "why the point failed"}};
    return std::array{
        CsvFile{"summary.csv", "one line per point", point_and(joined(state, columns.report)),
                error},
        CsvFile{"layers.csv", "one line per layer of every point that has results", point_and({}),
                columns.layer},
        CsvFile{"devices.csv", "one line per device of every point that has results", point_and({}),
                columns.device},
        CsvFile{"images.csv",
                "one line per image of every point that has results; only where there "
                "is a workload",
                point_and({}), columns.image}};
  }();
  return files;
}

std::size_t csv_files_of(const ResultSet& set) {
  const auto is_below = [](const std::string& pointer) { return pointer.starts_with("/workload"); };
  const bool has_workload =
      set.resolved.contains("workload") || std::ranges::any_of(set.axes.columns(), is_below);
  return has_workload ? csv_file_count : csv_file_count - 1;
}

std::vector<std::string> extra_columns(const Axes& axes) {
  std::vector<std::string> extra;
  for (const std::string& name : axes.columns()) {
    if (!columns_of_pointers().contains(name)) extra.push_back(name);
  }
  return extra;
}

std::string without_controls(const std::string& text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size();) {
    const Control control = control_at(text, i);
    if (control.bytes > 0) safe += fmt::format("\\u{:04x}", control.code);
    if (control.bytes == 0) safe += text[i];
    i += std::max<std::size_t>(1, control.bytes);
  }
  return safe;
}

std::string csv_cell(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  if (!value.is_string()) return quoted(value.dump());
  const std::string text = without_controls(value.get<std::string>());
  return quoted(begins_formula(text) ? "'" + text : text);
}

std::map<std::string, FileStamp> write_csv_files(const ResultSet& set, const ResultStore& store,
                                                 int jobs) {
  const Writer writer{set};
  const auto& written = csv_files();
  std::deque<ReplacedFile> files;
  for (std::size_t i = 0; i < csv_files_of(set); ++i)
    files.emplace_back(store.folder() / written[i].name);
  const auto append = [&files](const Texts& texts) {
    for (std::size_t i = 0; i < files.size(); ++i) files[i].append(texts[i]);
  };
  Texts headers;
  for (std::size_t i = 0; i < headers.size(); ++i) headers[i] = header(written[i], writer.extra);
  append(headers);
  std::vector<std::size_t> there;  // points that have a row
  for (std::size_t index = 0; index < set.ids.size(); ++index) {
    if (store.find(set.ids[index]) != nullptr) there.push_back(index);
  }

  // Large sets take a while: children write blocks of rows, which are put in order here.
  // Small ones stay in memory that is there already.
  constexpr std::size_t block = 16;
  std::map<std::size_t, std::string> waiting;
  std::size_t next = 0;
  run_forked((there.size() + block - 1) / block, {jobs, 0, nullptr, there.size()},
             [&](std::size_t number) {
               Texts texts;
               const std::size_t end = std::min((number + 1) * block, there.size());
               for (std::size_t i = number * block; i < end; ++i) {
                 const std::size_t index = there[i];
                 writer.add(index, store.read(*store.find(set.ids[index])), texts);
               }
               return pack(texts);
             },
             [&](std::size_t number, JobResult result) {
               if (!result.succeeded) throw EnvironmentError(result.text);
               waiting[number] = std::move(result.text);
               for (auto at = waiting.find(next); at != waiting.end(); at = waiting.find(++next)) {
                 append(unpack(at->second));
                 waiting.erase(at);
               }
             });
  std::map<std::string, FileStamp> stamps;
  for (std::size_t i = files.size(); i-- > 0;) stamps[written[i].name] = files[i].commit();
  return stamps;
}

}  // namespace modnn
