/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_TEXT_FILE_H
#define CHATD_CHATC_TEXT_FILE_H

/*
 * A file as the drop protocol sends it: the number of its lines, and then the
 * lines, each with its end.
 */

#include <stddef.h>
#include <stdint.h>

/* The number of lines, which is sent before them. */
#define TEXT_FILE_HEADER_BYTES 4

struct text_file {
	int descriptor; /* -1 while closed */
	uint32_t lines; /* in the file when it was opened */
	uint64_t size;  /* bytes to send after the header */
	uint64_t left;  /* of those, the bytes not yet read */
	uint32_t lines_left;
};

/*
 * Open the file of this name and count its lines.  A last line without "\n"
 * counts, and gets one.  Return 0, or -1 and set *error_r to the reason.
 */
int text_file_open(
    struct text_file *file, const char *name, const char **error_r);

/* Close the file, if it is open. */
void text_file_close(struct text_file *file);

/* Write the header for this many lines. */
void text_file_header(uint32_t lines, char header[TEXT_FILE_HEADER_BYTES]);

/*
 * Read the next bytes to send, at most size.  Return how many they are, 0 after
 * the last, or -1 and set *error_r to the reason, which may be that the file
 * has changed.
 */
long text_file_read(
    struct text_file *file, char *bytes, size_t size, const char **error_r);

#endif
