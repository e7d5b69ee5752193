#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,fma")))
#define INLINE static inline __attribute__((always_inline))

/* R rows of x times C rows of w, the sums in registers; the last, partial step reads no further than d. The rows of w that
   come next are fetched ahead while they are not in the cache: without it a product of few rows waits for memory. */
#define ROW_PRODUCTS(NAME, REAL, VECTOR, MASK, LANES, SUFFIX)                                                          \
  FOR_AVX512 INLINE void NAME##_step(const VECTOR *xs, VECTOR v, VECTOR *sums, const int R) {                          \
    _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) sums[r] =                                           \
        _mm512_fmadd_##SUFFIX(xs[r], v, sums[r]);                                                                      \
  }                                                                                                                    \
  FOR_AVX512 INLINE void NAME##_tile(const REAL *x, const REAL *w, long d, long ldx, long ldw, REAL *out, long ldo,    \
                                     const int R, const int C, const int fetches) {                                    \
    VECTOR sums[24], xs[4];                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < R * C; i++) sums[i] = _mm512_setzero_##SUFFIX();            \
    long k = 0;                                                                                                        \
    for (; k + LANES <= d; k += LANES) {                                                                               \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) xs[r] = _mm512_loadu_##SUFFIX(x + r * ldx + k);   \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++) {                                                 \
        if (fetches) _mm_prefetch((const char *)(w + (c + C) * ldw + k), _MM_HINT_T1);                                 \
        NAME##_step(xs, _mm512_loadu_##SUFFIX(w + c * ldw + k), sums + c * R, R);                                      \
      }                                                                                                                \
    }                                                                                                                  \
    if (k < d) {                                                                                                       \
      const MASK mask = (MASK)((1u << (d - k)) - 1u);                                                                  \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) xs[r] =                                           \
          _mm512_maskz_loadu_##SUFFIX(mask, x + r * ldx + k);                                                          \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++)                                                   \
          NAME##_step(xs, _mm512_maskz_loadu_##SUFFIX(mask, w + c * ldw + k), sums + c * R, R);                        \
    }                                                                                                                  \
    _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++)                                                     \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) out[r * ldo + c] =                              \
            _mm512_reduce_add_##SUFFIX(sums[c * R + r]);                                                               \
  }                                                                                                                    \
  FOR_AVX512 INLINE void NAME##_rows(const REAL *x, const REAL *w, long others, long d, long ldx, long ldw, REAL *out, \
                                     long ldo, const int R, const int fetches) {                                       \
    long f = 0;                                                                                                        \
    for (; f + 6 <= others; f += 6) NAME##_tile(x, w + f * ldw, d, ldx, ldw, out + f, ldo, R, 6, fetches);             \
    for (; f < others; f++) NAME##_tile(x, w + f * ldw, d, ldx, ldw, out + f, ldo, R, 1, 0);                           \
  }                                                                                                                    \
  FOR_AVX512 static void NAME##_512(const REAL *x, long ldx, long rows, const REAL *w, long ldw, long others, long d,  \
                                    REAL *out, long ldo) {                                                             \
    for (long f = 0; f < others; f += 24) {                                                                            \
      const long count = others - f < 24 ? others - f : 24;                                                            \
      long r = 0;                                                                                                      \
      for (; r + 4 <= rows; r += 4) {                                                                                  \
        if (r == 0)                                                                                                    \
          NAME##_rows(x, w + f * ldw, count, d, ldx, ldw, out + f, ldo, 4, 1);                                         \
        else                                                                                                           \
          NAME##_rows(x + r * ldx, w + f * ldw, count, d, ldx, ldw, out + r * ldo + f, ldo, 4, 0);                     \
      }                                                                                                                \
      const REAL *last = x + r * ldx;                                                                                  \
      REAL *into = out + r * ldo + f;                                                                                  \
      if (rows - r == 3) NAME##_rows(last, w + f * ldw, count, d, ldx, ldw, into, ldo, 3, 1);                          \
      if (rows - r == 2) NAME##_rows(last, w + f * ldw, count, d, ldx, ldw, into, ldo, 2, 1);                          \
      if (rows - r == 1) NAME##_rows(last, w + f * ldw, count, d, ldx, ldw, into, ldo, 1, 1);                          \
    }                                                                                                                  \
  }

ROW_PRODUCTS(single, float, __m512, __mmask16, 16, ps)
ROW_PRODUCTS(twice, double, __m512d, __mmask8, 8, pd)

int atlas_has_row_products(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
}

void atlas_row_products_f32(const float *x, long ldx, long rows, const float *w, long ldw, long others, long d,
                            float *out, long ldo) {
  single_512(x, ldx, rows, w, ldw, others, d, out, ldo);
}

void atlas_row_products_f64(const double *x, long ldx, long rows, const double *w, long ldw, long others, long d,
                            double *out, long ldo) {
  twice_512(x, ldx, rows, w, ldw, others, d, out, ldo);
}
#else
int atlas_has_row_products(void) { return 0; }
void atlas_row_products_f32(const float *x, long ldx, long rows, const float *w, long ldw, long others, long d,
                            float *out, long ldo) {}
void atlas_row_products_f64(const double *x, long ldx, long rows, const double *w, long ldw, long others, long d,
                            double *out, long ldo) {}
#endif
