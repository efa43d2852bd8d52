/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SHOWN_TEXT_H
#define CHATD_SHOWN_TEXT_H

/*
 * A text with a style, as it goes on its way.  Users say what they do, "waves",
 * and everybody is shown who does it, "* alice waves"; and what is for some
 * ranks says for which.  That is written once, by the worker of the sender, so
 * that no protocol and no other node has to know of it.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/core/chat_text.h"
#include "common/slice.h"

struct connection;

struct shown_text {
	struct chat_text text;
	char *bytes; /* of its forms, if they had to be written */
};

/*
 * Say whether text, which from says by the connection, may be said; count it if
 * not.  Each of its forms, with all that is written around it, has no more
 * bytes than the larger of line_max and message_max allows any text, and both
 * together no more than CHAT_TEXT_MAX_BYTES.
 */
bool shown_text_is_accepted(const struct connection *connection,
    struct slice from, const struct chat_text *text);

/*
 * Let *shown be text, which is borrowed, as from says it.  Return 0, and
 * shown_text_end() is due; or -1 if there is no memory.
 */
int shown_text_begin(
    struct shown_text *shown, struct slice from, const struct chat_text *text);

/* Free what was written. */
void shown_text_end(struct shown_text *shown);

#endif
