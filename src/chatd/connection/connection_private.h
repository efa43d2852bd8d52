/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_PRIVATE_H
#define CHATD_CONNECTION_PRIVATE_H

/*
 * The inside of a connection, for connection.c, input.c and their
 * likes only.
 *
 * The struct is kept small: with libevent's struct event of 128 bytes in it,
 * and nothing else allocated, it is what an idle user costs.
 */

#include <stdbool.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "chatd/connection/connection.h"
#include "chatd/event/deadline.h"
#include "chatd/event/loop.h"

enum connection_phase {
	CONNECTION_OPEN,
	CONNECTION_FINISHING, /* sending what is left, then closing */
	CONNECTION_LINGERING, /* all is sent; waiting for the peer to close */
	CONNECTION_CLOSED,    /* freed at the end of the turn */
};

/* Why input is not handled now; a set of these. */
enum connection_pause {
	PAUSE_ANSWER = 1,   /* an answer of the chat is awaited */
	PAUSE_BACKLOG = 2,  /* its own output piles up */
	PAUSE_MAILBOX = 4,  /* another worker's mailbox is full */
	PAUSE_TURN = 8,     /* others have their turn first */
	PAUSE_STOPPED = 16, /* for good */
};

struct connection {
	struct event readable; /* first: it is what libevent touches */
	struct loop *loop;
	const struct protocol *protocol;
	struct claim *claim;            /* NULL: not logged in */
	struct membership *memberships; /* the chat's */
	struct address address;
	struct address last_receiver; /* the router's */
	uint64_t number;

	struct output_page *page;    /* lent while a turn gives it output */
	struct bufferevent *buffers; /* lent; see loop.c */
	struct connection *next_to_flush;
	struct connection *next_held;
	struct connection *next_closed;
	struct deadline deadline;

	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t messages_in;  /* sent by it, and taken */
	uint64_t messages_out; /* events that it was sent */
	uint32_t opened_s;     /* as connection_clock_s() */
	uint32_t last_input_s;

	uint32_t unacknowledged; /* bytes that the kernel holds for the peer */
	uint32_t budget;  /* bytes of replies it may still cause in this turn */
	uint8_t peer[18]; /* address, IPv4 mapped to IPv6, and port */
	uint8_t phase;    /* enum connection_phase */
	uint8_t paused;   /* set of enum connection_pause */
	uint8_t reason;   /* enum close_reason, when it is ending */

	bool admitted : 1;   /* counts as not logged in, or as a guest */
	bool backlogged : 1; /* output waits in buffers for the socket */
	bool in_flush : 1;   /* on the list of those to flush */
	bool pipelining : 1;
	bool peer_ended : 1;      /* the peer has sent its last byte */
	bool in_input : 1;        /* its protocol is handling input right now */
	bool in_held : 1;         /* on the list of those that are held */
	bool in_request : 1;      /* the chat has not answered yet */
	bool draining : 1;        /* ends when it has */
	bool lingers_shortly : 1; /* because the daemon is about to end */

	_Alignas(8) unsigned char state[]; /* the protocol's */
};

/* The time that ages are counted in: seconds, from any point. */
uint32_t connection_clock_s(struct loop *loop);

/* libevent's callback for a socket that can be read. */
void connection_readable_cb(evutil_socket_t fd, short what, void *argument);

/* The peer has sent its last byte. */
void connection_peer_has_ended(struct connection *connection);

/* Take it off the loop's list of those that are held. */
void connection_let_go_of(struct connection *connection);

/* Have what it has appended, or will have, written at the end of the turn. */
void connection_schedule_flush(struct connection *connection);

/* Write what the connection has; what the socket does not take waits. */
void connection_flush(struct connection *connection);

/*
 * Write what all have if that is much already, and before the end of the turn.
 * Connections may end by it: no protocol may be handling input.
 */
void connection_flush_many(struct loop *loop);

/*
 * Say whether the peer has taken anything of what the kernel holds for it since
 * this was last asked.
 */
bool connection_peer_takes(struct connection *connection);

/* Say whether the kernel still holds anything for the peer, a FIN included. */
bool connection_is_unacknowledged(const struct connection *connection);

/* Put nothing more on the page that it has, if it has one. */
void connection_close_page(struct connection *connection);

/* Bytes of output that are not yet the kernel's. */
size_t connection_queued_bytes(const struct connection *connection);

/*
 * Borrow a bufferevent if the connection has none; its output is then
 * connection_backlog().  Return false if there is no memory; the connection is
 * closed then.
 */
bool connection_borrow_buffers(struct connection *connection);
struct evbuffer *connection_backlog(const struct connection *connection);

/* Have the bufferevent write, when the socket can, what is in its output. */
void connection_backlog_begin(struct connection *connection);

/* The kernel has taken size more bytes of output. */
void connection_count_output(struct connection *connection, size_t size);

/* Give borrowed buffers back, with what is in them. */
void connection_drop_buffers(struct connection *connection);

/* Give borrowed buffers back if nothing is in them. */
void connection_drop_empty_buffers(struct connection *connection);

/* Handle input again, if nothing else stands against it. */
void connection_resume(
    struct connection *connection, enum connection_pause pause);

/* Handle no input for this reason. */
void connection_pause(
    struct connection *connection, enum connection_pause pause);

/*
 * Handle no input for this reason, in place of another one (or 0), until the
 * loop's list of those that are held is worked off.
 */
void connection_hold(struct connection *connection, enum connection_pause pause,
    enum connection_pause instead_of);

/* All output of a finishing connection has been written. */
void connection_output_done(struct connection *connection);

#endif
