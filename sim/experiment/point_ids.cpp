#include <algorithm>
#include <set>

#include "sim/experiment/content_hash.h"
#include "sim/experiment/points.h"
#include "sim/experiment/row.h"
#include "sim/experiment/seeds.h"

namespace modnn {
namespace {

const std::string seed_pointer = "/seed";

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
  const std::set<std::string> by_content{"/model", "/model/weights", "/image", "/platform"};
  const bool plain = std::none_of(pointers.begin(), pointers.end(), [&](const auto& pointer) {
    return by_content.contains(pointer);
  });
  if (!plain || any_below(pointers, pointers)) return;
  Document document = compact_;
  if (axes_.replicated) replicate(document, 0);
  for (std::size_t hole = 0; hole < pointers.size(); ++hole) {
    graft(document, pointers[hole], Document{FormTemplate::marker(hole), {}});
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
      for (const Document& value : values) texts.push_back(canonical_form(value.root));
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
    if (seed.is_number()) {
      seed = replication_seed(seed.get<std::uint64_t>(), axes_.replication(index));
    }
    seed_form = canonical_form(seed);
    texts.push_back(&seed_form);
  }
  return form.fill(texts);
}

std::string Sweep::id(std::size_t index) const {
  return content_hash(std::to_string(result_format_version) + "\n" +
                      (form_ ? fill(*form_, index) : canonical_form(document(index))));
}

std::string Sweep::baseline_key(std::size_t index) const {
  return content_hash(baseline_form_ ? fill(*baseline_form_, index)
                                     : baseline_form(document(index)));
}

}  // namespace modnn
