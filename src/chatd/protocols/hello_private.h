/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HELLO_PRIVATE_H
#define CHATD_HELLO_PRIVATE_H

/*
 * The inside of hello, for hello.c and hello_rooms.c, which answer requests,
 * and hello_events.c, which tells what others cause.  Owner thread only.
 */

#include <stdbool.h>

#include "chatd/core/protocol.h"
#include "chatd/protocols/lines.h"

struct connection;
struct message;

/* What every line ends with. */
#define HELLO_NEWLINE "\n"

struct hello_state {
	bool speaks_list; /* it has used LIST: the younger dialect */
	bool asked_list;  /* LIST asked for the list that is awaited */
	bool knows_rooms; /* it has used JOIN, and so expects to hear of them */
	struct lines lines;
};

_Static_assert(sizeof(struct hello_state) <= PROTOCOL_STATE_MAX_BYTES,
    "the state has room in a connection");

/* Tell the peer what concerns its user: see struct protocol. */
void hello_tell(struct connection *connection, const struct message *message);

#endif
