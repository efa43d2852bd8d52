/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_WHO_LINES_H
#define CHATD_IRC_WHO_LINES_H

/*
 * The lines of WHO: 352, and 354 with the fields that a client asks for, which
 * come in an order of their own.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

#include "chatd/protocols/irc/irc_source.h"
#include "common/slice.h"

struct connection;

/* A token has at most three digits. */
#define IRC_WHO_TOKEN_BYTES 3

/* All zero is the usual form. */
struct irc_who_form {
	bool has_fields;
	unsigned int fields; /* set of 1 << place in the order of 354 */
	size_t token_size;
	char token[IRC_WHO_TOKEN_BYTES];
};

/* One user, in a room or in "*" for none. */
struct irc_who_line {
	struct irc_source source;
	struct slice room;
	struct slice marks; /* what the user is in room */
};

/* Read "cuhnf,42": unknown letters are passed over, and so is a bad token. */
void irc_who_form_read(struct irc_who_form *form, struct slice text);

/* Say the line. */
void irc_who_say_line(struct connection *connection,
    const struct irc_who_form *form, const struct irc_who_line *line);

#endif
