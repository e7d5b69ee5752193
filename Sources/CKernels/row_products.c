#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,fma")))
#define INLINE static inline __attribute__((always_inline))

/* R rows of x times C rows of w, the sums in registers; the last, partial step reads no further than d. */
#define ROW_PRODUCTS(NAME, REAL, VECTOR, MASK, LANES, SUFFIX)                                                          \
  FOR_AVX512 INLINE void NAME##_tile(const REAL *x, const REAL *w, long d, long ldx, long ldw, REAL *out, long ldo,    \
                                     const int R, const int C) {                                                       \
    VECTOR sums[24];                                                                                                   \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < R * C; i++) sums[i] = _mm512_setzero_##SUFFIX();            \
    for (long k = 0; k < d; k += LANES) {                                                                              \
      const MASK mask = (MASK)(d - k >= LANES ? ~0u : (1u << (d - k)) - 1u);                                           \
      VECTOR xs[4];                                                                                                    \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) xs[r] =                                           \
          _mm512_maskz_loadu_##SUFFIX(mask, x + r * ldx + k);                                                          \
      _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++) {                                                 \
        const VECTOR v = _mm512_maskz_loadu_##SUFFIX(mask, w + c * ldw + k);                                           \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) sums[c * R + r] =                               \
            _mm512_fmadd_##SUFFIX(xs[r], v, sums[c * R + r]);                                                          \
      }                                                                                                                \
    }                                                                                                                  \
    _Pragma("clang loop unroll(full)") for (int c = 0; c < C; c++)                                                     \
        _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) out[r * ldo + c] =                              \
            _mm512_reduce_add_##SUFFIX(sums[c * R + r]);                                                               \
  }                                                                                                                    \
  FOR_AVX512 static void NAME##_512(const REAL *x, long ldx, long rows, const REAL *w, long ldw, long others, long d,  \
                                    REAL *out, long ldo) {                                                             \
    for (long first = 0; first < others; first += 24) {                                                                \
      const long end = first + 24 < others ? first + 24 : others;                                                      \
      long r = 0;                                                                                                      \
      for (; r + 4 <= rows; r += 4) {                                                                                  \
        long f = first;                                                                                                \
        for (; f + 6 <= end; f += 6)                                                                                   \
          NAME##_tile(x + r * ldx, w + f * ldw, d, ldx, ldw, out + r * ldo + f, ldo, 4, 6);                            \
        for (; f < end; f++) NAME##_tile(x + r * ldx, w + f * ldw, d, ldx, ldw, out + r * ldo + f, ldo, 4, 1);         \
      }                                                                                                                \
      for (; r < rows; r++) {                                                                                          \
        long f = first;                                                                                                \
        for (; f + 6 <= end; f += 6)                                                                                   \
          NAME##_tile(x + r * ldx, w + f * ldw, d, ldx, ldw, out + r * ldo + f, ldo, 1, 6);                            \
        for (; f < end; f++) NAME##_tile(x + r * ldx, w + f * ldw, d, ldx, ldw, out + r * ldo + f, ldo, 1, 1);         \
      }                                                                                                                \
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
