/* SPDX-License-Identifier: MIT */
#ifndef CHATD_GATE_H
#define CHATD_GATE_H

/*
 * Which request a protocol handles while others are not answered yet.
 *
 * While texts of a connection are under way to a user of another machine, more
 * texts to the same user may follow them.  Whatever else it asks for has to
 * wait until all are answered, or answers would overtake each other, and so
 * would what it has said.  So nothing passes that is not known for such a text,
 * and a protocol that looks for none is right, too: its users wait for the
 * answer to each text.
 *
 * Worker's thread only.
 */

#include <stdbool.h>

#include "common/slice.h"

struct connection;

enum gate_view {
	GATE_OTHER,      /* the next request is no text to a user, or faulty */
	GATE_TEXT,       /* it is a text to a user */
	GATE_UNFINISHED, /* it is not there yet, and may become a text */
};

/*
 * Say whether the next request may be handled, for which connection_is_gated()
 * and which is of this view, name being the receiver of a text; if it has to
 * wait for answers, let the connection wait.
 */
bool gate_lets_pass(
    struct connection *connection, enum gate_view view, struct slice name);

#endif
