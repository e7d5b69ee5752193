#ifndef ATLAS_KERNELS_H
#define ATLAS_KERNELS_H

#include <stdint.h>

/* The products behind the encoders, for the instructions of the processor at hand. The f32 functions give the same bits
   on every processor: each product is the sum of 16 lanes, lane l a chain of fused multiply-adds over the elements
   l, l + 16, l + 32, … in ascending order, the lanes added in halves (0–7 + 8–15, then 0–3 + 4–7, …). */

/* Bits of the widest vectors with fused multiply-adds: 512 (AVX-512 F, BW, CD, DQ and VL), 256 (AVX2) or 0. */
int atlas_vector_bits(void);

/* Whether `atlas_byte_products` may be called: AVX-512 with VNNI, whose 8-bit products do not saturate. */
int atlas_has_byte_products(void);

/* out[r * ldo + f] = x[r]·w[f] for `rows` rows of x and `features` rows of w; d a multiple of 16. */
void atlas_dot_products(const float *x, long ldx, const float *w, long ldw, long d, float *out, long ldo, long rows,
                        long features);

/* out[i] = x[rows[i]]·w[features[i]]; d a multiple of 16. */
void atlas_pair_products(const float *x, long ldx, const float *w, long ldw, long d, const uint32_t *rows,
                         const uint32_t *features, float *out, long count);

/* Exact integer products: out[r * ldo + f] = Σ_k x[r][k] · (w[f][k] − 128), rounded to f32.
   x: signed bytes, 4 · quads a row. w: bytes plus 128 in panels of 32 features: [panels][quads][32][4].
   sums: Σ_k x[r][k]. 4 · quads · 255 · 128 must stay below 2³¹. */
void atlas_byte_products(const int8_t *x, const int32_t *sums, const uint8_t *w, long quads, float *out, long ldo,
                         long rows, long panels);

/* What is known of a row after `atlas_quantise`; norms are rounded f32 sums. */
struct atlas_quantised {
  float scale;          /* row − centre ≈ scale · q */
  int32_t sum;          /* Σ q */
  float largest;        /* max |row|; NaN or infinite when an element is */
  float largest_difference; /* max |row − centre| */
  float norm;           /* ‖row‖ */
  float difference;     /* ‖row − centre‖ */
  float error;          /* ‖row − centre − scale · q‖ */
  float quantised;      /* ‖scale · q‖ */
};

/* The nearest signed bytes (−127 … 127) of row − centre; d a multiple of 16. A row outside what f32 squares can hold
   (below 1e-10 or beyond 1e15 everywhere) gets zeros and scale 1. */
struct atlas_quantised atlas_quantise(const float *row, const float *centre, long d, int8_t *q);

/* Whether the two functions below may be called: AVX-512. */
int atlas_has_symmetric_products(void);

/* c = a·s: a and c [m, n], s [n, n] symmetric, all rows without gaps. For few rows of a: s is not copied into panels first.
   A row of c does not depend on what other rows there are. */
void atlas_symmetric_products_f32(const float *a, long m, const float *s, long n, float *c);
void atlas_symmetric_products_f64(const double *a, long m, const double *s, long n, double *c);

/* Points in a plane that masses push away, with q = 1 / (1 + d²): fx[i], fy[i] = Σ_j mass[j] q² (x[i] − mx[j]), and the
   same of y; returns Σ_i Σ_j mass[j] q. masses is a multiple of 8, the rest with a mass of 0. The same bits on every
   processor: eight sums, of every eighth mass each, added in halves. */
double atlas_repulsion(const float *x, const float *y, long points, const float *mx, const float *my, const float *mass,
                       long masses, float *fx, float *fy);

/* What edges pull at the points first … last − 1: fx[i], fy[i] = Σ_e weights[e] q (x[others[e]] − x[i]) over the entries
   offsets[i] … offsets[i + 1] − 1. */
void atlas_attraction(const float *x, const float *y, const int64_t *offsets, const int32_t *others,
                      const float *weights, long first, long last, float *fx, float *fy);

#endif
