#include "models/json/layer_json.h"

#include <array>
#include <utility>

namespace modnn {
namespace {

constexpr Bounds extent_bounds{1, max_extent};
constexpr Bounds padding_bounds{0, max_extent};

/// An integer for both axes or [height, width].
std::pair<Index, Index> read_pair(const Value& value, const Bounds& bounds) {
  if (!value.is_array()) {
    const Index both = value.integer(bounds);
    return {both, both};
  }
  const std::vector<Value> parts = value.elements();
  if (parts.size() == 2) return {parts[0].integer(bounds), parts[1].integer(bounds)};
  value.expected("an integer or [height, width]");
  return {1, 1};
}

void read_padding(const Value& value, Window& window) {
  const std::vector<Value> parts = value.is_array() ? value.elements() : std::vector<Value>{};
  if (parts.size() == 4) {
    window.pad_top = parts[0].integer(padding_bounds);
    window.pad_bottom = parts[1].integer(padding_bounds);
    window.pad_left = parts[2].integer(padding_bounds);
    window.pad_right = parts[3].integer(padding_bounds);
  } else if (!value.is_array() || parts.size() == 2) {
    const auto [vertical, horizontal] = read_pair(value, padding_bounds);
    window.pad_top = window.pad_bottom = vertical;
    window.pad_left = window.pad_right = horizontal;
  } else {
    value.expected("an integer, [height, width] or [top, bottom, left, right]");
  }
}

Window read_window(ObjectReader& layer, bool stride_is_kernel) {
  Window window;
  if (const auto kernel = layer.required("kernel"))
    std::tie(window.kernel_height, window.kernel_width) = read_pair(*kernel, extent_bounds);
  if (const auto stride = layer.optional("stride")) {
    std::tie(window.stride_height, window.stride_width) = read_pair(*stride, extent_bounds);
  } else if (stride_is_kernel) {
    window.stride_height = window.kernel_height;
    window.stride_width = window.kernel_width;
  }
  if (const auto dilation = layer.optional("dilation"))
    std::tie(window.dilation_height, window.dilation_width) = read_pair(*dilation, extent_bounds);
  if (const auto padding = layer.optional("padding")) read_padding(*padding, window);
  return window;
}

const std::vector<std::string> activation_names{"none", "relu", "leaky_relu", "relu6"};

Activation read_fused_activation(ObjectReader& layer) {
  return static_cast<Activation>(layer.choice("activation", activation_names, 0));
}

void read_fields(Conv& conv, ObjectReader& layer) {
  conv.outputs = layer.integer("outputs", extent_bounds);
  conv.window = read_window(layer, false);
  conv.groups = layer.integer("groups", extent_bounds, 1);
  conv.bias = layer.boolean("bias", true);
  conv.activation = read_fused_activation(layer);
}

void read_fields(MaxPool& pool, ObjectReader& layer) {
  pool.window = read_window(layer, true);
  pool.ceil_mode = layer.boolean("ceil_mode", false);
}

void read_fields(Dense& dense, ObjectReader& layer) {
  dense.outputs = layer.integer("outputs", extent_bounds);
  dense.bias = layer.boolean("bias", true);
  dense.activation = read_fused_activation(layer);
}

void read_fields(Activate& layer_kind, ObjectReader& layer) {
  layer_kind.activation = static_cast<Activation>(layer.choice("activation", activation_names));
}

void read_fields(AvgPool& pool, ObjectReader& layer) {
  pool.window = read_window(layer, true);
  pool.ceil_mode = layer.boolean("ceil_mode", false);
  pool.count_padding = layer.boolean("count_padding", false);
}

void read_fields(GlobalPool& pool, ObjectReader& layer) {
  pool.maximum = layer.choice("mode", {"average", "maximum"}, 0) == 1;
}

void read_fields(SparseDense& dense, ObjectReader& layer) {
  dense.outputs = layer.integer("outputs", extent_bounds);
  dense.density = layer.number("density", positive_fraction);
  dense.blocks = layer.integer("blocks", extent_bounds, 1);
  dense.noise = layer.number("noise", fraction, 0);
  dense.bias = layer.boolean("bias", true);
  dense.activation = read_fused_activation(layer);
}

void read_fields(BatchNorm& norm, ObjectReader& layer) {
  norm.activation = read_fused_activation(layer);
  norm.epsilon = layer.number("epsilon", positive, 1e-5);
}

void read_fields(Lrn& lrn, ObjectReader& layer) {
  lrn.size = layer.integer("size", extent_bounds, 5);
  lrn.alpha = layer.number("alpha", non_negative, 1e-4);
  lrn.beta = layer.number("beta", non_negative, 0.75);
  lrn.bias = layer.number("bias", positive, 1);
}

void read_fields(Add& add, ObjectReader& layer) { add.activation = read_fused_activation(layer); }

void read_fields(Dropout& dropout, ObjectReader& layer) {
  dropout.rate = layer.number("rate", fraction, 0.5);
}

void read_fields(Reorg& reorg, ObjectReader& layer) {
  reorg.stride = layer.integer("stride", extent_bounds, 2);
}

void read_fields(Upsample& upsample, ObjectReader& layer) {
  upsample.stride = layer.integer("stride", extent_bounds, 2);
}

void read_fields(Flatten&, ObjectReader&) {}
void read_fields(Softmax&, ObjectReader&) {}
void read_fields(Concat&, ObjectReader&) {}

/// The alternatives of LayerKind but the first (the image is not listed among the layers).
template <std::size_t... I>
std::array<LayerKind, sizeof...(I)> make_prototypes(std::index_sequence<I...>) {
  return {LayerKind(std::in_place_index<I + 1>)...};
}
const auto prototypes =
    make_prototypes(std::make_index_sequence<std::variant_size_v<LayerKind> - 1>{});

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const LayerKind& kind : prototypes) names.push_back(kind_name(kind));
  return names;
}

}  // namespace

std::optional<LayerKind> read_layer_kind(ObjectReader& layer) {
  const std::size_t problems_before = layer.value().problems().lines().size();
  const std::size_t choice = layer.choice("kind", kind_names());
  const auto failed = [&] { return layer.value().problems().lines().size() > problems_before; };
  if (failed()) return std::nullopt;
  LayerKind kind = prototypes[choice];
  std::visit(
      [&](auto& chosen) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(chosen)>, Input>)
          read_fields(chosen, layer);
      },
      kind);
  if (failed()) return std::nullopt;
  return kind;
}

}  // namespace modnn
