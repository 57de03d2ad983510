#include "partition/cost/samples.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "config/input_file.h"
#include "config/suggest.h"

namespace modnn {
namespace {

constexpr std::size_t longest_file = 64U << 20U;

struct NumberColumn {
  std::string name;
  double KernelCall::*member;
  Bounds bounds;
  bool required = false;
};

constexpr Bounds extent{1, 1e9};
constexpr Bounds measured{1e-9, 1e12};

const std::vector<NumberColumn>& number_columns() {
  static const std::vector<NumberColumn> columns{
      {"kernel_height", &KernelCall::kernel_height, extent},
      {"kernel_width", &KernelCall::kernel_width, extent},
      {"stride_height", &KernelCall::stride_height, extent},
      {"stride_width", &KernelCall::stride_width, extent},
      {"groups", &KernelCall::groups, extent},
      {"in_channels", &KernelCall::in_channels, extent, true},
      {"out_channels", &KernelCall::out_channels, extent, true},
      {"out_height", &KernelCall::out_height, extent, true},
      {"out_width", &KernelCall::out_width, extent, true},
      {"density", &KernelCall::density, positive_fraction}};
  return columns;
}

std::vector<std::string> column_names() {
  std::vector<std::string> names{"network", "layer", "kind"};
  for (const NumberColumn& column : number_columns()) names.push_back(column.name);
  names.emplace_back("seconds");
  return names;
}

std::vector<std::string> cells_of(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::vector<std::string> cells;
  while (true) {
    const std::size_t comma = line.find(',');
    cells.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

/// Reads line after line, and says of each problem where it is.
class SamplesReader {
 public:
  SamplesReader(std::string file, Problems& problems)
      : file_(std::move(file)), problems_(problems) {}

  std::vector<MeasuredCall> read(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // spreadsheets write it
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::vector<MeasuredCall> samples;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      ++line_;
      if (line.empty() || line == "\r" || line.starts_with('#')) continue;
      if (header_.empty()) {
        if (!read_header(line)) return {};
      } else {
        samples.push_back(read_row(cells_of(line)));
      }
    }
    if (samples.empty()) problem("no measured layer");
    return samples;
  }

 private:
  void problem(const std::string& text) {
    problems_.add(fmt::format("{}:{}: {}", file_, std::max(line_, 1), text));
  }

  bool read_header(std::string_view line) {
    header_ = cells_of(line);
    const std::vector<std::string> known = column_names();
    bool usable = true;
    const auto wrong = [&](const std::string& text) {
      problem(text);
      usable = false;
    };
    for (auto cell = header_.begin(); cell != header_.end(); ++cell) {
      if (std::ranges::find(known, *cell) == known.end())
        wrong("unknown column \"" + *cell + "\"" + did_you_mean(*cell, known));
      if (std::find(header_.begin(), cell, *cell) != cell)
        wrong("column \"" + *cell + "\" stands there twice");
    }
    std::vector<std::string> needed{"kind", "seconds"};
    for (const NumberColumn& column : number_columns())
      if (column.required) needed.push_back(column.name);
    for (const std::string& name : needed)
      if (std::ranges::find(header_, name) == header_.end())
        wrong("column \"" + name + "\" is missing");
    return usable;
  }

  MeasuredCall read_row(const std::vector<std::string>& cells) {
    MeasuredCall sample;
    if (cells.size() != header_.size()) {
      problem(fmt::format("expected {} cells, got {}", header_.size(), cells.size()));
      return sample;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) read_cell(header_[i], cells[i], sample);
    const KernelCall& call = sample.call;
    if (std::fmod(call.in_channels, call.groups) != 0)
      problem(
          fmt::format("groups: {} do not divide {} in_channels", call.groups, call.in_channels));
    return sample;
  }

  void read_cell(const std::string& name, const std::string& cell, MeasuredCall& sample) {
    if (name == "network") {
      sample.network = cell;
    } else if (name == "layer") {
      sample.layer = cell;
    } else if (name == "kind") {
      const std::vector<std::string> words = names_of(kernel_words);
      if (std::ranges::find(words, cell) == words.end())
        problem(fmt::format("kind: expected one of {}, got \"{}\"{}", fmt::join(words, ", "), cell,
                            did_you_mean(cell, words)));
      else
        sample.call.kernel = named(kernel_words, cell);
    } else if (name == "seconds") {
      sample.seconds = number(name, cell, measured);
    } else {
      const auto column = std::ranges::find(number_columns(), name, &NumberColumn::name);
      sample.call.*column->member = number(name, cell, column->bounds, column->name != "density");
    }
  }

  double number(const std::string& name, const std::string& cell, const Bounds& bounds,
                bool whole = false) {
    double value = 0;
    const char* const end = cell.data() + cell.size();
    const auto [stopped, error] = std::from_chars(cell.data(), end, value);
    const bool inside =
        value <= bounds.high && (bounds.low_open ? value > bounds.low : value >= bounds.low);
    if (error == std::errc() && stopped == end && inside && (!whole || value == std::floor(value)))
      return value;
    problem(fmt::format("{}: expected {}, got \"{}\"", name, describe(bounds, whole), cell));
    return 1;
  }

  std::string file_;
  Problems& problems_;
  std::vector<std::string> header_;
  int line_ = 0;
};

}  // namespace

std::vector<MeasuredCall> read_samples(const std::filesystem::path& path, Problems& problems) {
  const InputFile file(path);
  if (file.size() > longest_file) {
    problems.add(path.string() + ": larger than 64 MiB");
    return {};
  }
  return SamplesReader(path.string(), problems).read(file.beginning(longest_file));
}

namespace {

/// Names come from files: no cell may hold what ends one, or become a formula or a comment.
std::string as_cell(std::string name) {
  for (char& c : name)
    if (c == ',' || c == '"' || static_cast<unsigned char>(c) < ' ') c = '_';
  if (!name.empty() && std::string_view("=+-@#").find(name[0]) != std::string_view::npos)
    name[0] = '_';
  return name;
}

}  // namespace

std::string samples_csv(const std::vector<MeasuredCall>& samples) {
  std::string text = fmt::format("{}\n", fmt::join(column_names(), ","));
  for (const MeasuredCall& sample : samples) {
    text += fmt::format("{},{},{}", as_cell(sample.network), as_cell(sample.layer),
                        name_of(kernel_words, sample.call.kernel));
    for (const NumberColumn& column : number_columns())
      text += fmt::format(",{}", sample.call.*column.member);
    text += fmt::format(",{:.6g}\n", sample.seconds);
  }
  return text;
}

}  // namespace modnn
