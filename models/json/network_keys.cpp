#include "models/json/network_keys.h"

#include "models/json/layer_json.h"
#include "models/layers/fields.h"

namespace modnn {

const Keys& image_keys() {
  const auto extent = [](const char* name, const char* help) {
    return Key{.name = name,
               .type = KeyType::integer,
               .help = help,
               .bounds = extent_bounds,
               .required = true};
  };
  static const Keys keys{extent("channels", "colours, or other channels"), extent("height", "rows"),
                         extent("width", "columns")};
  return keys;
}

const Keys& network_keys() {
  static const Key layer_name{.type = KeyType::text};
  static const Keys keys{
      {.name = "name", .type = KeyType::text, .help = "name of the network", .required = true},
      {.name = "source", .type = KeyType::text, .help = "where the architecture was published"},
      {.name = "weights",
       .type = KeyType::text,
       .help = "trained weights: a .safetensors file, an ONNX file or a folder of NumPy files "
               "(floating point of 16, 32 or 64 bits), relative to this file; generated from the "
               "seed without it"},
      {.name = "names",
       .type = KeyType::object,
       .help =
           "what the arrays of the weights are called, where not by the layers: \"features.0\" (or "
           "\"features.0.weight\") and the layer it is of; guessed by order and shape without it",
       .each = &layer_name,
       .named_by_user = true},
      {.name = "input",
       .type = KeyType::object,
       .help = "extent of the image",
       .required = true,
       .inside = &image_keys()},
      {.name = "layers",
       .type = KeyType::list,
       .help = "the layers",
       .required = true,
       .inside = &layer_keys(),
       .least = 1,
       .most = max_layers},
  };
  return keys;
}

}  // namespace modnn
