/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CHATC_INPUT_H
#define CHATD_CHATC_INPUT_H

/*
 * Lines from standard input where that is no terminal: a pipe, a file, a
 * script. It is read no faster than lines are taken.
 */

#include "common/line.h"

struct event_base;
struct input;

/* The longest line that is taken; messages can be long, memory is not. */
#define INPUT_LINE_MAX_BYTES ((size_t)16 * 1024 * 1024)

enum input_result {
	INPUT_LINE,     /* here is one */
	INPUT_TOO_LONG, /* a longer one was thrown away */
	INPUT_NONE,     /* the ready callback will tell when to ask again */
	INPUT_ENDED,
};

/* Return lines from fd, which stays open; base must be able to wait for files.
 */
struct input *input_new(struct event_base *base, int fd,
    void (*ready)(void *context), void *context);

/* Free; NULL is allowed. */
void input_free(struct input *input);

/*
 * Take the next line, without its end; it is borrowed until the next call.
 * What stands after the last newline is a line, too.
 */
enum input_result input_take(struct input *input, struct slice *line_r);

#endif
