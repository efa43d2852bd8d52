/* SPDX-License-Identifier: MIT */
#ifndef CHATD_CONNECTION_PRIVATE_H
#define CHATD_CONNECTION_PRIVATE_H

/*
 * The inside of a connection, for the files of this folder only.
 *
 * The struct is kept small: with libevent's struct event of 128 bytes in it,
 * and nothing else allocated, it is what an idle user costs.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/reading.h"
#include "chatd/core/peer.h"
#include "chatd/core/rate.h"
#include "chatd/event/deadline.h"
#include "chatd/event/loop.h"

/* More lines than a connection can cause in an interval of the log. */
#define CONNECTION_LEFT_OUT_BITS 24

/* A worker has fewer connections than this says (core/address.h). */
#define CONNECTION_FLIGHT_BITS 24

enum connection_phase {
	CONNECTION_OPEN,
	CONNECTION_FINISHING, /* sending what is left, then closing */
	CONNECTION_LINGERING, /* all is sent; waiting for the peer to close */
	CONNECTION_CLOSED,    /* freed at the end of the turn */
};

struct connection {
	struct reading reading;  /* first: it is what libevent touches */
	struct connections *set; /* of its worker */
	const struct protocol *protocol;
	struct tls_session *tls;         /* NULL: nothing is encrypted */
	struct claim *claim;             /* NULL: not logged in */
	struct memberships *memberships; /* the chat's */
	struct hold *hold; /* NULL: it is not held; see congestion.h */
	struct address address;
	struct address last_receiver; /* the router's */
	uint64_t number;

	struct page *page;            /* lent while a turn gives it output */
	struct lent_buffers *buffers; /* lent while something waits */
	struct connection *next_unflushed;
	struct deadline deadline;

	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t messages_in;     /* sent by it, and taken */
	uint64_t messages_out;    /* events that it was sent */
	struct rate_buckets sent; /* of late; pacing.c's */
	uint32_t opened_s;        /* as connection_clock_s() */
	uint32_t last_input_s;
	uint32_t acknowledged; /* bytes of output; modulo 2^32, like the next */
	union {
		uint32_t moved_at; /* the tick in which these last grew */
		uint32_t asked_at; /* bytes_in then, modulo 2^32: silence.c */
	};
	uint32_t congesting_s; /* see congestion.c, as the next */
	uint32_t congesting_bytes;
	uint32_t account;       /* the number of the one it has proved; or 0 */
	uint32_t log_lines : 8; /* about it in this interval of the log */
	uint32_t log_left_out : CONNECTION_LEFT_OUT_BITS; /* lines, untold */

	uint32_t place; /* see sources.h */
	struct peer peer;
	uint8_t phase;        /* enum connection_phase */
	uint8_t reason;       /* enum close_reason, when it is ending */
	uint8_t due_for;      /* enum due */
	uint8_t log_interval; /* the number of that interval, cut */

	bool in_admission : 1;    /* counts as not logged in, or as a guest */
	bool is_backlogged : 1;   /* output waits in buffers for the socket */
	bool is_unflushed : 1;    /* in the queue of those */
	bool is_pipelining : 1;   /* more than one request is at hand */
	bool has_peer_ended : 1;  /* the peer has sent its last byte */
	bool in_input : 1;        /* its protocol is handling input right now */
	bool in_request : 1;      /* the chat has not answered yet */
	bool is_draining : 1;     /* ends when it has */
	bool lingers_shortly : 1; /* because the daemon is about to end */
	bool is_timed_here : 1;   /* the kernel has been told not to do it */
	bool is_congested : 1;    /* more waits for it than should */
	bool holds_others : 1;    /* and senders of other workers wait */
	bool is_muted : 1;        /* the chat looks at what it says */
	bool has_waited : 1;      /* for its rate, and the log says so */
	bool is_probed : 1;       /* the chat's */
	bool is_put_off : 1;      /* the chat keeps a request of it */
	uint32_t name_source : 2; /* enum name_source */
	/* The router's; 0: nothing is under way. */
	uint32_t flight : CONNECTION_FLIGHT_BITS;

	_Alignas(8) unsigned char state[]; /* the protocol's */
};

/* Its socket. */
static inline int
connection_fd(const struct connection *connection)
{
	return reading_fd(&connection->reading);
}

/* Say whether a line is kept for it that is to be sent; see delaying.h. */
static inline bool
delaying_has(const struct connection *connection)
{
	return connection->buffers != NULL &&
	       connection->buffers->delayed != NULL;
}

/* Charge it; see connection_charge(). */
static inline void
charging_spend(struct connection *connection, size_t bytes)
{
	struct reading *reading = &connection->reading;

	reading->budget = reading->budget > bytes
			      ? reading->budget - (uint32_t)bytes
			      : 0;
}

/* Return the time that ages are counted in: seconds, from any point. */
static inline uint32_t
connection_clock_s(const struct connections *connections)
{
	return (uint32_t)(loop_turn_ns(connections->loop) / CLOCK_NS_PER_S);
}

/* It is not to be counted as not logged in, or as a guest, any more. */
void connection_leave_admission(struct connection *connection);

#endif
