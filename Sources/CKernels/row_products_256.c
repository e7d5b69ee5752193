#include "row_products_256.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_AVX2 __attribute__((target("avx2,fma")))
#define INLINE static inline __attribute__((always_inline))

/* As in row_products.c for processors with half as many registers of half the size: 3 rows of x times 4 rows of w, the sums in
   registers. What is left of d after whole registers is added last. */
#define ROW_PRODUCTS(NAME, REAL, VECTOR, LANES, SUFFIX)                                                                \
  FOR_AVX2 INLINE REAL NAME##_sum(VECTOR v) {                                                                          \
    REAL lanes[LANES];                                                                                                 \
    _mm256_storeu_##SUFFIX(lanes, v);                                                                                  \
    _Pragma("clang loop unroll(full)") for (int half = LANES / 2; half > 0; half /= 2)                                 \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < half; i++) lanes[i] += lanes[i + half];                 \
    return lanes[0];                                                                                                   \
  }                                                                                                                    \
  FOR_AVX2 INLINE void NAME##_tile(const REAL *x, const REAL *w, long d, long ldx, long ldw, REAL *out, long ldo,      \
                                   const int R, const int C, const int fetches) {                                      \
    VECTOR sums[12], xs[3];                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < R * C; i++) sums[i] = _mm256_setzero_##SUFFIX();            \
    long k = 0;                                                                                                        \
    for (; k + LANES <= d; k += LANES) {                                                                               \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) xs[r] = _mm256_loadu_##SUFFIX(x + r * ldx + k);   \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++) {                                                 \
        if (fetches) _mm_prefetch((const char *)(w + (c + C) * ldw + k), _MM_HINT_T1);                                 \
        const VECTOR v = _mm256_loadu_##SUFFIX(w + c * ldw + k);                                                       \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) sums[c * R + r] =                               \
            _mm256_fmadd_##SUFFIX(xs[r], v, sums[c * R + r]);                                                          \
      }                                                                                                                \
    }                                                                                                                  \
    _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++)                                                     \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                               \
      REAL sum = NAME##_sum(sums[c * R + r]);                                                                          \
      for (long i = k; i < d; i++) sum += x[r * ldx + i] * w[c * ldw + i];                                             \
      out[r * ldo + c] = sum;                                                                                          \
    }                                                                                                                  \
  }                                                                                                                    \
  FOR_AVX2 INLINE void NAME##_rows(const REAL *x, const REAL *w, long others, long d, long ldx, long ldw, REAL *out,   \
                                   long ldo, const int R, const int fetches) {                                         \
    long f = 0;                                                                                                        \
    for (; f + 4 <= others; f += 4) NAME##_tile(x, w + f * ldw, d, ldx, ldw, out + f, ldo, R, 4, fetches);             \
    for (; f < others; f++) NAME##_tile(x, w + f * ldw, d, ldx, ldw, out + f, ldo, R, 1, 0);                           \
  }                                                                                                                    \
  FOR_AVX2 INLINE void NAME##_256(const REAL *x, long ldx, long rows, const REAL *w, long ldw, long others, long d,    \
                                  REAL *out, long ldo) {                                                               \
    for (long f = 0; f < others; f += 24) {                                                                            \
      const long count = others - f < 24 ? others - f : 24;                                                            \
      const REAL *block = w + f * ldw;                                                                                 \
      long r = 0;                                                                                                      \
      for (; r + 3 <= rows; r += 3) {                                                                                  \
        if (r == 0)                                                                                                    \
          NAME##_rows(x, block, count, d, ldx, ldw, out + f, ldo, 3, 1);                                               \
        else                                                                                                           \
          NAME##_rows(x + r * ldx, block, count, d, ldx, ldw, out + r * ldo + f, ldo, 3, 0);                           \
      }                                                                                                                \
      if (rows - r == 2) NAME##_rows(x + r * ldx, block, count, d, ldx, ldw, out + r * ldo + f, ldo, 2, 1);            \
      if (rows - r == 1) NAME##_rows(x + r * ldx, block, count, d, ldx, ldw, out + r * ldo + f, ldo, 1, 1);            \
    }                                                                                                                  \
  }

ROW_PRODUCTS(single, float, __m256, 8, ps)
ROW_PRODUCTS(twice, double, __m256d, 4, pd)

int atlas_has_row_products_256(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

FOR_AVX2 void atlas_row_products_256_f32(const float *x, long ldx, long rows, const float *w, long ldw, long others,
                                         long d, float *out, long ldo) {
  single_256(x, ldx, rows, w, ldw, others, d, out, ldo);
}

FOR_AVX2 void atlas_row_products_256_f64(const double *x, long ldx, long rows, const double *w, long ldw, long others,
                                         long d, double *out, long ldo) {
  twice_256(x, ldx, rows, w, ldw, others, d, out, ldo);
}
#endif
