#ifndef ATLAS_ROW_PRODUCTS_256_H
#define ATLAS_ROW_PRODUCTS_256_H

/* What kernels.h says of the products of rows, for processors with AVX2 and without AVX-512. */
int atlas_has_row_products_256(void);
void atlas_row_products_256_f32(const float *x, long ldx, long rows, const float *w, long ldw, long others, long d,
                                float *out, long ldo);
void atlas_row_products_256_f64(const double *x, long ldx, long rows, const double *w, long ldw, long others, long d,
                                double *out, long ldo);

#endif
