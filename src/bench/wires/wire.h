/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_WIRE_H
#define CHATD_BENCH_WIRE_H

/*
 * A protocol as the load generator needs it: how to log in, what a message
 * looks like on its way in and on its way out, what comes unasked for.
 *
 * A wire writes texts and judges lines and knows nothing else: no sockets, no
 * loads, no state.  The texts are written once per user; while messages flow
 * they are only compared and copied, so that no wire has a hot path of its own.
 *
 * To add a wire: one file wire_x.c with its struct wire, one row in wires.c,
 * one in chatd-bench(1).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/line.h"

/* Room for every text but a message, and for a message around its text. */
#define WIRE_LINE_BYTES 512

/* The room that everybody is in under the loads that need one. */
#define WIRE_ROOM "bench"

/*
 * Stands in a delivery for bytes that only the server knows, such as the host
 * that IRC puts behind the sender's name.  They are taken from a user's first
 * delivery and must be the same in every later one.
 */
#define WIRE_GAP '\001'

enum wire_role {
	WIRE_TALKER,   /* sends messages */
	WIRE_LISTENER, /* receives them */
	WIRE_IDLER,    /* could receive them, but nobody writes to him */
};

/* Who logs in. */
struct wire_login {
	const char *name;
	enum wire_role role;
	bool in_room; /* and enters WIRE_ROOM */
};

/* A message: from a user to another or, if to is NULL, to WIRE_ROOM. */
struct wire_message {
	const char *from;
	const char *to;
	const char *text; /* printable ASCII without blanks at its ends */
};

enum wire_verdict {
	WIRE_WAIT,    /* a line that changes nothing */
	WIRE_DONE,    /* logged in */
	WIRE_REFUSED, /* an error, or a line that should not come */
};

/* What a line is to the answer to who. */
enum wire_list {
	WIRE_LIST_NONE, /* no part of it */
	WIRE_LIST_PART,
	WIRE_LIST_END, /* its last line */
};

struct wire {
	const char *name;
	const char *summary; /* for --help */
	uint16_t port;       /* where such a server usually listens */
	bool delivers; /* messages reach others; if not, only replies count */
	bool has_rooms;
	bool one_room;   /* and everybody is in it who is logged in */
	size_t text_max; /* bytes of a text; 0: as many as --size allows */

	/*
	 * Take the first line (here: whatever the wire sends as a whole) of
	 * what has come, as line_take() does, which most wires have here.
	 * Bytes that cannot begin a line are one, so that somebody judges them.
	 */
	size_t (*take)(const char *bytes, size_t size, struct slice *line_r);

	/* Write what a new connection sends to log in. */
	int (*login)(char *buffer, size_t size, const struct wire_login *l);

	/*
	 * Judge a line that comes during the login.  What is written to
	 * answer (WIRE_LINE_BYTES; empty before the call) is sent.
	 */
	enum wire_verdict (*judge_login)(
	    struct slice line, const struct wire_login *l, char *answer);

	/* Judge a line that comes later and is no reply and no delivery. */
	enum wire_verdict (*judge_aside)(struct slice line, char *answer);

	/* Write a message as it is sent, and as it is delivered. */
	int (*message)(char *buffer, size_t size, const struct wire_message *m);
	int (*delivery)(
	    char *buffer, size_t size, const struct wire_message *m);

	/*
	 * Write what the sender gets for a message that reaches so many
	 * receivers.  NULL: nothing, only the delivery shows that it arrived.
	 */
	int (*reply)(char *buffer, size_t size, size_t receivers);

	/*
	 * Write what the user of this name asks for the names of all, and say
	 * what a line is to the answer; where it is part of it, set *names_r to
	 * the names in it.  NULL: cannot be asked.
	 */
	int (*who)(char *buffer, size_t size, const char *name);
	enum wire_list (*judge_list)(struct slice line, struct slice *names_r);
	bool who_needs_room; /* it lists the members of WIRE_ROOM */
	size_t list_max;     /* bytes of the whole answer; 0: no limit */
};

/* Say whether a line begins with these words. */
static inline bool
wire_begins(struct slice line, const char *words)
{
	size_t size = strlen(words);

	return line.size >= size && memcmp(line.bytes, words, size) == 0;
}

/* Return what follows the words that a line begins with. */
static inline struct slice
wire_behind(struct slice line, const char *words)
{
	size_t size = strlen(words);

	return (struct slice){ line.bytes + size, line.size - size };
}

/* Say whether a line is one and then other, and nothing else. */
static inline bool
wire_says(struct slice line, const char *one, const char *other)
{
	size_t size = strlen(one);

	return wire_begins(line, one) && line.size == size + strlen(other) &&
	       memcmp(line.bytes + size, other, strlen(other)) == 0;
}

/* Find a wire by its name.  Return NULL if there is none. */
const struct wire *wire_find(const char *name);

/* Return the wire with this number, from 0 on; NULL behind the last. */
const struct wire *wire_at(size_t index);

/* The wires, one file each (wire_nats.c has two). */
const struct wire *wire_hello(void);
const struct wire *wire_irc(void);
const struct wire *wire_nats(void);
const struct wire *wire_nats_ack(void);
const struct wire *wire_redis(void);
const struct wire *wire_memcached(void);
const struct wire *wire_sized(void);
const struct wire *wire_framed(void);
const struct wire *wire_plain(void);
const struct wire *wire_drop(void);

#endif
