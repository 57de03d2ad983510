#include "experiments/results/table.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <set>

#include "experiments/results/csv.h"

namespace modnn {
namespace {

constexpr std::size_t most_lines = 40;
constexpr std::size_t widest_value = 24;  ///< characters of a swept value; more are cut off

/// One flat object per row: description, status, results, what varies.
Json flatten(const Json& row, const Axes& axes, std::size_t index) {
  Json flat = row["point"];
  flat["status"] = row["status"];
  flat.update(row["result"]);
  const auto names = axes.columns();
  const auto values = axes.values(index);
  for (std::size_t i = 0; i < names.size(); ++i) flat[names[i]] = values[i];
  return flat;
}

/// Columns whose value differs between rows.
std::vector<std::string> varying(const std::vector<Json>& rows,
                                 const std::vector<std::string>& columns) {
  std::vector<std::string> result;
  for (const std::string& column : columns) {
    const bool varies = std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
      return row.value(column, Json()) != rows.front().value(column, Json());
    });
    if (varies) result.push_back(column);
  }
  return result;
}

bool is_pointer(const std::string& column) { return column.starts_with('/'); }

/// The end of a swept pointer, as long as it needs to be to differ from the other columns and not
/// to begin with an index: "rate_bps" of "/platform/workers/0/rate_bps".
std::string heading(const std::string& column, const std::vector<std::string>& columns) {
  if (!is_pointer(column)) return column;
  for (std::size_t at = column.rfind('/'); at != 0; at = column.rfind('/', at - 1)) {
    const std::string end = column.substr(at + 1);
    const bool taken = std::any_of(columns.begin(), columns.end(), [&](const std::string& other) {
      return other != column && (other == end || other.ends_with("/" + end));
    });
    if (!taken && std::isdigit(static_cast<unsigned char>(end[0])) == 0) return end;
  }
  return column.substr(1);
}

/// A swept value; an object goes by its name where it has one.
std::string short_value(const Json& value) {
  if (value.is_number()) return fmt::format("{:g}", value.get<double>());
  if (value.is_null()) return "";
  if (value.is_object() && value.contains("name")) return short_value(value["name"]);
  std::string text = without_controls(value.is_string() ? value.get<std::string>() : value.dump());
  if (text.size() > widest_value) text = text.substr(0, widest_value - 3) + "...";
  return text;
}

/// How many digits follow the point in a column: enough for four significant ones of its smallest
/// value, as far as the largest leaves room for them; -1: the range needs powers of ten.
int decimals_of(const std::vector<Json>& rows, const std::string& column) {
  constexpr int significant = 4;
  constexpr int widest = 10;
  int lowest = 0;
  int highest = 0;
  bool any = false;
  for (const Json& row : rows) {
    const Json value = row.value(column, Json());
    if (!value.is_number() || value.get<double>() == 0) continue;
    const double magnitude = std::log10(std::abs(value.get<double>()));
    if (!std::isfinite(magnitude)) continue;
    const int power = static_cast<int>(std::floor(magnitude));
    lowest = any ? std::min(lowest, power) : power;
    highest = any ? std::max(highest, power) : power;
    any = true;
  }
  const int decimals = std::max(0, significant - 1 - lowest);
  return decimals + std::max(highest, 0) > widest ? -1 : decimals;
}

/// A value in the format of its column.
std::string column_cell(const Json& value, int decimals) {
  if (!value.is_number_float()) return csv_cell(value);
  const double number = value.get<double>();
  return decimals < 0 ? fmt::format("{:.3e}", number) : fmt::format("{:.{}f}", number, decimals);
}

std::vector<std::string> columns_of(const std::vector<Json>& rows, const Json& description,
                                    const std::vector<std::string>& extra) {
  std::vector<std::string> candidates{"status"};
  // These repeat what varies in other words.
  const std::set<std::string> repeating{"devices", "baseline_device", "rates_bps",
                                        "links",   "tolerance",       "settings"};
  for (const auto& [key, value] : description.items()) {
    if (!repeating.contains(key)) candidates.push_back(key);
  }
  candidates.insert(candidates.end(), extra.begin(), extra.end());
  std::vector<std::string> columns = varying(rows, candidates);
  for (const char* column :
       {"makespan_s", "compute_s", "page_in_s", "wakeup_s", "transmission_s", "speedup_compute",
        "speedup_total", "latency_mean_s", "latency_p95_s", "throughput_per_s", "messages",
        "air_bytes", "energy_j", "max_relative_error"}) {
    const bool present = std::any_of(rows.begin(), rows.end(), [column](const Json& row) {
      return row.contains(column) && !row[column].is_null();
    });
    if (present) columns.emplace_back(column);
  }
  return columns;
}

std::string aligned(const std::vector<std::vector<std::string>>& lines) {
  std::string table;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      std::size_t width = 0;
      for (const auto& other : lines) width = std::max(width, other[i].size());
      table += fmt::format("{}{:>{}}", i == 0 ? "" : "  ", line[i], width);
    }
    table += "\n";
  }
  return table;
}

}  // namespace

std::string summary_table(const ResultSet& set, const ResultStore& store) {
  std::vector<Json> rows;
  Json description;
  std::size_t more = 0;
  for (std::size_t index = 0; index < set.ids.size(); ++index) {
    const StoredRow* stored = store.find(set.ids[index]);
    if (stored == nullptr) continue;
    if (rows.size() == most_lines) {
      ++more;
      continue;
    }
    const Json row = store.read(*stored);
    if (!row["point"].empty()) description = row["point"];
    rows.push_back(flatten(row, set.axes, index));
  }
  if (rows.empty()) return "";
  const std::vector<std::string> columns = columns_of(rows, description, extra_columns(set.axes));
  std::vector<std::vector<std::string>> lines(1);
  for (const std::string& column : columns) lines[0].push_back(heading(column, columns));
  std::vector<int> decimals;
  for (const std::string& column : columns) decimals.push_back(decimals_of(rows, column));
  for (const Json& row : rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Json value = row.value(columns[i], Json());
      cells.push_back(is_pointer(columns[i]) ? short_value(value)
                                             : column_cell(value, decimals[i]));
    }
    lines.push_back(std::move(cells));
  }
  const std::string note = more > 0 ? fmt::format("... and {} more in summary.csv\n", more) : "";
  return aligned(lines) + note;
}

}  // namespace modnn
