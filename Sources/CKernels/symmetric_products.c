#include "kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define FOR_AVX512 __attribute__((target("avx512f,avx512dq,fma")))

/* Rows of the symmetric matrix that are taken at a time: their parts of two vectors stay in the nearest cache until all rows
   of `a` have been multiplied with them. ROWS · 2 sums lie in registers. */
enum { DEPTH = 64, ROWS = 12, MOST = 8 * ROWS };

/* R rows of `a`, packed one column after the other, times a strip of two vectors of s; added to c. Every sum is made in
   the same order whatever R is. The strip after the next is fetched ahead. */
#define STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, R)                                                              \
  FOR_AVX512 static void NAME##_##R(const REAL *a, const REAL *s, long n, long depth, REAL *c, MASK first,             \
                                    MASK second) {                                                                     \
    VECTOR left[R], right[R];                                                                                          \
    _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) left[r] = right[r] = _mm512_setzero_##SUFFIX();     \
    for (long k = 0; k < depth; k++, s += n, a += R) {                                                                 \
      const VECTOR x = _mm512_maskz_loadu_##SUFFIX(first, s), y = _mm512_maskz_loadu_##SUFFIX(second, s + LANES);      \
      _mm_prefetch((const char *)(s + 4 * LANES), _MM_HINT_T0);                                                        \
      _mm_prefetch((const char *)(s + 5 * LANES), _MM_HINT_T0);                                                        \
      _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                                 \
        const VECTOR v = _mm512_set1_##SUFFIX(a[r]);                                                                   \
        left[r] = _mm512_fmadd_##SUFFIX(v, x, left[r]);                                                                \
        right[r] = _mm512_fmadd_##SUFFIX(v, y, right[r]);                                                              \
      }                                                                                                                \
    }                                                                                                                  \
    _Pragma("clang loop unroll(full)") for (int r = 0; r < R; r++) {                                                   \
      REAL *out = c + r * n;                                                                                           \
      _mm512_mask_storeu_##SUFFIX(                                                                                     \
          out, first, _mm512_add_##SUFFIX(_mm512_maskz_loadu_##SUFFIX(first, out), left[r]));                          \
      _mm512_mask_storeu_##SUFFIX(                                                                                     \
          out + LANES, second, _mm512_add_##SUFFIX(_mm512_maskz_loadu_##SUFFIX(second, out + LANES), right[r]));       \
    }                                                                                                                  \
  }

#define PRODUCTS(NAME, REAL, VECTOR, MASK, LANES, SUFFIX)                                                              \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 1)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 2)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 3)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 4)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 5)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 6)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 7)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 8)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 9)                                                                    \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 10)                                                                   \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 11)                                                                   \
  STRIP(NAME, REAL, VECTOR, MASK, LANES, SUFFIX, 12)                                                                   \
  static MASK NAME##_mask(long left) {                                                                                 \
    return left >= LANES ? (MASK)((1u << LANES) - 1) : left <= 0 ? 0 : (MASK)((1u << left) - 1);                       \
  }                                                                                                                    \
  static void NAME(const REAL *a, long m, const REAL *s, long n, REAL *c) {                                            \
    static void (*const strips[])(const REAL *, const REAL *, long, long, REAL *, MASK, MASK) = {                      \
        NAME##_1, NAME##_2, NAME##_3, NAME##_4,  NAME##_5,  NAME##_6,                                                  \
        NAME##_7, NAME##_8, NAME##_9, NAME##_10, NAME##_11, NAME##_12};                                                \
    REAL packed[DEPTH * MOST];                                                                                         \
    memset(c, 0, sizeof(REAL) * m * n);                                                                                \
    for (long top = 0; top < m; top += MOST, a += MOST * n, c += MOST * n) {                                           \
      const long rows = m - top < MOST ? m - top : MOST, blocks = (rows + ROWS - 1) / ROWS;                            \
      for (long start = 0; start < n; start += DEPTH) {                                                                \
        const long depth = n - start < DEPTH ? n - start : DEPTH;                                                      \
        REAL *into = packed;                                                                                           \
        for (long block = 0; block < blocks; block++)                                                                  \
          for (long k = start; k < start + depth; k++)                                                                 \
            for (long r = block * rows / blocks; r < (block + 1) * rows / blocks; r++) *into++ = a[r * n + k];         \
        for (long column = 0; column < n; column += 2 * LANES) {                                                       \
          const MASK first = NAME##_mask(n - column), second = NAME##_mask(n - column - LANES);                        \
          const REAL *from = packed;                                                                                   \
          for (long block = 0; block < blocks; block++) {                                                              \
            const long low = block * rows / blocks, count = (block + 1) * rows / blocks - low;                         \
            strips[count - 1](from, s + start * n + column, n, depth, c + low * n + column, first, second);            \
            from += depth * count;                                                                                     \
          }                                                                                                            \
        }                                                                                                              \
      }                                                                                                                \
    }                                                                                                                  \
  }

PRODUCTS(single, float, __m512, __mmask16, 16, ps)
PRODUCTS(twice, double, __m512d, __mmask8, 8, pd)

int atlas_has_symmetric_products(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("fma");
}

void atlas_symmetric_products_f32(const float *a, long m, const float *s, long n, float *c) { single(a, m, s, n, c); }

void atlas_symmetric_products_f64(const double *a, long m, const double *s, long n, double *c) { twice(a, m, s, n, c); }
#else
int atlas_has_symmetric_products(void) { return 0; }
void atlas_symmetric_products_f32(const float *a, long m, const float *s, long n, float *c) {}
void atlas_symmetric_products_f64(const double *a, long m, const double *s, long n, double *c) {}
#endif
