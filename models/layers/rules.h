#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/field_list.h"
#include "models/layers/work.h"
#include "models/maps/shape.h"

namespace modnn {

/// How a layer may be cut: `spatial` layers by rows, columns (every output pixel needs a window of
/// the input); `neurons` layers (dense) by output channels, each of which needs the whole input;
/// `channels` layers (global pooling) by channels, each of which needs its own channel of the whole
/// map; `whole` layers are computed in one place.
enum class Locality { spatial, neurons, whole, channels };

/// Which inputs an output needs along the rows and columns of a map: the element at its own place
/// in the same channel, any channel at its own place, a window around it, or the whole map.
enum class Reach { element, pixel, window, map };

/// The weights of a layer: none, all that its shapes allow, or the nonzeros of a sparse matrix,
/// whose places only the weights know.
enum class Storage { none, full, sparse };

/// Number of weights of a layer: `outputs` rows (one per output channel) of `per_output` values,
/// and `biases` more (one per output channel, or none). A stored weight of a sparse matrix comes
/// with the bytes of its column index.
struct ParameterLayout {
  Index outputs = 0;
  Index per_output = 0;
  Index biases = 0;
  Index index_bytes_per_weight = 0;
};

struct LayerCall;
struct Tensor;

// A layer kind is a plain struct in a file of this folder, with these facts in it and these
// functions beside it (`inputs` are the shapes of the whole input maps, `output` is a region of the
// output map). layer.h lists the kinds; what is forgotten does not compile.
//
//   static constexpr std::string_view kind, help       its name in JSON files, and one line on it
//   static constexpr Locality locality
//   static constexpr Reach reach
//   static constexpr Storage weights
//   static Fields<Kind> fields()                       its keys in JSON files
//   Shape output_shape(Kind, inputs)                   throws std::invalid_argument
//   Box input_region(Kind, inputs, which, output)      what `output` depends on, clipped to the map
//   Work operations(Kind, inputs, output)              all but `bytes`
//   ParameterLayout parameter_layout(Kind, inputs)     where there are weights
//   Index inputs_along(Kind, vertically, outputs)      where an output needs a window: how many
//                                                      inputs some neighbours need along one axis
//   void compute(Kind, LayerCall, Tensor& output)      in models/kernels

/// Throws std::invalid_argument when the layer does not have exactly `count` inputs.
void check_input_count(const std::vector<Shape>& inputs, std::size_t count);

}  // namespace modnn
