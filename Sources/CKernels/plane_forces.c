#include "kernels.h"

/* No fused multiply-adds: the same bits on every processor. */
#pragma clang fp contract(off)

#if defined(__x86_64__)
#define FOR_AVX2 __attribute__((target("avx2")))
#endif
#define INLINE static inline __attribute__((always_inline))

typedef float eight __attribute__((vector_size(32), aligned(4)));

/* No function: a vector as an argument is passed otherwise where there is no AVX. */
#define TOTAL(v) ((((v)[0] + (v)[4]) + ((v)[2] + (v)[6])) + (((v)[1] + (v)[5]) + ((v)[3] + (v)[7])))

INLINE double repulsion(const float *x, const float *y, long points, const float *mx, const float *my, const float *mass,
                        long masses, float *fx, float *fy) {
  double whole = 0;
  for (long i = 0; i < points; i++) {
    eight sx = {0}, sy = {0}, s = {0};
    for (long j = 0; j < masses; j += 8) {
      const eight dx = x[i] - *(const eight *)(mx + j);
      const eight dy = y[i] - *(const eight *)(my + j);
      const eight q = 1.0f / (1.0f + dx * dx + dy * dy);
      const eight weight = *(const eight *)(mass + j) * q;
      const eight force = weight * q;
      s += weight;
      sx += force * dx;
      sy += force * dy;
    }
    fx[i] = TOTAL(sx);
    fy[i] = TOTAL(sy);
    whole += (double)TOTAL(s);
  }
  return whole;
}

#if defined(__x86_64__)
FOR_AVX2 static double repulsion_avx2(const float *x, const float *y, long points, const float *mx, const float *my,
                                      const float *mass, long masses, float *fx, float *fy) {
  return repulsion(x, y, points, mx, my, mass, masses, fx, fy);
}
#endif

double atlas_repulsion(const float *x, const float *y, long points, const float *mx, const float *my, const float *mass,
                       long masses, float *fx, float *fy) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return repulsion_avx2(x, y, points, mx, my, mass, masses, fx, fy);
#endif
  return repulsion(x, y, points, mx, my, mass, masses, fx, fy);
}

void atlas_attraction(const float *x, const float *y, const int64_t *offsets, const int32_t *others,
                      const float *weights, long first, long last, float *fx, float *fy) {
  for (long i = first; i < last; i++) {
    float sx = 0, sy = 0;
    for (int64_t entry = offsets[i]; entry < offsets[i + 1]; entry++) {
      const float dx = x[others[entry]] - x[i], dy = y[others[entry]] - y[i];
      const float pull = weights[entry] / (1.0f + dx * dx + dy * dy);
      sx += pull * dx;
      sy += pull * dy;
    }
    fx[i] = sx;
    fy[i] = sy;
  }
}
