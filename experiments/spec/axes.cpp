#include "experiments/spec/axes.h"

#include <algorithm>
#include <fmt/format.h>

#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/pointers.h"

namespace modnn {
namespace {

constexpr std::size_t most_points = 10'000'000;

/// What to do instead of varying a key that is no value of a point.
std::string remedy(const std::string& key) {
  if (key == "replications") return ": write \"replications\": 2 beside \"sweep\"";
  if (key == "name") return ": the points of a file are one result set, which has one name";
  if (key == "figures") return ": write \"figures\" beside \"sweep\"";
  if (key == "sweep" || key == "zip") return ": write its pointers here";
  return "";
}

bool is_pointer(const Value& value, const std::string& key) {
  const std::string wrong = wrong_with_pointer(key);
  if (!wrong.empty()) {
    value.problem(wrong);
    return false;
  }
  const std::string first = tokens_of(key)[0];
  if (!describes_the_whole(first)) {
    const bool comment = changes_nothing(key);
    if (comment) value.problem("a comment or a source changes nothing and cannot vary");
    return !comment;
  }
  value.problem("/" + first + " is no value of a point and cannot vary" + remedy(first));
  return false;
}

void read_sweep(const Value& sweep, Axes& axes) {
  for (const std::string& pointer : sweep.keys()) {
    const Value values = sweep.member(pointer);
    if (!is_pointer(values, pointer)) continue;
    if (!values.is_array() || values.json().empty()) {
      values.expected("a list of at least one value");
      continue;
    }
    Axis axis{{pointer}, {}, false};
    for (const Value& value : values.elements()) {
      axis.choices.push_back({extract(sweep.document(), value.pointer())});
    }
    axes.axes.push_back(std::move(axis));
  }
}

/// Every entry is one combination, and all entries have the same pointers.
void read_zip(const Value& zip, Axes& axes) {
  if (!zip.is_array() || zip.json().empty()) {
    zip.expected("a list of at least one object, each with one value per pointer");
    return;
  }
  Axis axis{{}, {}, true};
  for (const Value& entry : zip.elements()) {
    std::vector<std::string> pointers = entry.keys();
    if (!entry.is_object()) continue;
    std::erase_if(pointers, [&](const auto& key) { return !is_pointer(entry.member(key), key); });
    if (pointers.empty()) {
      entry.expected("an object with a value for at least one pointer");
      continue;
    }
    if (axis.pointers.empty()) axis.pointers = pointers;
    if (!std::is_permutation(pointers.begin(), pointers.end(), axis.pointers.begin(),
                             axis.pointers.end())) {
      entry.problem(fmt::format("expected values for the pointers of the first entry ({}), got {}",
                                fmt::join(axis.pointers, ", "), fmt::join(pointers, ", ")));
      continue;
    }
    std::vector<Document> values;
    for (const std::string& pointer : axis.pointers) {
      values.push_back(extract(zip.document(), entry.member(pointer).pointer()));
    }
    axis.choices.push_back(std::move(values));
  }
  for (const Axis& other : axes.axes) {
    if (std::find(axis.pointers.begin(), axis.pointers.end(), other.pointers[0]) !=
        axis.pointers.end()) {
      zip.problem(other.pointers[0] + " is in \"sweep\" already");
    }
  }
  if (!axis.choices.empty()) axes.axes.push_back(std::move(axis));
}

bool too_many(const Axes& axes) {
  double points = static_cast<double>(axes.replications);
  for (const Axis& axis : axes.axes) points *= static_cast<double>(axis.choices.size());
  return points > static_cast<double>(most_points);
}

}  // namespace

std::size_t Axes::size() const {
  std::size_t points = replications;
  for (const Axis& axis : axes) points *= axis.choices.size();
  return points;
}

std::vector<std::size_t> Axes::choices(std::size_t index) const {
  index /= replications;
  std::vector<std::size_t> choice(axes.size());
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    choice[axis] = index % axes[axis].choices.size();
    index /= axes[axis].choices.size();
  }
  return choice;
}

std::vector<std::string> Axes::columns() const {
  std::vector<std::string> names;
  for (const Axis& axis : axes) {
    names.insert(names.end(), axis.pointers.begin(), axis.pointers.end());
  }
  if (replicated) names.emplace_back("replication");
  return names;
}

std::vector<Json> Axes::values(std::size_t index) const {
  const std::vector<std::size_t> choice = choices(index);
  std::vector<Json> written;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    for (const Document& value : axes[axis].choices[choice[axis]]) written.push_back(value.root);
  }
  if (replicated) written.emplace_back(replication(index));
  return written;
}

Axes read_axes(const Document& document, Problems& problems) {
  Axes axes;
  if (!document.root.is_object()) return axes;
  const Value root(document, problems);
  if (document.root.contains("sweep")) read_sweep(root.member("sweep"), axes);
  if (document.root.contains("zip")) read_zip(root.member("zip"), axes);
  if (document.root.contains("replications")) {
    axes.replicated = true;
    const auto count =
        root.member("replications").integer(key_at(experiment_keys(), "/replications")->bounds);
    axes.replications = static_cast<std::size_t>(std::max<std::int64_t>(count, 1));
  }
  if (too_many(axes)) {
    root.problem(fmt::format("more than {} points: run the experiment in parts", most_points));
    axes = {};
  }
  return axes;
}

}  // namespace modnn
