#include "sim/experiment/points.h"

#define XXH_INLINE_ALL
#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <xxhash.h>

#include "config/error.h"
#include "sim/experiment/content_hash.h"
#include "sim/experiment/experiment_json.h"
#include "sim/experiment/row.h"

namespace modnn {
namespace {

Json parse_value(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

bool same_or_below(const std::string& pointer, const std::string& ancestor) {
  return pointer == ancestor || pointer.starts_with(ancestor + "/");
}

/// Names that a graft brought in are inlined before the next, deeper graft.
void graft_and_resolve(Document& document, const std::string& pointer, const Document& value,
                       Problems& problems) {
  try {
    graft(document, pointer, value);
    resolve_experiment(document, problems);
  } catch (const InputError& error) {
    for (const std::string& line : error.lines()) problems.add(line);
  }
}

}  // namespace

Setting parse_setting(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (text.empty() || text[0] != '/' || equals == std::string::npos) {
    throw InputError("--set " + text + ": expected /pointer=value, e.g. /delivery/via=peer");
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Sweep::Sweep(const std::string& file, const std::vector<Setting>& settings)
    : base_(load_document(file)) {
  Problems problems;
  resolve_experiment(base_, problems);
  for (const Setting& setting : settings) {
    Document value;
    value.root = parse_value(setting.value);
    value.origins[""] = {"--set " + setting.pointer + "=" + setting.value, 0};
    if (base_.root.contains("sweep") && base_.root["sweep"].is_object()) {
      base_.root["sweep"].erase(setting.pointer);
    }
    graft_and_resolve(base_, setting.pointer, value, problems);
  }
  read_axes(problems);
  figures_ = read_figures(base_, problems);
  check_values(problems);
  problems.throw_if_any();
  name_ = base_.root["name"].get<std::string>();
}

void Sweep::read_axes(Problems& problems) {
  if (!base_.root.is_object() || !base_.root.contains("sweep")) return;
  const Value sweep(base_, problems, "/sweep");
  for (const std::string& pointer : sweep.keys()) {
    const Value values = sweep.member(pointer);
    if (pointer.empty() || pointer[0] != '/') {
      values.problem("expected a JSON pointer such as \"/delivery/via\" as the key");
      continue;
    }
    if (!values.is_array() || values.json().empty()) {
      values.expected("a list of at least one value");
      continue;
    }
    Axis axis{pointer, {}};
    for (const Value& value : values.elements()) {
      axis.values.push_back(extract(base_, value.pointer()));
    }
    axes_.push_back(std::move(axis));
  }
  base_.root.erase("sweep");
}

std::size_t Sweep::size() const {
  return std::accumulate(axes_.begin(), axes_.end(), std::size_t{1},
                         [](std::size_t n, const Axis& axis) { return n * axis.values.size(); });
}

std::vector<std::size_t> Sweep::choice_of(std::size_t index) const {
  std::vector<std::size_t> choice(axes_.size());
  for (std::size_t axis = axes_.size(); axis-- > 0;) {
    choice[axis] = index % axes_[axis].values.size();
    index /= axes_[axis].values.size();
  }
  return choice;
}

Document Sweep::assemble(const std::vector<std::size_t>& choice, Problems& problems) const {
  // A whole model or platform goes in before the values that reach into it.
  std::vector<std::size_t> order(axes_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return axes_[a].pointer != axes_[b].pointer &&
           same_or_below(axes_[b].pointer, axes_[a].pointer);
  });
  Document document = base_;
  for (const std::size_t axis : order) {
    graft_and_resolve(document, axes_[axis].pointer, axes_[axis].values[choice[axis]], problems);
  }
  return document;
}

/// Reads every value of every axis once, with the other axes at their first value: what is wrong
/// with a value alone is found before anything runs, without reading the whole cross product.
void Sweep::check_values(Problems& problems) const {
  const auto check = [this, &problems](const std::vector<std::size_t>& choice) {
    Problems found;
    const Document document = assemble(choice, found);
    read_experiment(document, found);
    for (const std::string& line : found.lines()) {
      const auto& known = problems.lines();
      if (std::find(known.begin(), known.end(), line) == known.end()) problems.add(line);
    }
  };
  std::vector<std::size_t> choice(axes_.size(), 0);
  check(choice);
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    for (std::size_t value = 1; value < axes_[axis].values.size(); ++value) {
      choice[axis] = value;
      check(choice);
    }
    choice[axis] = 0;
  }
}

Point Sweep::point(std::size_t index) const {
  const auto choice = choice_of(index);
  Point point;
  point.index = index;
  Problems problems;
  point.document = assemble(choice, problems);
  problems.throw_if_any();
  point.id =
      content_hash(std::to_string(result_format_version) + "\n" + canonical_form(point.document));
  for (std::size_t axis = 0; axis < axes_.size(); ++axis) {
    point.swept.emplace_back(axes_[axis].pointer, axes_[axis].values[choice[axis]].root);
  }
  return point;
}

Json Sweep::resolved() const {
  Json resolved = base_.root;
  for (const Axis& axis : axes_) {
    Json values = Json::array();
    for (const Document& value : axis.values) values.push_back(value.root);
    resolved["sweep"][axis.pointer] = std::move(values);
  }
  return resolved;
}

std::vector<std::string> Sweep::pointers() const {
  std::vector<std::string> pointers;
  for (const Axis& axis : axes_) pointers.push_back(axis.pointer);
  return pointers;
}

}  // namespace modnn
