#pragma once

#include <string>
#include <variant>

#include "models/layers/activate.h"
#include "models/layers/add.h"
#include "models/layers/avg_pool.h"
#include "models/layers/batch_norm.h"
#include "models/layers/concat.h"
#include "models/layers/conv.h"
#include "models/layers/darknet_reorg.h"
#include "models/layers/dense.h"
#include "models/layers/dropout.h"
#include "models/layers/flatten.h"
#include "models/layers/global_pool.h"
#include "models/layers/input_layer.h"
#include "models/layers/lrn.h"
#include "models/layers/max_pool.h"
#include "models/layers/multiply.h"
#include "models/layers/reorg.h"
#include "models/layers/softmax.h"
#include "models/layers/sparse_dense.h"
#include "models/layers/upsample.h"

namespace modnn {

/// The closed set of layer kinds; each has its own file in models/layers.
using LayerKind = std::variant<Input, Conv, MaxPool, Dense, Activate, Flatten, Softmax, AvgPool,
                               GlobalPool, SparseDense, BatchNorm, Lrn, Add, Concat, Dropout, Reorg,
                               Upsample, Multiply, DarknetReorg>;

/// The name a layer kind has in JSON files: "input", "conv", "max_pool", "dense", ...
std::string kind_name(const LayerKind& kind);

Locality locality(const LayerKind& kind);
Reach reach(const LayerKind& kind);
Storage weights_of(const LayerKind& kind);

inline bool is_sparse(const LayerKind& kind) { return weights_of(kind) == Storage::sparse; }

}  // namespace modnn
