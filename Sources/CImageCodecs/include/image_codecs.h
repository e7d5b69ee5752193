#ifndef ATLAS_IMAGE_CODECS_H
#define ATLAS_IMAGE_CODECS_H

#include <stddef.h>
#include <stdint.h>

/* libjpeg and libpng report errors by longjmp. Each function here sets its own place to jump to and returns instead, so that
   no jump ever crosses a caller's frames. Readers give rows of RGBA, 8 bits each, from the top; profiles and gamma are
   ignored. A reader that failed gives no further rows. */

#define ATLAS_IMAGE_MESSAGE 160

typedef struct {
    uint32_t width;
    uint32_t height;
    /* Why the last call failed; empty where none did. */
    char message[ATLAS_IMAGE_MESSAGE];
} atlas_image_status;

typedef struct atlas_jpeg_reader atlas_jpeg_reader;
typedef struct atlas_png_reader atlas_png_reader;

/* The bytes must stay as long as the reader. NULL, and a message, where the header is not sound. `memory` bounds what the
   library may allocate, in bytes. */
atlas_jpeg_reader *atlas_jpeg_open(const uint8_t *bytes, size_t count, size_t memory, atlas_image_status *status);
/* 1, or 0 and a message: data that are damaged or end early are errors. After the last row the end of the file is read. */
int atlas_jpeg_read_row(atlas_jpeg_reader *reader, uint8_t *row, atlas_image_status *status);
void atlas_jpeg_close(atlas_jpeg_reader *reader);

/* As above; an interlaced picture is read whole when it is opened, into width * height * 4 bytes. */
atlas_png_reader *atlas_png_open(const uint8_t *bytes, size_t count, atlas_image_status *status);
int atlas_png_read_row(atlas_png_reader *reader, uint8_t *row, atlas_image_status *status);
void atlas_png_close(atlas_png_reader *reader);

/* Bytes of a file that was written, to be freed by atlas_image_free; NULL where that failed. With `fine` colours are kept for
   each pixel, else for four together. */
uint8_t *atlas_jpeg_write(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, int fine, size_t *count);
/* One index into `palette` (RGB, `colours` of them, at most 256) for each pixel. */
uint8_t *atlas_png_write(const uint8_t *indices, uint32_t width, uint32_t height, const uint8_t *palette, int colours,
                         size_t *count);
void atlas_image_free(uint8_t *bytes);

#endif
