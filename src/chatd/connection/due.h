/* SPDX-License-Identifier: MIT */
#ifndef CHATD_DUE_H
#define CHATD_DUE_H

/*
 * What a connection has to do by when.  It has one deadline, because there is
 * never more than one thing that it may be late with.  Owner thread only.
 */

#include <stdint.h>

struct connection;

enum due {
	DUE_NOTHING,
	DUE_LOGIN,  /* it has to log in */
	DUE_STALL,  /* its peer has to read some of what waits for it: whether
		       it does is looked at several times in send_timeout */
	DUE_LOOK,   /* its peer has to say something, or is asked */
	DUE_ANSWER, /* its peer, which was asked whether it is there, has to
		       say something: see silence.h */
	DUE_LINGER, /* its peer, which was told goodbye, has to close */
};

/* Say what connection is due for. */
enum due due_for(const struct connection *connection);

/* Give connection its worker's login_timeout from now. */
void due_set_login(struct connection *connection);

/* Have it looked at soon whether its peer reads; see backlog_is_stalled(). */
void due_set_stall(struct connection *connection);

/*
 * Have it looked at several times in irc_ping whether its peer is silent, or
 * again in the next tick; or give the peer this long to answer.
 */
void due_set_look(struct connection *connection);
void due_set_look_next_tick(struct connection *connection);
void due_set_answer(struct connection *connection);

/* Give its peer this many milliseconds to close. */
void due_set_linger(struct connection *connection, uint64_t milliseconds);

/* It is due for nothing. */
void due_clear(struct connection *connection);

#endif
