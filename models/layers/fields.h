#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "config/keys.h"
#include "models/layers/activation.h"
#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// Largest extent, window, stride or number of outputs that a description may ask for.
inline constexpr double max_extent = 1e6;
inline constexpr Bounds extent_bounds{1, max_extent};

/// A key of a layer kind, and how it gets into the layer: the row from which reader, default,
/// schema and reference page follow.
template <class Kind>
struct Field {
  Key key;
  std::function<void(Kind&, KeyReader&)> read;
};

/// A key that fills a number or a flag; its default is what the member is initialised with.
template <class Kind, class T>
Field<Kind> field(T Kind::*member, Key key) {
  if (!key.required) key.fallback = Kind{}.*member;
  const std::string name = key.name;
  if constexpr (std::is_same_v<T, bool>) {
    key.type = KeyType::boolean;
    return {key, [=](Kind& kind, KeyReader& layer) { kind.*member = layer.boolean(name); }};
  } else if constexpr (std::is_same_v<T, Index>) {
    key.type = KeyType::integer;
    return {key, [=](Kind& kind, KeyReader& layer) { kind.*member = layer.integer(name); }};
  } else {
    static_assert(std::is_same_v<T, double>);
    return {key, [=](Kind& kind, KeyReader& layer) { kind.*member = layer.number(name); }};
  }
}

/// A key that chooses one of some words.
template <class Kind, class E>
Field<Kind> field(E Kind::*member, const Words<E>& words, Key key) {
  key.type = KeyType::word;
  key.words = names_of(words);
  if (!key.required) key.fallback = name_of(words, Kind{}.*member);
  const std::string name = key.name;
  return {key,
          [=, &words](Kind& kind, KeyReader& layer) { kind.*member = layer.word(name, words); }};
}

template <class Kind>
Field<Kind> outputs_field() {
  return field(&Kind::outputs, {.name = "outputs",
                                .help = "number of output channels or neurons",
                                .bounds = extent_bounds,
                                .required = true});
}

template <class Kind>
Field<Kind> bias_field() {
  return field(&Kind::bias, {.name = "bias", .help = "whether outputs have a bias"});
}

template <class Kind>
Field<Kind> activation_field() {
  return field(&Kind::activation, activation_words,
               {.name = "activation", .help = "fused activation"});
}

/// How far a window steps when the description says nothing.
enum class Step { one, kernel };

/// A key of a window, and how it gets there.
struct WindowField {
  Key key;
  void (*read)(Window&, KeyReader&);
};
/// kernel, stride, dilation, padding.
std::vector<WindowField> window_fields(Step step);

/// The keys of Kind's window.
template <class Kind>
Fields<Kind> window_fields(Step step) {
  Fields<Kind> fields;
  for (const WindowField& field : window_fields(step)) {
    fields.push_back(
        {field.key, [=](Kind& kind, KeyReader& layer) { field.read(kind.window, layer); }});
  }
  return fields;
}

template <class Kind>
Fields<Kind> joined(Fields<Kind> first, const Fields<Kind>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

template <class Kind>
Keys keys_of(const Fields<Kind>& fields) {
  Keys keys;
  for (const Field<Kind>& field : fields) keys.push_back(field.key);
  return keys;
}

}  // namespace modnn
