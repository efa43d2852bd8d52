/* SPDX-License-Identifier: MIT */
#ifndef CHATD_METRICS_TEXT_H
#define CHATD_METRICS_TEXT_H

/*
 * A text that is put together piece by piece, and knows whether it is whole.
 * Where there is no memory for a piece, it and all that follow are left out, so
 * the caller has to look only once, in the end.  Main thread only.
 */

#include <stdbool.h>
#include <stdint.h>

struct evbuffer;
struct durations;

struct metrics_text {
	struct evbuffer *to; /* borrowed */
	bool is_cut;         /* there was no memory; false at first */
};

/* Append what printf would print. */
void metrics_print(struct metrics_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Begin a family of samples, which is called "chatd_" and this; help is a
 * sentence.
 */
void metrics_write_head(struct metrics_text *to, const char *family,
    const char *type, const char *help);

/* Append a sample of it; labels are with their braces, or "". */
void metrics_write_sample(struct metrics_text *to, const char *family,
    const char *labels, uint64_t value);

/* Append a family with one sample, which has no labels. */
void metrics_write_single(struct metrics_text *to, const char *family,
    const char *type, const char *help, uint64_t value);

/* Append the samples of a histogram; labels are without braces, or "". */
void metrics_write_histogram(struct metrics_text *to, const char *family,
    const char *labels, const struct durations *durations);

#endif
