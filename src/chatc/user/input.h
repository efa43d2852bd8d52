/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_INPUT_H
#define CHATD_CHATC_INPUT_H

/*
 * Lines from a standard input that is not a terminal but a pipe or a file.  It
 * is read no faster than lines are taken.
 */

#include "common/slice.h"

struct event_base;
struct input;

/* The longest line that is taken, which bounds the memory. */
#define INPUT_LINE_MAX_BYTES ((size_t)16 * 1024 * 1024)

enum input_result {
	INPUT_LINE,     /* there is one */
	INPUT_TOO_LONG, /* one that was too long has been thrown away */
	INPUT_NONE,     /* ready() will be called when there is one */
	INPUT_ENDED,
};

/*
 * Return an input that takes lines from fd, which stays open, or NULL if there
 * is no memory.  base must be able to wait for files.  ready(context) tells
 * that input_take() has something again.
 */
struct input *input_new(struct event_base *base, int fd,
    void (*ready)(void *context), void *context);

/* Free input; NULL is allowed. */
void input_free(struct input *input);

/*
 * Take the next line, without its end and borrowed until the next call.  Bytes
 * after the last newline are a line, too.
 */
enum input_result input_take(struct input *input, struct slice *line_r);

#endif
