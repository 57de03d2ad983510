#pragma once

#include <optional>

#include "config/keys.h"
#include "models/layers/layer.h"

namespace modnn {

/// What the word of a layer's `kind` brings along: the keys of that kind, one variant per kind.
const std::vector<Variant>& layer_variants();

/// The keys of every layer: name, kind, inputs.
const Keys& layer_keys();

/// Reads `kind` and the keys of that kind. Records problems (an unknown kind comes with the nearest
/// known one, and other keys only when the kind is known) and then returns std::nullopt.
std::optional<LayerKind> read_layer_kind(const Value& layer);

/// The keys of a kind that are not the default.
Json write_layer_kind(const LayerKind& kind);

/// Records every key that the kind of this layer does not have.
void check_layer_keys(const Value& layer, const LayerKind& kind);

/// How layers of the kind of this name may be cut; none when a description may not list such a
/// kind.
std::optional<Locality> locality_of_kind(const std::string& name);

/// Whether the weights of the kind of this name are nonzeros of a sparse matrix.
bool is_sparse_kind(const std::string& name);

}  // namespace modnn
