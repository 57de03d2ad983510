#include "sim/experiment/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <set>
#include <unistd.h>

#include "config/error.h"

namespace modnn {
namespace {

/// Swept pointers whose value is a column anyway.
const std::map<std::string, std::string>& columns_of_pointers() {
  static const std::map<std::string, std::string> columns{
      {"/model", "model"},
      {"/platform", "platform"},
      {"/partition/conv", "conv_partition"},
      {"/partition/dense", "dense_partition"},
      {"/delivery/mode", "delivery_mode"},
      {"/delivery/via", "delivery_via"},
      {"/delivery/transfers", "transfers"},
      {"/delivery/wakeup", "wakeup"},
      {"/delivery/group_owner_computes", "group_owner_computes"},
      {"/delivery/transfer_bytes_per_value", "transfer_bytes_per_value"},
      {"/weight_bits", "weight_bits"},
      {"/weight_density", "weight_density"},
      {"/fidelity", "fidelity"},
      {"/mode", "mode"},
      {"/seed", "seed"},
  };
  return columns;
}

std::string cell(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void append_line(std::string& csv, const std::vector<std::string>& cells) {
  csv += fmt::format("{}\n", fmt::join(cells, ","));
}

/// The keys of all objects in order of first appearance.
std::vector<std::string> keys_of(const std::vector<Json>& objects) {
  std::vector<std::string> keys;
  std::set<std::string> known;
  for (const Json& object : objects) {
    for (const auto& [key, value] : object.items()) {
      if (known.insert(key).second) keys.push_back(key);
    }
  }
  return keys;
}

std::string csv_of(const std::vector<std::string>& columns, const std::vector<Json>& objects) {
  std::string csv;
  append_line(csv, columns);
  for (const Json& object : objects) {
    std::vector<std::string> cells;
    for (const std::string& column : columns) {
      cells.push_back(object.contains(column) ? cell(object[column]) : "");
    }
    append_line(csv, cells);
  }
  return csv;
}

std::vector<std::string> extra_pointers(const std::vector<std::string>& pointers) {
  std::vector<std::string> extra;
  for (const std::string& pointer : pointers) {
    if (!columns_of_pointers().contains(pointer)) extra.push_back(pointer);
  }
  return extra;
}

/// One flat object per row: identity, description, results, swept values.
Json flatten(const Json& row, const std::vector<std::string>& extra) {
  Json flat;
  flat["point_id"] = row["point_id"];
  flat["experiment"] = row["experiment"];
  flat.update(row["point"]);
  flat["status"] = row["status"];
  flat.update(row["result"]);
  for (const std::string& pointer : extra) flat[pointer] = row["swept"].value(pointer, Json());
  flat["error"] = row.value("error", Json());
  return flat;
}

/// One object per layer or device of every row, with the point's id and what varies in front.
std::vector<Json> details(const std::vector<const Json*>& rows, const std::string& part,
                          const std::vector<std::string>& extra) {
  std::vector<Json> objects;
  for (const Json* row : rows) {
    if (!row->contains(part)) continue;
    Json head;
    head["point_id"] = (*row)["point_id"];
    head["experiment"] = (*row)["experiment"];
    head.update((*row)["point"]);
    for (const std::string& pointer : extra) head[pointer] = (*row)["swept"].value(pointer, Json());
    for (const Json& detail : (*row)[part]) {
      Json object = head;
      object.update(detail);
      objects.push_back(std::move(object));
    }
  }
  return objects;
}

/// Columns whose value differs between rows.
std::vector<std::string> varying(const std::vector<Json>& objects,
                                 const std::vector<std::string>& columns) {
  std::vector<std::string> result;
  for (const std::string& column : columns) {
    const bool varies = std::any_of(objects.begin(), objects.end(), [&](const Json& object) {
      return object[column] != objects.front()[column];
    });
    if (varies) result.push_back(column);
  }
  return result;
}

std::string short_number(const Json& value) {
  if (!value.is_number_float()) return cell(value);
  const double number = value.get<double>();
  return number != 0 && (number < 1e-3 || number >= 1e6) ? fmt::format("{:.3g}", number)
                                                         : fmt::format("{:.3f}", number);
}

}  // namespace

void write_file(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path temporary = path.string() + "." + std::to_string(getpid()) + ".tmp";
  {
    std::ofstream file(temporary, std::ios::binary);
    file << text;
    if (!file.flush()) throw EnvironmentError(temporary.string() + ": cannot write");
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) throw EnvironmentError(path.string() + ": cannot replace it: " + error.message());
}

void write_summaries(const std::filesystem::path& folder, const std::vector<const Json*>& rows,
                     const std::vector<std::string>& pointers) {
  const std::vector<std::string> extra = extra_pointers(pointers);
  std::vector<Json> flat;
  for (const Json* row : rows) flat.push_back(flatten(*row, extra));
  std::vector<std::string> columns = keys_of(flat);
  // A failed row has no results: whatever comes first, the reason stays the last column.
  std::erase(columns, "error");
  columns.push_back("error");
  write_file(folder / "summary.csv", csv_of(columns, flat));
  for (const std::string part : {"layers", "devices"}) {
    const std::vector<Json> objects = details(rows, part, extra);
    write_file(folder / (part + ".csv"), csv_of(keys_of(objects), objects));
  }
}

std::string summary_table(const std::vector<const Json*>& rows,
                          const std::vector<std::string>& pointers) {
  if (rows.empty()) return "";
  const std::vector<std::string> extra = extra_pointers(pointers);
  std::vector<Json> flat;
  for (const Json* row : rows) flat.push_back(flatten(*row, extra));
  std::vector<std::string> candidates{"status"};
  for (const auto& [key, value] : (*rows.front())["point"].items()) candidates.push_back(key);
  candidates.insert(candidates.end(), extra.begin(), extra.end());
  std::vector<std::string> columns = varying(flat, candidates);
  for (const char* column :
       {"makespan_s", "compute_s", "page_in_s", "wakeup_s", "transmission_s", "speedup_compute",
        "speedup_total", "messages", "air_bytes", "energy_j", "max_relative_error"}) {
    const bool present = std::any_of(flat.begin(), flat.end(), [column](const Json& object) {
      return object.contains(column) && !object[column].is_null();
    });
    if (present) columns.emplace_back(column);
  }
  std::vector<std::vector<std::string>> lines{columns};
  for (const Json& object : flat) {
    std::vector<std::string> cells;
    for (const std::string& column : columns) {
      cells.push_back(short_number(object.value(column, Json())));
    }
    lines.push_back(std::move(cells));
  }
  std::string table;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::size_t width = 0;
      for (const auto& other : lines) width = std::max(width, other[i].size());
      table += fmt::format("{}{:>{}}", i == 0 ? "" : "  ", line[i], width);
    }
    table += "\n";
  }
  return table;
}

}  // namespace modnn
