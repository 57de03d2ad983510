#pragma once

#include "config/field_list.h"
#include "config/keys.h"
#include "config/reader.h"
#include "platforms/kernel_cost.h"

namespace modnn {

/// The keys of a device's `cost`, and what they fill.
const Fields<ComputeCost>& cost_fields();

/// A device's `layer_seconds`: the models, each an object with its layers.
const Key& model_layers_key();
LayerSeconds read_layer_seconds(const Value& value);

}  // namespace modnn
