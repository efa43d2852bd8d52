/* SPDX-License-Identifier: MIT */
/*
 * Reading lines from a pipe or a file on the event loop.  The event is on only
 * while a line is wanted and not there, so what a fast writer writes waits in
 * the pipe and not in our memory.
 */

#include "chatc/user/input.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "chatc/codecs/buffer.h"
#include "common/line.h"

/* The usual capacity of a pipe. */
#define INPUT_READ_BYTES ((size_t)64 * 1024)

struct input {
	struct event *event; /* on while a line is wanted */
	void (*ready)(void *context);
	void *context;
	struct buffer buffer;
	size_t taken;   /* of the buffer, by the last line that was taken */
	size_t scanned; /* of the buffer, known to hold no newline */
	bool skipping;  /* in a line that is too long */
	bool ended;
};

static void
input_read_cb(evutil_socket_t fd, short what, void *argument)
{
	struct input *input = argument;
	char piece[INPUT_READ_BYTES];
	ssize_t size;

	(void)what;
	size = read(fd, piece, sizeof(piece));
	if (size == -1 && (errno == EINTR || errno == EAGAIN))
		return;
	if (size > 0)
		buffer_append(&input->buffer, piece, (size_t)size);
	else
		input->ended = true;
	event_del(input->event);
	input->ready(input->context);
}

/* Return the size of the next line with its end; 0 if it is not there. */
static size_t
input_measure(struct input *input)
{
	struct buffer *buffer = &input->buffer;
	const char *newline = NULL;

	if (buffer->size > input->scanned)
		newline = memchr(buffer->bytes + input->scanned, '\n',
		    buffer->size - input->scanned);
	if (newline != NULL)
		return (size_t)(newline - buffer->bytes) + 1;
	input->scanned = buffer->size;
	return input->ended ? buffer->size : 0;
}

struct input *
input_new(struct event_base *base, int fd, void (*ready)(void *context),
    void *context)
{
	struct input *input = calloc(1, sizeof(*input));

	if (input == NULL)
		return NULL;
	input->ready = ready;
	input->context = context;
	input->event = event_new(
	    base, fd, EV_READ | EV_PERSIST, input_read_cb, input);
	if (input->event == NULL) {
		free(input);
		return NULL;
	}
	return input;
}

void
input_free(struct input *input)
{
	if (input == NULL)
		return;
	event_free(input->event);
	buffer_clear(&input->buffer);
	free(input);
}

enum input_result
input_take(struct input *input, struct slice *line_r)
{
	size_t size;
	bool skipped;

	buffer_drop(&input->buffer, input->taken);
	input->scanned -= input->taken < input->scanned ? input->taken
							: input->scanned;
	input->taken = 0;
	size = input_measure(input);
	if (size > 0) {
		input->taken = size;
		skipped = input->skipping;
		input->skipping = false;
		if (skipped || size > INPUT_LINE_MAX_BYTES)
			return INPUT_TOO_LONG;
		if (line_take(input->buffer.bytes, size, line_r) == 0)
			*line_r = buffer_slice(&input->buffer);
		return INPUT_LINE;
	}
	if (input->ended && input->skipping) {
		input->skipping = false;
		return INPUT_TOO_LONG;
	}
	if (input->ended)
		return INPUT_ENDED;
	if (input->buffer.size > INPUT_LINE_MAX_BYTES) {
		input->skipping = true;
		buffer_empty(&input->buffer);
		input->scanned = 0;
	}
	event_add(input->event, NULL);
	return INPUT_NONE;
}
