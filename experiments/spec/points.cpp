#include "experiments/spec/points.h"

#include <algorithm>
#include <fmt/format.h>

#include "config/catalog.h"
#include "config/error.h"
#include "experiments/spec/drawing.h"
#include "experiments/spec/experiment_json.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/pointers.h"
#include "experiments/spec/seeds.h"

namespace modnn {
namespace {

bool same_or_below(const std::string& pointer, const std::string& ancestor) {
  return pointer == ancestor || pointer.starts_with(ancestor + "/");
}

/// Whether a value there may be, or hold, the name of a catalogue entry or of a file.
bool may_name_something(const std::string& pointer, const Json& value) {
  if (!value.is_string() && !value.is_structured()) return false;
  if (pointer != "/model" && pointer != "/partition/plan" && !same_or_below(pointer, "/platform") &&
      !same_or_below(pointer, "/events"))
    return false;
  const Key* key = key_at(experiment_keys(), pointer);
  return key == nullptr || key->type == KeyType::reference || value.is_structured();
}

void erase_markers(Json& value) {
  const Json marker = FormTemplate::marker(0);
  for (auto member = value.begin(); member != value.end();) {
    if (value.is_object() && *member == marker) {
      member = value.erase(member);
    } else {
      if (member->is_structured()) erase_markers(*member);
      ++member;
    }
  }
}

void add_new_lines(const std::vector<std::string>& lines, Problems& problems) {
  for (const std::string& line : lines) {
    const auto& known = problems.lines();
    if (std::find(known.begin(), known.end(), line) == known.end()) problems.add(line);
  }
}

}  // namespace

Sweep::Sweep(const std::string& file, const std::vector<Setting>& settings, Commands commands)
    : Sweep(load_document(file), settings, commands) {}

Sweep::Sweep(Document document, const std::vector<Setting>& settings, Commands commands)
    : commands_(commands), base_(std::move(document)) {
  Problems problems;
  resolve_experiment(base_, problems);
  for (const Setting& setting : settings) apply_setting(base_, setting, problems);
  axes_ = read_axes(base_, problems);
  for (const char* key : {"sweep", "zip", "replications"}) remove_member(base_, key);
  figures_ = read_figures(base_, problems, commands_);
  if (std::any_of(figures_.begin(), figures_.end(), is_script)) base_.root["figures"] = figures_;
  read_published(base_, problems);
  order_places();
  resolve_values(problems);
  compact_ = without_lines(base_);
  slim_ = compact_;
  auto first = check(Choices(axes_.axes.size(), 0), problems);
  // Where much is wrong, the first of it is enough.
  constexpr std::size_t looked_at = 1000;
  for (std::size_t i = 0; !problems.empty() && i < std::min(values(), looked_at); ++i)
    add_new_lines(wrong_with(i), problems);
  problems.throw_if_any();
  name_ = base_.root["name"].get<std::string>();
  share_what_is_fixed(first ? std::move(*first) : read(0));
  make_forms();
}

/// Reading the model and the platform takes far longer than reading all else of a point.
void Sweep::share_what_is_fixed(Experiment first) {
  const auto columns = axes_.columns();
  const auto fixed = [&](const char* part) {
    return std::none_of(columns.begin(), columns.end(), [part](const std::string& pointer) {
      return same_or_below(pointer, part);
    });
  };
  if (fixed("/model")) {
    network_ = std::move(first.network);
    slim_.root["model"] = Json::object();
  }
  if (fixed("/platform")) {
    cluster_ = std::move(first.cluster);
    slim_.root["platform"] = Json::object();
  }
}

/// A whole model or platform goes in before the values that reach into it.
void Sweep::order_places() {
  for (std::size_t axis = 0; axis < axes_.axes.size(); ++axis) {
    for (std::size_t i = 0; i < axes_.axes[axis].pointers.size(); ++i) order_.push_back({axis, i});
  }
  const auto depth = [this](const Place& place) {
    const std::string& pointer = axes_.axes[place.axis].pointers[place.pointer];
    return std::count(pointer.begin(), pointer.end(), '/');
  };
  std::stable_sort(order_.begin(), order_.end(),
                   [&](const Place& a, const Place& b) { return depth(a) < depth(b); });
}

/// Replaces names among the values by what they name, so that no point has to look them up.
void Sweep::resolve_values(Problems& problems) {
  for (const Axis& axis : axes_.axes) values_.push_back(axis.choices);
  Choices choices(axes_.axes.size(), 0);
  for (std::size_t place = 0; place < order_.size(); ++place) {
    const auto [axis, i] = order_[place];
    std::map<std::string, Document> named;  // every name is looked up once
    for (std::size_t choice = 0; choice < values_[axis].size(); ++choice) {
      Document& value = values_[axis][choice][i];
      if (!may_name_something(axes_.axes[axis].pointers[i], value.root)) continue;
      const std::string name = value.root.is_string() ? value.root.get<std::string>() : "";
      if (const auto known = named.find(name); !name.empty() && known != named.end()) {
        value = known->second;
        continue;
      }
      choices[axis] = choice;
      Problems found;
      try {
        Document document = assemble(base_, choices, place + 1);
        resolve_experiment(document, found);
        value = extract(document, axes_.axes[axis].pointers[i]);
        named.emplace(name, value);
      } catch (const InputError& error) {
        add_new_lines(error.lines(), problems);
      }
      add_new_lines(found.lines(), problems);
    }
    choices[axis] = 0;
  }
}

Document Sweep::assemble(const Document& base, const Choices& choices, std::size_t places) const {
  Document document = base;
  for (std::size_t place = 0; place < places; ++place) {
    const auto [axis, i] = order_[place];
    put(document, axes_.axes[axis].pointers[i], values_[axis][choices[axis]][i]);
  }
  return document;
}

Document Sweep::assemble(const Document& base, const Choices& choices) const {
  Document document = assemble(base, choices, order_.size());
  ask_scheme(document, commands_, network_ ? &*network_ : nullptr, cluster_ ? &*cluster_ : nullptr);
  return document;
}

Document Sweep::document(const Document& base, std::size_t index) const {
  Document document = assemble(base, axes_.choices(index));
  if (axes_.replicated) replicate(document, axes_.replication(index));
  return document;
}

Document Sweep::document(std::size_t index) const { return document(compact_, index); }

Experiment Sweep::read(std::size_t index) const {
  const Network* known = network_ ? &*network_ : nullptr;
  Problems unlocated;
  const Cluster* cluster = cluster_ ? &*cluster_ : nullptr;
  if (auto experiment = read_experiment(document(slim_, index), unlocated, known, cluster)) {
    return std::move(*experiment);
  }
  Problems problems;
  read_experiment(document(base_, index), problems);
  problems.throw_if_any();
  throw InputError(unlocated.lines());
}

std::string Sweep::located(std::size_t index, const std::string& pointer,
                           const std::string& text) const {
  const Document document = this->document(base_, index);
  const Origin written = origin_of(document, pointer);
  const std::string file = origin_of(document, "").file;
  const std::string line = written.line > 0 ? fmt::format(":{}", written.line) : "";
  const std::string whole = ": " + pointer + ": " + text;
  if (written.file == file) return display_name(file) + line + whole;
  return display_name(file) + whole + " (" + display_name(written.file) + line + ")";
}

std::optional<Experiment> Sweep::check(const Choices& choices, Problems& problems) const {
  const Network* known = network_ ? &*network_ : nullptr;
  try {
    Problems unlocated;
    const Cluster* cluster = cluster_ ? &*cluster_ : nullptr;
    if (auto experiment = read_experiment(assemble(slim_, choices), unlocated, known, cluster))
      return experiment;
    Problems found;
    read_experiment(assemble(base_, choices), found);
    add_new_lines(found.lines(), problems);
  } catch (const InputError& error) {
    add_new_lines(error.lines(), problems);
  }
  return std::nullopt;
}

std::size_t Sweep::values() const {
  std::size_t count = 0;
  for (const Axis& axis : axes_.axes) count += axis.choices.size();
  return count;
}

std::vector<std::string> Sweep::wrong_with(std::size_t value) const {
  Choices choices(axes_.axes.size(), 0);
  std::size_t axis = 0;
  while (value >= axes_.axes[axis].choices.size()) value -= axes_.axes[axis++].choices.size();
  choices[axis] = value;
  Problems problems;
  check(choices, problems);
  return problems.lines();
}

/// base_ with every default that holds at every point: none that follows from what varies.
Json Sweep::completed_base() const {
  Document document = compact_;
  std::vector<std::string> marked;
  for (const auto& [axis, i] : order_) {
    const std::string& pointer = axes_.axes[axis].pointers[i];
    const auto holds = [&](const std::string& other) { return same_or_below(pointer, other); };
    if (std::any_of(marked.begin(), marked.end(), holds))
      continue;  // a marker has nothing below it
    put(document, pointer, Document{FormTemplate::marker(0), {}});
    marked.push_back(pointer);
  }
  complete_experiment(document.root);
  for (const auto& [axis, i] : order_) {
    const std::string& pointer = axes_.axes[axis].pointers[i];
    const bool there = compact_.root.contains(Json::json_pointer(pointer));
    if (there) put(document, pointer, extract(compact_, pointer));
  }
  erase_markers(document.root);
  return document.root;
}

Json Sweep::resolved() const {
  Json resolved = completed_base();
  for (const Axis& axis : axes_.axes) {
    if (axis.zipped) {
      for (const auto& values : axis.choices) {
        Json entry;
        for (std::size_t i = 0; i < values.size(); ++i) {
          entry[axis.pointers[i]] = values[i].root;
        }
        resolved["zip"].push_back(std::move(entry));
      }
    } else {
      for (const auto& values : axis.choices) {
        resolved["sweep"][axis.pointers[0]].push_back(values[0].root);
      }
    }
  }
  // Written out, it would be one more column of whoever reads the resolved form again.
  resolved.erase("replications");
  if (axes_.replicated) resolved["replications"] = axes_.replications;
  return resolved;
}

}  // namespace modnn
