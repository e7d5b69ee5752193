#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

struct atlas_png_reader {
    png_structp library;
    png_infop info;
    jmp_buf place;
    char message[ATLAS_IMAGE_MESSAGE];
    const uint8_t *bytes;
    size_t left;
    uint32_t width;
    uint32_t height;
    uint32_t next;
    /* All rows of an interlaced picture, else NULL. */
    uint8_t *whole;
    png_bytep *rows;
};

static void stop(png_structp library, png_const_charp message) {
    atlas_png_reader *reader = png_get_error_ptr(library);
    snprintf(reader->message, sizeof reader->message, "%s", message);
    longjmp(reader->place, 1);
}

static void say_nothing(png_structp library, png_const_charp message) {
    (void)library;
    (void)message;
}

static void take(png_structp library, png_bytep target, size_t count) {
    atlas_png_reader *reader = png_get_io_ptr(library);
    if (count > reader->left) png_error(library, "the file ends early");
    memcpy(target, reader->bytes, count);
    reader->bytes += count;
    reader->left -= count;
}

static int failed(const atlas_png_reader *reader, atlas_image_status *status) {
    snprintf(status->message, sizeof status->message, "%s", reader->message);
    return 0;
}

/* Nothing of these reaches the pixels; some are packed and could unfold to any size. */
static const png_byte ignored[] =
    "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sCAL\0sPLT\0sRGB\0tEXt\0tIME\0zTXt";

static void prepare(atlas_png_reader *reader) {
    png_structp library = reader->library;
    png_set_read_fn(library, reader, take);
    png_set_keep_unknown_chunks(library, PNG_HANDLE_CHUNK_NEVER, ignored, (int)(sizeof ignored / 5));
    png_read_info(library, reader->info);
    reader->width = png_get_image_width(library, reader->info);
    reader->height = png_get_image_height(library, reader->info);
    png_set_expand(library);
    png_set_scale_16(library);
    png_set_gray_to_rgb(library);
    png_set_add_alpha(library, 0xFF, PNG_FILLER_AFTER);
    int passes = png_set_interlace_handling(library);
    png_read_update_info(library, reader->info);
    size_t stride = png_get_rowbytes(library, reader->info);
    if (stride != (size_t)reader->width * 4) png_error(library, "its pixels cannot be made RGBA");
    if (passes == 1) return;
    reader->whole = calloc(reader->height, stride);
    reader->rows = calloc(reader->height, sizeof *reader->rows);
    if (!reader->whole || !reader->rows) png_error(library, "out of memory");
    for (uint32_t y = 0; y < reader->height; y++) reader->rows[y] = reader->whole + y * stride;
    png_read_image(library, reader->rows);
    png_read_end(library, NULL);
}

atlas_png_reader *atlas_png_open(const uint8_t *bytes, size_t count, atlas_image_status *status) {
    memset(status, 0, sizeof *status);
    atlas_png_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        snprintf(status->message, sizeof status->message, "out of memory");
        return NULL;
    }
    reader->bytes = bytes;
    reader->left = count;
    if (setjmp(reader->place)) {
        failed(reader, status);
        atlas_png_close(reader);
        return NULL;
    }
    reader->library = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, stop, say_nothing);
    if (reader->library) reader->info = png_create_info_struct(reader->library);
    if (!reader->info) {
        snprintf(status->message, sizeof status->message, "out of memory");
        atlas_png_close(reader);
        return NULL;
    }
    prepare(reader);
    status->width = reader->width;
    status->height = reader->height;
    return reader;
}

int atlas_png_read_row(atlas_png_reader *reader, uint8_t *row, atlas_image_status *status) {
    if (setjmp(reader->place)) return failed(reader, status);
    if (reader->next >= reader->height) {
        snprintf(status->message, sizeof status->message, "there are no more rows");
        return 0;
    }
    if (reader->whole) {
        memcpy(row, reader->rows[reader->next], (size_t)reader->width * 4);
    } else {
        png_read_row(reader->library, row, NULL);
    }
    reader->next += 1;
    if (reader->next == reader->height && !reader->whole) png_read_end(reader->library, NULL);
    return 1;
}

void atlas_png_close(atlas_png_reader *reader) {
    if (!reader) return;
    if (reader->library && !setjmp(reader->place)) {
        png_destroy_read_struct(&reader->library, reader->info ? &reader->info : NULL, NULL);
    }
    free(reader->whole);
    free(reader->rows);
    free(reader);
}

/* What has to outlive a jump. */
struct writer {
    png_structp library;
    png_infop info;
    jmp_buf place;
    uint8_t *bytes;
    size_t count;
    size_t capacity;
};

static void stop_writing(png_structp library, png_const_charp message) {
    (void)message;
    struct writer *writer = png_get_error_ptr(library);
    longjmp(writer->place, 1);
}

static void put(png_structp library, png_bytep bytes, size_t count) {
    struct writer *writer = png_get_io_ptr(library);
    if (count > writer->capacity - writer->count) {
        size_t capacity = writer->capacity * 2 + count;
        uint8_t *more = realloc(writer->bytes, capacity);
        if (!more) png_error(library, "out of memory");
        writer->bytes = more;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, bytes, count);
    writer->count += count;
}

static void flush(png_structp library) { (void)library; }

uint8_t *atlas_png_write(const uint8_t *indices, uint32_t width, uint32_t height, const uint8_t *palette, int colours,
                         size_t *count) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    uint8_t *bytes = NULL;
    if (setjmp(writer->place) == 0) {
        writer->library = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, stop_writing, say_nothing);
        if (writer->library) writer->info = png_create_info_struct(writer->library);
        if (writer->info) {
            int depth = colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
            png_set_write_fn(writer->library, writer, put, flush);
            png_set_compression_level(writer->library, 9);
            png_set_filter(writer->library, 0, PNG_FILTER_NONE);
            png_set_IHDR(writer->library, writer->info, width, height, depth, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                         PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
            png_color entries[256];
            for (int i = 0; i < colours && i < 256; i++) {
                entries[i].red = palette[3 * i];
                entries[i].green = palette[3 * i + 1];
                entries[i].blue = palette[3 * i + 2];
            }
            png_set_PLTE(writer->library, writer->info, entries, colours);
            png_write_info(writer->library, writer->info);
            png_set_packing(writer->library);
            for (uint32_t y = 0; y < height; y++) png_write_row(writer->library, indices + (size_t)y * width);
            png_write_end(writer->library, NULL);
            *count = writer->count;
        } else {
            free(writer->bytes);
            writer->bytes = NULL;
        }
        bytes = writer->bytes;
    } else {
        free(writer->bytes);
    }
    if (writer->library && !setjmp(writer->place)) {
        png_destroy_write_struct(&writer->library, writer->info ? &writer->info : NULL);
    }
    free(writer);
    return bytes;
}
