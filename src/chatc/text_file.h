/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TEXT_FILE_H
#define CHATD_CHATC_TEXT_FILE_H

/*
 * A file as the drop protocol sends it: a number of lines, each with its end.
 */

#include <stddef.h>
#include <stdint.h>

/* What is sent before the lines: their number. */
#define TEXT_FILE_HEADER_BYTES 4

struct text_file {
	int descriptor; /* -1 while closed */
	uint32_t lines; /* in the file as it was counted */
	uint64_t size;  /* bytes to send after the header */
	uint64_t left;  /* of those, not yet read */
	uint32_t lines_left;
};

/*
 * Open the file of this name and count its lines; a last line without "\n" is
 * one, and gets it.  Return 0, or -1 and set *error_r to what is wrong.
 */
int text_file_open(
    struct text_file *file, const char *name, const char **error_r);

/* Close; an unopened or closed one is left alone. */
void text_file_close(struct text_file *file);

/* Write the header for so many lines. */
void text_file_header(uint32_t lines, char header[TEXT_FILE_HEADER_BYTES]);

/*
 * Read the next bytes to send, at most size.  Return how many, 0 after the
 * last, or -1 and set *error_r: the file is not what it was any more.
 */
long text_file_read(
    struct text_file *file, char *bytes, size_t size, const char **error_r);

#endif
