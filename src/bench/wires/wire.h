/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_WIRE_H
#define CHATD_BENCH_WIRE_H

/*
 * A protocol as the load generator needs it: how to log in, what a message
 * looks like when it is sent and when it is delivered, and which lines come
 * unasked.
 *
 * A wire writes texts and judges lines and knows nothing else: no sockets, no
 * loads, no state.  The texts are written once for each user; while messages
 * flow they are only compared and copied, so that no wire has a hot path of its
 * own.
 *
 * To add a wire, write wire_x.c with its struct wire, and add a row to wires.c
 * and a paragraph to chatd-bench(1).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/line.h"
#include "common/slice.h"

/* Room for every text but a message, and for what surrounds a message. */
#define WIRE_LINE_BYTES 512

/* The room that all users are in, under the loads that need one. */
#define WIRE_ROOM "bench"

/*
 * A placeholder in a delivery for bytes that only the server knows, such as the
 * host that IRC puts after the sender's name.  They are taken from a user's
 * first delivery and must be the same in every later one.
 */
#define WIRE_GAP '\001'

enum wire_role {
	WIRE_TALKER,   /* sends messages */
	WIRE_LISTENER, /* receives them */
	WIRE_IDLER,    /* could receive them, but gets none */
};

/* A user who logs in. */
struct wire_login {
	const char *name;
	enum wire_role role;
	bool in_room; /* enters WIRE_ROOM too */
};

/* A message from one user to another or, if to is NULL, to WIRE_ROOM. */
struct wire_message {
	const char *from;
	const char *to;
	const char *text; /* printable ASCII, no blank at either end */
};

enum wire_verdict {
	WIRE_WAIT,    /* a line that changes nothing */
	WIRE_DONE,    /* logged in */
	WIRE_REFUSED, /* an error, or a line that should not have come */
};

/* The part of a line in the answer to the question who. */
enum wire_list {
	WIRE_LIST_NONE, /* it does not belong to the answer */
	WIRE_LIST_PART,
	WIRE_LIST_END, /* its last line */
};

struct wire {
	const char *name;
	const char *summary; /* for --help */
	uint16_t port;       /* where such a server usually listens */
	bool delivers; /* messages reach other users; if not, replies count */
	bool has_rooms;
	bool one_room;   /* there is one, and every logged-in user is in it */
	size_t text_max; /* bytes of a text; 0: as many as --size allows */

	/*
	 * Take the first line, that is, whatever the wire sends as a whole, of
	 * what has come.  Most wires have line_take() here; the others return
	 * what it would.  Bytes that cannot begin a line are taken as one, so
	 * that they are judged.
	 */
	size_t (*take)(const char *bytes, size_t size, struct slice *line_r);

	/* Write what a client sends to log in. */
	int (*login)(char *buffer, size_t size, const struct wire_login *l);

	/*
	 * Judge a line that comes during the login.  The text that is written
	 * to answer (WIRE_LINE_BYTES; empty before the call) is sent.
	 */
	enum wire_verdict (*judge_login)(
	    struct slice line, const struct wire_login *l, char *answer);

	/* Judge a later line that is neither a reply nor a delivery. */
	enum wire_verdict (*judge_aside)(struct slice line, char *answer);

	/* Write a message as it is sent, and as it is delivered. */
	int (*message)(char *buffer, size_t size, const struct wire_message *m);
	int (*delivery)(
	    char *buffer, size_t size, const struct wire_message *m);

	/*
	 * Write what the sender gets for a message that reaches this many
	 * receivers.  NULL if it gets nothing and only the delivery shows that
	 * the message has arrived.
	 */
	int (*reply)(char *buffer, size_t size, size_t receivers);

	/*
	 * In place of a reply, the sender gets each message back, as it is
	 * delivered and in the order in which they were sent.
	 */
	bool echoes;

	/*
	 * Write the question with which the user of this name asks who is
	 * there; and say what part a line has in the answer, and set *names_r
	 * to the names in it.  Both are NULL if the server cannot be asked.
	 */
	int (*who)(char *buffer, size_t size, const char *name);
	enum wire_list (*judge_list)(struct slice line, struct slice *names_r);
	bool who_needs_room;   /* it lists the members of WIRE_ROOM */
	bool list_names_asker; /* the same list differs for each who asks */
	size_t list_max;       /* bytes of the whole answer; 0: no limit */
};

/* Say whether a line consists of one and then other. */
static inline bool
wire_says(struct slice line, const char *one, const char *other)
{
	return slice_take_prefix(&line, one) && slice_is(line, other);
}

/*
 * Refuse a line aside: the judge of servers that say nothing but deliveries,
 * what they were asked for, and errors.
 */
enum wire_verdict wire_refuse_aside(struct slice line, char *answer);

/* Find a wire by its name.  Return NULL if there is none. */
const struct wire *wire_find(const char *name);

/* Return the wire with this number, counted from 0; NULL after the last. */
const struct wire *wire_at(size_t index);

/* Return the wire that wire_x.c describes; two files describe two of them. */
const struct wire *wire_hello(void);
const struct wire *wire_irc(void);
const struct wire *wire_irc_ack(void);
const struct wire *wire_nats(void);
const struct wire *wire_nats_ack(void);
const struct wire *wire_redis(void);
const struct wire *wire_memcached(void);
const struct wire *wire_sized(void);
const struct wire *wire_framed(void);
const struct wire *wire_plain(void);
const struct wire *wire_drop(void);

#endif
