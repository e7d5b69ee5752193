#include "kernels.h"

#include <math.h>
#include <string.h>

typedef float lanes __attribute__((vector_size(64), aligned(4)));

#if defined(__x86_64__)
#define FOR_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define FOR_AVX2 __attribute__((target("avx2,fma")))
#endif
#define INLINE static inline __attribute__((always_inline))

INLINE void load(lanes *target, const float *source) { memcpy(target, source, sizeof(lanes)); }

INLINE float sum(const lanes *v) {
  float s[16];
  memcpy(s, v, sizeof s);
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) s[i] += s[i + half];
  return s[0];
}

/* R rows of x times C rows of w; constant bounds, so that the sums stay in registers. */
INLINE void dot_tile(const float *x, long ldx, const float *w, long ldw, long d, float *out, long ldo, const int R,
                     const int C) {
  lanes sums[24];
#pragma clang loop unroll(full)
  for (int i = 0; i < R * C; i++) sums[i] = (lanes){0};
  for (long k = 0; k < d; k += 16) {
    lanes xs[4];
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++) load(&xs[r], x + r * ldx + k);
#pragma clang loop unroll(full)
    for (int c = 0; c < C; c++) {
      lanes weights;
      load(&weights, w + c * ldw + k);
#pragma clang loop unroll(full)
      for (int r = 0; r < R; r++)
        sums[c * R + r] = __builtin_elementwise_fma(xs[r], weights, sums[c * R + r]);
    }
  }
#pragma clang loop unroll(full)
  for (int c = 0; c < C; c++)
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++) out[r * ldo + c] = sum(&sums[c * R + r]);
}

/* Features in groups that stay in the cache while all rows pass. */
INLINE void dot_products(const float *x, long ldx, const float *w, long ldw, long d, float *out, long ldo, long rows,
                         long features, const int R, const int C) {
  const long group = 8 * C;
  for (long first = 0; first < features; first += group) {
    const long end = first + group < features ? first + group : features;
    long r = 0;
    for (; r + R <= rows; r += R) {
      long f = first;
      for (; f + C <= end; f += C) dot_tile(x + r * ldx, ldx, w + f * ldw, ldw, d, out + r * ldo + f, ldo, R, C);
      for (; f < end; f++) dot_tile(x + r * ldx, ldx, w + f * ldw, ldw, d, out + r * ldo + f, ldo, R, 1);
    }
    for (; r < rows; r++)
      for (long f = first; f < end; f++)
        dot_tile(x + r * ldx, ldx, w + f * ldw, ldw, d, out + r * ldo + f, ldo, 1, 1);
  }
}

/* Four pairs at a time: one alone would wait for each of its own additions. */
INLINE void pair_products(const float *x, long ldx, const float *w, long ldw, long d, const uint32_t *rows,
                          const uint32_t *features, float *out, long count) {
  for (long i = 0; i < count; i += 4) {
    const float *a[4], *b[4];
    lanes sums[4];
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++) {
      const long pair = i + j < count ? i + j : count - 1;
      a[j] = x + (long)rows[pair] * ldx;
      b[j] = w + (long)features[pair] * ldw;
      sums[j] = (lanes){0};
    }
    for (long k = 0; k < d; k += 16)
#pragma clang loop unroll(full)
      for (int j = 0; j < 4; j++) {
        lanes p, q;
        load(&p, a[j] + k);
        load(&q, b[j] + k);
        sums[j] = __builtin_elementwise_fma(p, q, sums[j]);
      }
#pragma clang loop unroll(full)
    for (int j = 0; j < 4; j++)
      if (i + j < count) out[i + j] = sum(&sums[j]);
  }
}

INLINE struct atlas_quantised quantise(const float *row, const float *centre, long d, int8_t *q) {
  struct atlas_quantised found = {.scale = 1};
  int finite = 1;
  lanes largest = {0}, difference = {0}, squares = {0}, differences = {0}, errors = {0}, products = {0};
  for (long k = 0; k < d; k += 16) {
    lanes u, c;
    load(&u, row + k);
    load(&c, centre + k);
    const lanes v = u - c;
    largest = __builtin_elementwise_max(largest, __builtin_elementwise_abs(u));
    difference = __builtin_elementwise_max(difference, __builtin_elementwise_abs(v));
    squares += u * u;
    differences += v * v;
  }
  for (int i = 0; i < 16; i++) {
    /* max() may drop NaN, the squares keep it. */
    finite &= isfinite(largest[i]) && !isnan(squares[i]) && !isnan(differences[i]);
    if (largest[i] > found.largest) found.largest = largest[i];
    if (difference[i] > found.largest_difference) found.largest_difference = difference[i];
  }
  if (!finite) found.largest = INFINITY;
  found.norm = sqrtf(sum(&squares));
  found.difference = sqrtf(sum(&differences));
  if (!(found.largest <= 1e15f) || found.largest_difference < 1e-10f) {
    memset(q, 0, (size_t)d);
    found.difference = found.error = found.largest_difference * sqrtf((float)d);
    return found;
  }
  found.scale = found.largest_difference / 127;
  const float inverse = 127 / found.largest_difference;
  const float shift = 12582912; /* 1.5 · 2²³: adding it rounds to the nearest integer. */
  int32_t total = 0;
  for (long k = 0; k < d; k += 16) {
    lanes u, c;
    load(&u, row + k);
    load(&c, centre + k);
    const lanes v = u - c;
    lanes level = v * inverse;
    level = __builtin_elementwise_min(__builtin_elementwise_max(level, (lanes){0} - 127), (lanes){0} + 127);
    level = (level + shift) - shift;
    const lanes product = level * found.scale;
    const lanes error = v - product;
    errors += error * error;
    products += product * product;
    for (int i = 0; i < 16; i++) {
      const int32_t value = (int32_t)level[i];
      q[k + i] = (int8_t)value;
      total += value;
    }
  }
  found.sum = total;
  found.error = sqrtf(sum(&errors));
  found.quantised = sqrtf(sum(&products));
  return found;
}

#if defined(__x86_64__)
#include <immintrin.h>

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
         && __builtin_cpu_supports("avx512vl");
}

int atlas_vector_bits(void) {
  if (has_avx512() && __builtin_cpu_supports("avx512cd")) return 512;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 256 : 0;
}

int atlas_has_byte_products(void) { return has_avx512() && __builtin_cpu_supports("avx512vnni"); }

/* R rows times 32 features; a row's four bytes go to all lanes, each lane a feature. */
#define FOR_VNNI __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
FOR_VNNI INLINE void byte_tile(const int8_t *x, const int32_t *sums, const uint8_t *w, long quads, float *out, long ldo,
                               const int R) {
  __m512i low[12], high[12];
#pragma clang loop unroll(full)
  for (int r = 0; r < R; r++) low[r] = high[r] = _mm512_set1_epi32(-128 * sums[r]);
  for (long q = 0; q < quads; q++) {
    const __m512i first = _mm512_loadu_si512(w + q * 128), second = _mm512_loadu_si512(w + q * 128 + 64);
#pragma clang loop unroll(full)
    for (int r = 0; r < R; r++) {
      int32_t four;
      memcpy(&four, x + (r * quads + q) * 4, 4);
      const __m512i all = _mm512_set1_epi32(four);
      low[r] = _mm512_dpbusd_epi32(low[r], first, all);
      high[r] = _mm512_dpbusd_epi32(high[r], second, all);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < R; r++) {
    _mm512_storeu_ps(out + r * ldo, _mm512_cvtepi32_ps(low[r]));
    _mm512_storeu_ps(out + r * ldo + 16, _mm512_cvtepi32_ps(high[r]));
  }
}

FOR_VNNI void atlas_byte_products(const int8_t *x, const int32_t *sums, const uint8_t *w, long quads, float *out,
                                  long ldo, long rows, long panels) {
  for (long p = 0; p < panels; p++) {
    const uint8_t *panel = w + p * quads * 128;
    long r = 0;
    for (; r + 12 <= rows; r += 12)
      byte_tile(x + r * quads * 4, sums + r, panel, quads, out + r * ldo + p * 32, ldo, 12);
    for (; r + 4 <= rows; r += 4)
      byte_tile(x + r * quads * 4, sums + r, panel, quads, out + r * ldo + p * 32, ldo, 4);
    for (; r < rows; r++) byte_tile(x + r * quads * 4, sums + r, panel, quads, out + r * ldo + p * 32, ldo, 1);
  }
}

FOR_AVX512 static void dot_products_512(const float *x, long ldx, const float *w, long ldw, long d, float *out,
                                        long ldo, long rows, long features) {
  dot_products(x, ldx, w, ldw, d, out, ldo, rows, features, 4, 6);
}
FOR_AVX2 static void dot_products_256(const float *x, long ldx, const float *w, long ldw, long d, float *out, long ldo,
                                      long rows, long features) {
  dot_products(x, ldx, w, ldw, d, out, ldo, rows, features, 2, 3);
}
FOR_AVX512 static void pair_products_512(const float *x, long ldx, const float *w, long ldw, long d,
                                         const uint32_t *rows, const uint32_t *features, float *out, long count) {
  pair_products(x, ldx, w, ldw, d, rows, features, out, count);
}
FOR_AVX2 static void pair_products_256(const float *x, long ldx, const float *w, long ldw, long d,
                                       const uint32_t *rows, const uint32_t *features, float *out, long count) {
  pair_products(x, ldx, w, ldw, d, rows, features, out, count);
}
FOR_AVX512 static struct atlas_quantised quantise_512(const float *row, const float *centre, long d, int8_t *q) {
  return quantise(row, centre, d, q);
}
#endif

void atlas_dot_products(const float *x, long ldx, const float *w, long ldw, long d, float *out, long ldo, long rows,
                        long features) {
#if defined(__x86_64__)
  if (has_avx512()) return dot_products_512(x, ldx, w, ldw, d, out, ldo, rows, features);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return dot_products_256(x, ldx, w, ldw, d, out, ldo, rows, features);
#endif
  dot_products(x, ldx, w, ldw, d, out, ldo, rows, features, 1, 4);
}

void atlas_pair_products(const float *x, long ldx, const float *w, long ldw, long d, const uint32_t *rows,
                         const uint32_t *features, float *out, long count) {
#if defined(__x86_64__)
  if (has_avx512()) return pair_products_512(x, ldx, w, ldw, d, rows, features, out, count);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return pair_products_256(x, ldx, w, ldw, d, rows, features, out, count);
#endif
  pair_products(x, ldx, w, ldw, d, rows, features, out, count);
}

struct atlas_quantised atlas_quantise(const float *row, const float *centre, long d, int8_t *q) {
#if defined(__x86_64__)
  if (has_avx512()) return quantise_512(row, centre, d, q);
#endif
  return quantise(row, centre, d, q);
}

#if !defined(__x86_64__)
int atlas_vector_bits(void) { return 0; }

int atlas_has_byte_products(void) { return 0; }
void atlas_byte_products(const int8_t *x, const int32_t *sums, const uint8_t *w, long quads, float *out, long ldo,
                         long rows, long panels) {}
#endif
