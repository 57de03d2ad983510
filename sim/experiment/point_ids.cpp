#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "config/content_hash.h"
#include "sim/experiment/experiment_keys.h"
#include "sim/experiment/pointers.h"
#include "sim/experiment/points.h"
#include "sim/experiment/row.h"
#include "sim/experiment/seeds.h"

namespace modnn {
namespace {

const std::string seed_pointer = "/seed";

/// Whether the form of a point is the form of all points with the value put in: no default follows
/// from it but by copying, nothing stands inside it, and it counts by what is written.
bool fills_a_hole(const std::string& pointer, const Json& root) {
  if (pointer == "/mode" || pointer.starts_with("/model/")) {
    return !root["model"].contains("weights");
  }
  if (pointer.starts_with("/partition/layers/")) return true;
  const Key* key = key_at(experiment_keys(), pointer);
  if (key == nullptr || pointer == "/image") return false;
  if (pointer == "/delivery/transfer_bytes_per_value") return root.contains("tolerance");
  return key->type == KeyType::number || key->type == KeyType::integer ||
         key->type == KeyType::boolean || key->type == KeyType::word || key->type == KeyType::text;
}

bool below(const std::string& pointer, const std::string& ancestor) {
  return pointer.starts_with(ancestor + "/");
}

bool any_below(const std::vector<std::string>& pointers, const std::vector<std::string>& others) {
  return std::any_of(pointers.begin(), pointers.end(), [&](const std::string& a) {
    return std::any_of(others.begin(), others.end(),
                       [&](const std::string& b) { return below(a, b); });
  });
}

}  // namespace

void Sweep::make_templates() {
  std::vector<std::string> pointers;
  for (const Axis& axis : axes_.axes) {
    pointers.insert(pointers.end(), axis.pointers.begin(), axis.pointers.end());
  }
  const bool plain = std::all_of(pointers.begin(), pointers.end(), [&](const auto& pointer) {
    return pointer != "/model/weights" && fills_a_hole(pointer, std::as_const(compact_.root));
  });
  if (!plain || any_below(pointers, pointers)) return;
  Document document = compact_;
  if (axes_.replicated) replicate(document, 0);
  for (std::size_t hole = 0; hole < pointers.size(); ++hole) {
    put(document, pointers[hole], Document{FormTemplate::marker(hole), {}});
  }
  std::size_t holes = pointers.size();
  // The seed of a replication comes after the swept values.
  if (axes_.replicated) document.root["seed"] = FormTemplate::marker(holes++);
  form_.emplace(canonical_form(document), holes);
  baseline_form_.emplace(modnn::baseline_form(document), holes);
  for (const auto& choices : values_) {
    auto& forms = forms_.emplace_back();
    for (const auto& values : choices) {
      auto& texts = forms.emplace_back();
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string& pointer = axes_.axes[forms_.size() - 1].pointers[i];
        texts.push_back(canonical_form(values[i].root, pointer));
      }
    }
  }
}

std::string Sweep::fill(const FormTemplate& form, std::size_t index) const {
  std::vector<const std::string*> texts;
  const Choices choices = axes_.choices(index);
  Json seed = compact_.root.value("seed", Json(1));
  for (std::size_t axis = 0; axis < choices.size(); ++axis) {
    for (std::size_t i = 0; i < axes_.axes[axis].pointers.size(); ++i) {
      texts.push_back(&forms_[axis][choices[axis]][i]);
      if (axes_.axes[axis].pointers[i] == seed_pointer) {
        seed = values_[axis][choices[axis]][i].root;
      }
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
  const std::string form = form_ ? fill(*form_, index) : canonical_form(document(index));
  // A letter first: what looks like a number is changed by spreadsheets.
  return fmt::format("p{}", content_hash(fmt::format("{}\n{}", result_format_version, form)));
}

std::string Sweep::baseline_key(std::size_t index) const {
  return content_hash(baseline_form_ ? fill(*baseline_form_, index)
                                     : baseline_form(document(index)));
}

}  // namespace modnn
