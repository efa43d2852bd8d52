/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_TEXT_H
#define CHATD_METRICS_TEXT_H

/*
 * A text that is put together piece by piece, and knows whether it is whole.
 * Where there is no memory for a piece, it and all that follow are left out, so
 * the caller has to look only once, in the end.  Main thread only.
 */

#include <stdbool.h>

struct evbuffer;

struct metrics_text {
	struct evbuffer *to; /* borrowed */
	bool is_cut;         /* there was no memory; false at first */
};

/* Append what printf would print. */
void metrics_print(struct metrics_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
