#include "experiments/results/table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <numeric>
#include <set>

#include "experiments/results/csv.h"

namespace modnn {
namespace {

constexpr std::size_t most_lines = 40;
constexpr std::size_t widest_value = 24;  ///< characters of a swept value; more are cut off

bool is_pointer(const std::string& column) { return column.starts_with('/'); }

/// Student's t, two-sided 95 %, by degrees of freedom; then its limit.
constexpr std::array t95{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
                         2.201,  2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
                         2.080,  2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042};

/// Mean and variance as values come (Welford, 1962).
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void add(double value) {
    const double before = value - mean;
    mean += before / ++count;
    squares += before * (value - mean);
  }
  /// Half of the 95 % confidence interval of the mean.
  double half() const {
    if (count < 2) return 0;
    const auto freedom = static_cast<std::size_t>(count) - 1;
    const double t = freedom <= t95.size() ? t95[freedom - 1] : 1.96 + 2.37 / (count - 1);
    return t * std::sqrt(squares / (count - 1) / count);
  }
};

/// A line of the table: a point, or all replications of one.
struct Line {
  Json values;  ///< the first one's, then means
  std::map<std::string, Moments> moments;
  std::size_t points = 0, failed = 0;

  void add(const Json& flat) {
    if (points++ == 0) values = flat;
    if (flat["status"] != "ok") {
      ++failed;
      return;
    }
    for (const auto& [column, value] : flat.items())
      if (value.is_number() && !is_pointer(column)) moments[column].add(value.get<double>());
  }
  void close() {
    if (points < 2) return;
    for (const auto& [column, of] : moments)
      if (of.squares > 0 || !values.contains(column)) values[column] = of.mean;
    if (failed > 0) values["status"] = fmt::format("{} of {} failed", failed, points);
  }
};

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
std::vector<std::string> varying(const std::vector<Line>& rows,
                                 const std::vector<std::string>& columns) {
  std::vector<std::string> result;
  for (const std::string& column : columns) {
    const bool varies = std::any_of(rows.begin(), rows.end(), [&](const Line& row) {
      return row.values.value(column, Json()) != rows.front().values.value(column, Json());
    });
    if (varies) result.push_back(column);
  }
  return result;
}

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

/// What a number is shown in: its column's unit, with a prefix.
struct Scale {
  double factor = 1;
  std::string unit;
};

/// The prefix with which the largest number of a column has one to three digits before the point;
/// seconds stay seconds from 0.1 on.
Scale scale_of(const std::string& column, double largest) {
  struct Unit {
    const char* ending;
    const char* name;
    bool large;
  };
  static constexpr Unit units[] = {{"_per_s", "/s", false}, {"_s", "s", false},
                                   {"_bytes", "B", true},   {"_bps", "bit/s", true},
                                   {"_j", "J", true},       {"_mhz", "MHz", false},
                                   {"_m", "m", false},      {"_macs", "MAC", true}};
  for (const auto& [ending, name, large] : units) {
    if (!column.ends_with(ending)) continue;
    for (const auto& [power, prefix] : {std::pair{1e9, "G"}, {1e6, "M"}, {1e3, "k"}})
      if (large && largest >= power) return {power, fmt::format(" {}{}", prefix, name)};
    const bool small = column.ends_with("_s") && !column.ends_with("_per_s") && largest > 0;
    if (small && largest < 1e-4) return {1e-6, " us"};
    if (small && largest < 0.1) return {1e-3, " ms"};
    return {1, fmt::format("{}{}", *name == '/' ? "" : " ", name)};
  }
  return {};
}

std::string plain_number(double number) {
  constexpr double whole = 1e15;  // what a double counts exactly, and a person reads
  if (number == std::floor(number) && std::abs(number) < whole)
    return fmt::format("{:.0f}", number);
  return fmt::format("{:g}", number);
}

/// A swept value; an object goes by its name where it has one.
std::string short_value(const Json& value, const std::string& column) {
  if (value.is_number()) {
    const double number = value.get<double>();
    const Scale scale = scale_of(column, std::abs(number));
    return plain_number(number / scale.factor) + scale.unit;
  }
  if (value.is_null()) return "";
  if (value.is_object() && value.contains("name")) return short_value(value["name"], "");
  std::string text = without_controls(value.is_string() ? value.get<std::string>() : value.dump());
  if (text.size() > widest_value) text = text.substr(0, widest_value - 3) + "...";
  return text;
}

/// How the numbers of a column are written.
struct Format {
  Scale scale;
  int decimals = 0;  ///< digits behind the point; -1: the range needs powers of ten
};

/// Four significant digits of the smallest value, as far as the largest leaves room for them.
Format format_of(const std::vector<Line>& rows, const std::string& column) {
  constexpr int significant = 4;
  constexpr int widest = 10;
  double least = 0;
  double most = 0;
  for (const Line& row : rows) {
    const Json value = row.values.value(column, Json());
    const double number = value.is_number() ? std::abs(value.get<double>()) : 0;
    if (number == 0 || !std::isfinite(number)) continue;
    least = least == 0 ? number : std::min(least, number);
    most = std::max(most, number);
  }
  Format format{.scale = scale_of(column, most)};
  const auto power = [&](double number) {
    return number == 0 ? 0 : static_cast<int>(std::floor(std::log10(number / format.scale.factor)));
  };
  format.decimals = std::max(0, significant - 1 - power(least));
  if (format.decimals + std::max(power(most), 0) > widest) format.decimals = -1;
  return format;
}

std::string formatted(double number, const Format& format) {
  const double scaled = number / format.scale.factor;
  return format.decimals < 0 ? fmt::format("{:.3e}", scaled)
                             : fmt::format("{:.{}f}", scaled, format.decimals);
}

/// A value in the format of its column, and the interval of a mean; what has whole numbers only and
/// needs no prefix is shown whole.
std::string column_cell(const Line& line, const std::string& column, const Format& format) {
  const Json value = line.values.value(column, Json());
  if (!value.is_number() || (!value.is_number_float() && format.scale.factor == 1))
    return csv_cell(value) + (value.is_number() ? format.scale.unit : "");
  std::string text = formatted(value.get<double>(), format);
  const auto spread = line.moments.find(column);
  if (line.points > 1 && spread != line.moments.end() && spread->second.squares > 0)
    text += " ± " + formatted(spread->second.half(), format);
  return text + format.scale.unit;
}

/// Whether another column says the same at every point, as "workers" does of the only group's
/// count.
bool is_told(const std::vector<Line>& rows, const std::string& column,
             const std::vector<std::string>& others) {
  return is_pointer(column) && std::any_of(others.begin(), others.end(), [&](const auto& other) {
           return !is_pointer(other) && std::all_of(rows.begin(), rows.end(), [&](const Line& row) {
             return row.values.value(other, Json()) == row.values.value(column, Json());
           });
         });
}

std::vector<std::string> columns_of(const std::vector<Line>& rows, const Json& description,
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
  const auto varied = columns;
  std::erase_if(columns, [&](const std::string& column) { return is_told(rows, column, varied); });
  // The seed follows from the replication, and both are gone where these are folded.
  if (std::any_of(rows.begin(), rows.end(), [](const Line& row) { return row.points > 1; }))
    std::erase_if(columns, [](const std::string& c) { return c == "seed" || c == "replication"; });
  for (const char* column :
       {"makespan_s", "compute_s", "page_in_s", "wakeup_s", "transmission_s", "speedup_compute",
        "speedup_total", "latency_mean_s", "latency_p95_s", "throughput_per_s", "messages",
        "air_bytes", "energy_j", "max_relative_error"}) {
    const bool present = std::any_of(rows.begin(), rows.end(), [column](const Line& row) {
      return row.values.contains(column) && !row.values[column].is_null();
    });
    if (present) columns.emplace_back(column);
  }
  return columns;
}

/// Places of a text on the screen: bytes but those that go on with a character.
std::size_t places_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

using Cells = std::vector<std::vector<std::string>>;

std::vector<std::size_t> widths_of(const Cells& lines) {
  std::vector<std::size_t> widths(lines.front().size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i)
      widths[i] = std::max(widths[i], places_of(line[i]));
  }
  return widths;
}

/// Takes results away from the end until a line fits, and says which.
std::string narrow(Cells& lines, std::size_t least, std::size_t width) {
  std::string gone;
  const auto is_too_wide = [&] {
    const auto widths = widths_of(lines);
    return std::accumulate(widths.begin(), widths.end(), 2 * (widths.size() - 1)) > width;
  };
  while (width > 0 && lines.front().size() > least && is_too_wide()) {
    gone = lines.front().back() + (gone.empty() ? "" : ", ") + gone;
    for (auto& line : lines) line.pop_back();
  }
  return gone.empty() ? "" : fmt::format("not shown, as the screen is narrow: {}\n", gone);
}

std::string aligned(const Cells& lines) {
  const auto widths = widths_of(lines);
  std::string table;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i)
      table += std::string(widths[i] - places_of(line[i]) + (i == 0 ? 0 : 2), ' ') + line[i];
    table += "\n";
  }
  return table;
}

/// What the speed-ups are over.
std::string baseline_of(const std::vector<Line>& rows) {
  std::vector<std::string> found;
  for (const Line& row : rows) {
    const Json device = row.values.value("baseline_device", Json());
    const Json alone = row.values.value("alone_s", Json());
    if (!device.is_string() || !alone.is_number()) continue;
    const std::string text = fmt::format(
        "{} ({:.4g} s)", without_controls(device.get<std::string>()), alone.get<double>());
    if (std::find(found.begin(), found.end(), text) == found.end()) found.push_back(text);
  }
  constexpr std::size_t named = 4;
  if (found.empty()) return "";
  const std::size_t more = found.size() > named ? found.size() - named : 0;
  found.resize(found.size() - more);
  return fmt::format("speed-ups are over one phone alone: {}{}\n", fmt::join(found, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

/// Adds the point to the line of its replications, or as a new one.
void add_row(std::vector<Line>& rows, const Json& flat, std::size_t index, const ResultSet& set,
             bool fold, std::size_t& last) {
  const std::size_t point = index / set.axes.replications;
  if (!fold || rows.empty() || last != point) rows.emplace_back();
  last = point;
  rows.back().add(flat);
}

}  // namespace

std::string summary_table(const ResultSet& set, const ResultStore& store, const TableLook& look) {
  std::vector<Line> rows;
  Json description;
  std::size_t more = 0;
  std::size_t last = 0;
  const bool fold = set.axes.replicated && !look.all_rows;
  for (std::size_t index = 0; index < set.ids.size(); ++index) {
    const StoredRow* stored = store.find(set.ids[index]);
    if (stored == nullptr) continue;
    const bool same = fold && !rows.empty() && last == index / set.axes.replications;
    if (rows.size() == most_lines && !look.all_rows && !same) {
      ++more;
      continue;
    }
    const Json row = store.read(*stored);
    if (!row["point"].empty()) description = row["point"];
    add_row(rows, flatten(row, set.axes, index), index, set, fold, last);
  }
  if (rows.empty()) return "";
  for (Line& line : rows) line.close();
  const std::vector<std::string> columns = columns_of(rows, description, extra_columns(set.axes));
  Cells lines(1);
  std::size_t varied = 1;
  std::vector<Format> formats;
  for (const std::string& column : columns) {
    lines[0].push_back(heading(column, columns));
    formats.push_back(format_of(rows, column));
    if (column == "makespan_s") varied = lines[0].size();
  }
  for (const Line& row : rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      cells.push_back(is_pointer(columns[i])
                          ? short_value(row.values.value(columns[i], Json()), columns[i])
                          : column_cell(row, columns[i], formats[i]));
    }
    lines.push_back(std::move(cells));
  }
  std::string notes = narrow(lines, varied, look.width) + baseline_of(rows);
  const bool folded =
      std::any_of(rows.begin(), rows.end(), [](const Line& row) { return row.points > 1; });
  if (folded)
    notes += fmt::format(
        "means of {} replications, with the half of their 95 % confidence interval "
        "(--all-rows: every one)\n",
        set.axes.replications);
  if (more > 0) notes += fmt::format("... and {} more in summary.csv\n", more);
  return aligned(lines) + notes;
}

}  // namespace modnn
