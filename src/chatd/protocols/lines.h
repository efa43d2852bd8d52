/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LINES_H
#define CHATD_LINES_H

/*
 * Input of the protocols whose requests are lines: split where it lies, of
 * limits->line_max bytes at most, or fewer before login (login_state.h).  A
 * line that is too long is refused once, and discarded up to its newline
 * without being kept.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/protocols/command.h"
#include "common/slice.h"

struct connection;

/* What the next input has to know of this one; zeroed at the start. */
struct lines {
	bool discarding : 1;  /* the rest of a line that is too long */
	bool comes_again : 1; /* the next line, which has been counted */
};

/* What a protocol does with its lines. */
struct lines_handlers {
	enum command_status (*handle)(struct connection *connection,
	    struct slice line, struct command_run *run);
	/* Answer a line that handle() has refused, or that is too long. */
	void (*refuse)(
	    struct connection *connection, enum command_status status);
	/* Its users log in, and their lines are short until they have. */
	bool logs_in;
	/* Find whom the text in line is for, as command_find_receiver(). */
	bool (*find_receiver)(struct slice line, const struct command_run *run,
	    struct slice *name_r);
};

/*
 * Handle the lines in the size bytes at bytes while the connection takes input;
 * return how many bytes were used up.  It is what protocol->input returns.
 */
size_t lines_input(struct connection *connection, struct lines *lines,
    const struct lines_handlers *handlers, const char *bytes, size_t size);

#endif
