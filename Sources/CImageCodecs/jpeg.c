#include "image_codecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

struct fault {
    struct jpeg_error_mgr manager;
    jmp_buf place;
    char message[JMSG_LENGTH_MAX];
};

struct atlas_jpeg_reader {
    struct jpeg_decompress_struct library;
    struct fault fault;
};

static void stop(j_common_ptr library) {
    struct fault *fault = (struct fault *)library->err;
    fault->manager.format_message(library, fault->message);
    longjmp(fault->place, 1);
}

static void say_nothing(j_common_ptr library) { (void)library; }

/* The library goes on where data are missing or damaged, with grey in their place. Here that is an error; what does no harm to
   the pixels is not. */
static void judge(j_common_ptr library, int level) {
    if (level >= 0) return;
    switch (library->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL:
    case JWRN_TOO_MUCH_DATA:
        break;
    default:
        stop(library);
    }
}

static struct jpeg_error_mgr *catch_faults(struct fault *fault) {
    jpeg_std_error(&fault->manager);
    fault->manager.error_exit = stop;
    fault->manager.emit_message = judge;
    fault->manager.output_message = say_nothing;
    return &fault->manager;
}

static int failed(const struct fault *fault, atlas_image_status *status) {
    snprintf(status->message, sizeof status->message, "%s", fault->message);
    return 0;
}

atlas_jpeg_reader *atlas_jpeg_open(const uint8_t *bytes, size_t count, size_t memory, atlas_image_status *status) {
    memset(status, 0, sizeof *status);
    atlas_jpeg_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        snprintf(status->message, sizeof status->message, "out of memory");
        return NULL;
    }
    reader->library.err = catch_faults(&reader->fault);
    if (setjmp(reader->fault.place)) {
        failed(&reader->fault, status);
        atlas_jpeg_close(reader);
        return NULL;
    }
    struct jpeg_decompress_struct *library = &reader->library;
    jpeg_create_decompress(library);
    library->mem->max_memory_to_use = (long)memory;
    jpeg_mem_src(library, bytes, (unsigned long)count);
    jpeg_read_header(library, TRUE);
    library->out_color_space = library->num_components == 4 ? JCS_CMYK : JCS_EXT_RGBA;
    library->dct_method = JDCT_ISLOW;
    jpeg_start_decompress(library);
    status->width = library->output_width;
    status->height = library->output_height;
    return reader;
}

/* Ink as Adobe's programs store it, 255 for none; as good as all files with four components come from them. */
static void ink_to_light(uint8_t *row, uint32_t width) {
    for (uint32_t x = 0; x < width; x++, row += 4) {
        unsigned key = row[3];
        for (int c = 0; c < 3; c++) {
            unsigned product = row[c] * key + 128;
            row[c] = (uint8_t)((product + (product >> 8)) >> 8);
        }
        row[3] = 255;
    }
}

int atlas_jpeg_read_row(atlas_jpeg_reader *reader, uint8_t *row, atlas_image_status *status) {
    if (setjmp(reader->fault.place)) return failed(&reader->fault, status);
    struct jpeg_decompress_struct *library = &reader->library;
    JSAMPROW rows[1] = {row};
    if (jpeg_read_scanlines(library, rows, 1) != 1) {
        snprintf(status->message, sizeof status->message, "rows are missing");
        return 0;
    }
    if (library->out_color_space == JCS_CMYK) ink_to_light(row, library->output_width);
    if (library->output_scanline == library->output_height) jpeg_finish_decompress(library);
    return 1;
}

void atlas_jpeg_close(atlas_jpeg_reader *reader) {
    if (!reader) return;
    if (!setjmp(reader->fault.place)) jpeg_destroy_decompress(&reader->library);
    free(reader);
}

/* What has to outlive a jump. */
struct writer {
    struct jpeg_compress_struct library;
    struct fault fault;
    unsigned char *bytes;
    unsigned long count;
};

uint8_t *atlas_jpeg_write(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, int fine, size_t *count) {
    struct writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    writer->library.err = catch_faults(&writer->fault);
    if (setjmp(writer->fault.place)) {
        jpeg_destroy_compress(&writer->library);
        free(writer->bytes);
        free(writer);
        return NULL;
    }
    struct jpeg_compress_struct *library = &writer->library;
    jpeg_create_compress(library);
    jpeg_mem_dest(library, &writer->bytes, &writer->count);
    library->image_width = width;
    library->image_height = height;
    library->input_components = 3;
    library->in_color_space = JCS_RGB;
    jpeg_set_defaults(library);
    jpeg_set_quality(library, quality, TRUE);
    if (fine) library->comp_info[0].h_samp_factor = library->comp_info[0].v_samp_factor = 1;
    library->dct_method = JDCT_ISLOW;
    library->optimize_coding = TRUE;
    jpeg_start_compress(library, TRUE);
    while (library->next_scanline < height) {
        JSAMPROW rows[1] = {(JSAMPROW)(rgb + (size_t)library->next_scanline * width * 3)};
        jpeg_write_scanlines(library, rows, 1);
    }
    jpeg_finish_compress(library);
    jpeg_destroy_compress(library);
    uint8_t *bytes = writer->bytes;
    *count = writer->count;
    free(writer);
    return bytes;
}

void atlas_image_free(uint8_t *bytes) { free(bytes); }
