#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "config/content_hash.h"
#include "experiments/spec/experiment_keys.h"
#include "experiments/spec/pointers.h"
#include "experiments/spec/points.h"
#include "experiments/spec/seeds.h"

namespace modnn {
namespace {

const std::string seed_pointer = "/seed";

/// Whether the value is filled into the form of the points that differ in it: no default follows
/// from it but by copying, nothing stands inside it, and it counts by what is written.
bool fills_a_hole(const std::string& pointer, const Json& root, bool weights_vary) {
  if (pointer == "/mode" || pointer.starts_with("/model/")) {
    return !weights_vary && !root["model"].contains("weights");
  }
  if (pointer.starts_with("/partition/layers/")) return true;
  const Key* key = key_at(experiment_keys(), pointer);
  if (key == nullptr || pointer == "/image" || pointer == "/workload/images_from") return false;
  if (pointer == "/delivery/transfer_bytes_per_value") return root.contains("tolerance");
  return key->type == KeyType::number || key->type == KeyType::integer ||
         key->type == KeyType::boolean || key->type == KeyType::word || key->type == KeyType::text;
}

bool related(const std::string& a, const std::string& b) {
  return a.starts_with(b + "/") || b.starts_with(a + "/");
}

}  // namespace

/// An axis is plain when all its values fill holes, and none stands in or around another's.
void Sweep::make_forms() {
  std::vector<std::string> pointers;
  for (const Axis& axis : axes_.axes) {
    pointers.insert(pointers.end(), axis.pointers.begin(), axis.pointers.end());
  }
  const auto varies = [&](const char* what) {
    return std::find(pointers.begin(), pointers.end(), what) != pointers.end();
  };
  const bool weights_vary = varies("/model") || varies("/model/weights");
  // What a program answers depends on all that varies.
  const bool asks = names_command(compact_.root) || varies("/partition") ||
                    std::any_of(pointers.begin(), pointers.end(), [](const std::string& pointer) {
                      return pointer.starts_with("/partition/command");
                    });
  for (std::size_t axis = 0; axis < axes_.axes.size(); ++axis) {
    const auto& own = axes_.axes[axis].pointers;
    const bool plain =
        !asks && std::all_of(own.begin(), own.end(), [&](const std::string& pointer) {
          return fills_a_hole(pointer, std::as_const(compact_.root), weights_vary) &&
                 std::none_of(pointers.begin(), pointers.end(),
                              [&](const std::string& other) { return related(pointer, other); });
        });
    plain_.push_back(plain);
    auto& texts = texts_.emplace_back();
    for (std::size_t choice = 0; plain && choice < values_[axis].size(); ++choice) {
      auto& forms = texts.emplace_back();
      for (std::size_t i = 0; i < own.size(); ++i) {
        forms.push_back(canonical_form(values_[axis][choice][i].root, own[i]));
      }
    }
  }
}

/// Writing out the form of a point costs far more than filling it in.
const Sweep::Forms& Sweep::forms_at(const Choices& choices) const {
  constexpr std::size_t enough = 1000;
  Choices shape = choices;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (plain_[axis]) shape[axis] = 0;
  }
  const auto known = forms_.find(shape);
  if (known != forms_.end()) return known->second;
  Document document = assemble(compact_, shape);
  if (axes_.replicated) replicate(document, 0);
  std::size_t holes = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (!plain_[axis]) continue;
    for (const std::string& pointer : axes_.axes[axis].pointers) {
      put(document, pointer, Document{FormTemplate::marker(holes++), {}});
    }
  }
  // The seed of a replication comes after the swept values.
  if (axes_.replicated) document.root["seed"] = FormTemplate::marker(holes++);
  if (forms_.size() == enough) forms_.clear();
  return forms_
      .emplace(shape, Forms{FormTemplate(canonical_form(document), holes),
                            FormTemplate(modnn::baseline_form(document), holes)})
      .first->second;
}

std::string Sweep::fill(const FormTemplate& form, const Choices& choices, std::size_t index) const {
  std::vector<const std::string*> texts;
  Json seed = compact_.root.value("seed", Json(1));
  for (std::size_t axis = 0; axis < choices.size(); ++axis) {
    const auto& pointers = axes_.axes[axis].pointers;
    for (std::size_t i = 0; i < pointers.size(); ++i) {
      if (plain_[axis]) texts.push_back(&texts_[axis][choices[axis]][i]);
      if (pointers[i] == seed_pointer) seed = values_[axis][choices[axis]][i].root;
    }
  }
  std::string seed_form;
  if (axes_.replicated) {
    if (is_seed(seed)) {
      seed = replication_seed(seed.get<std::uint64_t>(), axes_.replication(index));
    }
    seed_form = canonical_form(seed, seed_pointer);
    texts.push_back(&seed_form);
  }
  return form.fill(texts);
}

std::string Sweep::id(std::size_t index) const {
  const Choices choices = axes_.choices(index);
  const std::string form = fill(forms_at(choices).point, choices, index);
  // A letter first: what looks like a number is changed by spreadsheets.
  return fmt::format("p{}", content_hash(fmt::format("{}\n{}", result_format_version, form)));
}

std::string Sweep::baseline_key(std::size_t index) const {
  const Choices choices = axes_.choices(index);
  return content_hash(fill(forms_at(choices).baseline, choices, index));
}

}  // namespace modnn
