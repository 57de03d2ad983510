#include "models/kernels/matrix.h"

#include <cblas.h>
#include <new>
#include <sys/mman.h>

namespace modnn {
namespace {

/// OpenBLAS takes 128 MiB at its first product, for all later ones, and asks for ever where it does
/// not get them.
void take_blas_memory() {
  constexpr std::size_t enough = 192U << 20U;
  void* const room =
      mmap(nullptr, enough, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  munmap(room, enough);
  const float one = 1;
  float product = 0;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 1, 1, 1, 1, &one, 1, &one, 1, 0, &product,
              1);
}

}  // namespace

void use_single_threaded_blas() {
  static const bool done = [] {
    openblas_set_num_threads(1);
    take_blas_memory();
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace modnn
