#include "models/kernels/winograd_transform.h"

#include "models/kernels/clones.h"

namespace modnn::winograd {

MODNN_VECTOR_CLONES
void transform_inputs(const std::array<const float*, taps>& in, const std::array<float*, taps>& out,
                      Index count) {
  const float *d0 = in[0], *d1 = in[1], *d2 = in[2], *d3 = in[3], *d4 = in[4], *d5 = in[5];
  float *t0 = out[0], *t1 = out[1], *t2 = out[2], *t3 = out[3], *t4 = out[4], *t5 = out[5];
#pragma GCC ivdep
  for (Index k = 0; k < count; ++k) {
    const float a = d4[k] - 4 * d2[k], b = d3[k] - 4 * d1[k];
    const float c = d4[k] - d2[k], e = 2 * (d3[k] - d1[k]);
    t0[k] = 4 * d0[k] - 5 * d2[k] + d4[k];
    t1[k] = a + b;
    t2[k] = a - b;
    t3[k] = c + e;
    t4[k] = c - e;
    t5[k] = 4 * d1[k] - 5 * d3[k] + d5[k];
  }
}

MODNN_VECTOR_CLONES
void transform_outputs(const std::array<const float*, taps>& in,
                       const std::array<float*, tile>& out, Index count) {
  const float *m0 = in[0], *m1 = in[1], *m2 = in[2], *m3 = in[3], *m4 = in[4], *m5 = in[5];
  float *y0 = out[0], *y1 = out[1], *y2 = out[2], *y3 = out[3];
#pragma GCC ivdep
  for (Index k = 0; k < count; ++k) {
    const float a = m1[k] + m2[k], b = m1[k] - m2[k];
    const float c = m3[k] + m4[k], e = m3[k] - m4[k];
    y0[k] = m0[k] + a + c;
    y1[k] = b + 2 * e;
    y2[k] = a + 4 * c;
    y3[k] = b + 8 * e + m5[k];
  }
}

MODNN_VECTOR_CLONES
void transform_filters(const float* kernel, Index count, float* transformed, Index point_stride) {
  constexpr float g[taps][3] = {{1.0F / 4, 0, 0},
                                {-1.0F / 6, -1.0F / 6, -1.0F / 6},
                                {-1.0F / 6, 1.0F / 6, -1.0F / 6},
                                {1.0F / 24, 1.0F / 12, 1.0F / 6},
                                {1.0F / 24, -1.0F / 12, 1.0F / 6},
                                {0, 0, 1}};
  float w[9][filter_batch], rows[3][filter_batch];
  for (Index f = 0; f < count; ++f)
    for (Index k = 0; k < 9; ++k) w[k][f] = kernel[9 * f + k];
  for (Index i = 0; i < taps; ++i) {
    for (Index k = 0; k < 3; ++k)
      for (Index f = 0; f < count; ++f)
        rows[k][f] = g[i][0] * w[k][f] + g[i][1] * w[3 + k][f] + g[i][2] * w[6 + k][f];
    for (Index j = 0; j < taps; ++j) {
      float* out = transformed + (i * taps + j) * point_stride;
      for (Index f = 0; f < count; ++f)
        out[f] = g[j][0] * rows[0][f] + g[j][1] * rows[1][f] + g[j][2] * rows[2][f];
    }
  }
}

MODNN_VECTOR_CLONES
void split_phases(const float* row, Index count, float* phases) {
  for (Index k = 0; k < count; ++k)
    for (Index p = 0; p < tile; ++p) phases[p * count + k] = row[tile * k + p];
}

MODNN_VECTOR_CLONES
void merge_phases(const float* phases, Index count, float* row) {
  for (Index k = 0; k < count; ++k)
    for (Index p = 0; p < tile; ++p) row[tile * k + p] = phases[p * count + k];
}

}  // namespace modnn::winograd
