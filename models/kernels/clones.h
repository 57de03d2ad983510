#pragma once

// Compiles a function for AVX2 and FMA besides the baseline, and picks by the machine it runs on.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define MODNN_VECTOR_CLONES \
  __attribute__((target_clones("arch=haswell", "default"), optimize("O3")))
#else
#define MODNN_VECTOR_CLONES
#endif
