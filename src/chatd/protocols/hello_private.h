/* SPDX-License-Identifier: MIT */
#ifndef CHATD_HELLO_PRIVATE_H
#define CHATD_HELLO_PRIVATE_H

/*
 * The inside of hello, for hello.c and hello_rooms.c, which answer requests,
 * and hello_events.c, which tells what others cause.  Owner thread only.
 */

struct connection;
struct message;

/* What every line ends with. */
#define HELLO_NEWLINE "\n"

/* Tell the peer what concerns its user: see struct protocol. */
void hello_tell(struct connection *connection, const struct message *message);

#endif
