/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_EVENTS_H
#define CHATD_IRC_EVENTS_H

/*
 * What users of irc are told without having asked for it.  Owner thread only.
 */

struct connection;
struct message;

/* Tell the peer what concerns its user: see struct protocol. */
void irc_events_tell(
    struct connection *connection, const struct message *message);

/* Return how connection wants to be told: see struct protocol. */
unsigned int irc_events_variant(struct connection *connection);

#endif
