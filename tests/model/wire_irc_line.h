/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_WIRE_IRC_LINE_H
#define CHATD_MODEL_WIRE_IRC_LINE_H

/* Lines of irc, as a client that labels its requests reads them. */

#include <stdbool.h>
#include <stddef.h>

#include "common/slice.h"

#define WIRE_IRC_PARAMETERS_MAX 15

/* Parts of a line, each empty where it is missing. */
struct wire_irc_line {
	struct slice label; /* of an answer */
	struct slice from;  /* the nick */
	struct slice verb;
	struct slice parameters[WIRE_IRC_PARAMETERS_MAX];
	size_t count;
	bool is_answer; /* it has a label, or is in the batch of one */
};

/* Take a word and the blanks after it, or everything if it is the last. */
struct slice wire_irc_take_word(struct slice *rest);

/* Take a line off the front of *rest.  Return false if it is not whole. */
bool wire_irc_take_line(struct slice *rest, struct wire_irc_line *line_r);

#endif
