/* SPDX-License-Identifier: MIT */
#ifndef CHATD_OUTPUT_H
#define CHATD_OUTPUT_H

/*
 * Writing what connections have to send, for the worker and for this folder;
 * connection.h has what puts it there.  Owner thread only.
 */

#include <stdbool.h>
#include <stddef.h>

struct connection;
struct connections;

/*
 * Say whether connection may be written to.  If the fence has passed, it is
 * closed: not even what was on its way before that may reach it now.
 */
bool output_is_allowed(struct connection *connection);

/* Write what this turn appended, on all connections. */
void output_flush_all(struct connections *connections);

/*
 * Write it before the end of the turn.  That may end connections: no protocol
 * may be handling input.
 */
void output_flush_early(struct connections *connections);

/* The same, if there is already more than stays in the processor's cache. */
void output_flush_many(struct connections *connections);

/*
 * Write the page that connection has.  Return false if the connection is closed
 * for it.
 */
bool output_write_page(struct connection *connection);

/*
 * Send the line that was kept for connection, which has one; see delaying.h.
 * Return false if the connection is closed for it.
 */
bool output_send_delayed(struct connection *connection);

/* Count a reply, and let connection cause no more while much of it waits. */
void output_charge(struct connection *connection, size_t size);

/* Count an event, and let whoever causes it wait while much of it waits. */
void output_note_event(struct connection *connection, size_t size);

#endif
