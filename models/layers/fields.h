#pragma once

#include "config/fields.h"
#include "models/layers/activation.h"
#include "models/layers/rules.h"
#include "models/maps/window.h"

namespace modnn {

/// Largest extent, window, stride or number of outputs that a description may ask for.
inline constexpr double max_extent = 1e6;
inline constexpr Bounds extent_bounds{1, max_extent};

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
  Json (*write)(const Window&);
};
/// kernel, stride, dilation, padding.
std::vector<WindowField> window_fields(Step step);

/// The keys of Kind's window.
template <class Kind>
Fields<Kind> window_fields(Step step) {
  Fields<Kind> fields;
  for (const WindowField& field : window_fields(step)) {
    fields.push_back({field.key,
                      [=](Kind& kind, KeyReader& layer) { field.read(kind.window, layer); },
                      [=](const Kind& kind) { return field.write(kind.window); }});
  }
  return fields;
}

}  // namespace modnn
