/* SPDX-License-Identifier: MIT */
#ifndef CHATD_INPUT_H
#define CHATD_INPUT_H

/*
 * Reading connections and letting them go on, for the worker and for the other
 * files of this folder; connection.h has what stops them.  Owner thread only.
 */

#include <event2/util.h>

struct connection;
struct connections;

/* libevent's callback for a socket that can be read. */
void input_readable_cb(evutil_socket_t fd, short what, void *connection);

/* Let those go on that were held for a mailbox. */
void input_mailboxes_have_room(struct connections *connections);

/*
 * Let the connections go on that had caused their share of output, now that
 * others have had their turn.
 */
void input_next_turn(struct connections *connections);

/* Stop reading connection for good, because the daemon is about to end. */
void input_stop(struct connection *connection);

/*
 * End the connection as connection_finish() does, because the daemon is about
 * to end; but first let the answer come that it waits for, if it does.
 */
void input_drain(struct connection *connection);

#endif
