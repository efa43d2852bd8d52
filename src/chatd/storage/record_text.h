/* SPDX-License-Identifier: MIT */
#ifndef CHATD_RECORD_TEXT_H
#define CHATD_RECORD_TEXT_H

/*
 * A text of records: a line that says what they are, a line for each, and a
 * line with their number.
 *
 *	chatd-accounts 1
 *	alice $y$j9T$...
 *	end 1
 *
 * If the records are a cluster's (storage/register.h), the first line goes on
 * with their version: "chatd-accounts 1 version 1796000000000042".
 *
 * The last line is there so that no part of such a text can be taken for the
 * whole.  No record may look like one: "end", a space and a digit.  Pure; any
 * thread.
 */

#include <stddef.h>
#include <stdint.h>

#include "common/slice.h"

/* Versions are exact wherever they are written up to this. */
#define RECORD_TEXT_VERSION_MAX (UINT64_C(1) << 53)

/* What is wrong with a text, and in which line, counted from 1. */
struct record_text_error {
	size_t line;
	const char *words;
};

/*
 * Take the line of one record.  Return NULL, or what is wrong with it, or
 * record_text_out_of_memory(), which is not its fault.
 */
typedef const char *record_text_take_cb(struct slice line, void *argument);

/* Return the words for that. */
const char *record_text_out_of_memory(void);

/*
 * Give all records of a text that begins with head to take, in their order.
 * Return 0; or -1 with *error_r set, and some may have been given already.
 */
int record_text_read(struct slice text, struct slice head,
    record_text_take_cb *take, void *argument,
    struct record_text_error *error_r);

/* Return how many bytes the first and the last line take at most. */
size_t record_text_frame_size(struct slice head);

/* Return the version of a text that begins with head; 0 if it has none. */
uint64_t record_text_version(struct slice text, struct slice head);

/*
 * Write the first line, with a version unless that is 0, or the last one of
 * count records, to to.  Return the end of what was written; there is no NUL.
 */
char *record_text_begin(char *to, struct slice head, uint64_t version);
char *record_text_end(char *to, uint64_t count);

#endif
