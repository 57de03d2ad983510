#pragma once

namespace modnn {

/// Which rate of a device applies to a layer.
enum class KernelClass { conv, dense, elementwise, depthwise, sparse_dense };

/// The work of computing one output region of one layer.
struct Work {
  KernelClass kernel = KernelClass::elementwise;
  double macs = 0;      ///< multiply-accumulates (0 for elementwise)
  double elements = 0;  ///< element operations (activation outputs; pool: inputs read)
  double bytes = 0;     ///< weights read + inputs read + outputs written, float32
};

}  // namespace modnn
