#include "models/kernels/matrix.h"

#include <cblas.h>

namespace modnn {

void use_single_threaded_blas() {
  static const bool done = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace modnn
