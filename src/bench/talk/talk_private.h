/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_TALK_PRIVATE_H
#define CHATD_BENCH_TALK_PRIVATE_H

/*
 * The parts of a talk, for talk_set_up.c, which builds it, and talk.c, which
 * runs it.  Everything is owned by struct talk and lives until
 * talk_tear_down().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/generator/client.h"
#include "bench/talk/numbered.h"
#include "bench/talk/verify.h"
#include "bench/wires/wire.h"

/* The most replies that are compared in one go. */
#define TALK_REPLIES 64

struct talker;

/* The messages of one sender to one destination, numbered from 0. */
struct stream {
	struct talker *talker;
	struct numbered next; /* the message that is sent next */
	uint64_t sent;
	uint64_t done;        /* arrived wherever they are due */
	uint64_t echoed;      /* come back to the sender */
	struct numbered echo; /* what must come back next, if the wire echoes */
	uint64_t mask;        /* mask + 1, a power of two, may be in flight */
	uint64_t *sent_ns;    /* when, by number & mask */
	uint32_t *missing;    /* receivers still due; NULL if one at the most */
};

/* The messages of one stream, as one receiver gets them. */
struct inbox {
	struct stream *stream;
	struct numbered due; /* the delivery that must come next */
	struct verify verify;
};

struct talker {
	struct client *client;
	struct stream *streams;
	size_t next_stream; /* the one whose turn it is */
	size_t next_echo;   /* the same for what comes back */
	uint64_t sent;
	uint64_t replied;
	uint64_t done;
	uint64_t quota; /* messages that it may still send in PHASE_MEASURE */
	bool ready;     /* is in talk->ready */
};

struct talk {
	struct talker *talkers;
	size_t talker_count;
	size_t streams_per_talker;
	size_t inboxes_per_stream;
	struct stream *streams;
	struct inbox *inboxes;
	struct talker **ready; /* their windows may have room */
	size_t ready_count;
	uint64_t owed;     /* deliveries and replies still to come */
	bool confirms;     /* a message has a reply, or comes back */
	size_t reply_size; /* 0: the wire has no replies */
	size_t replies_size;
	char replies[TALK_REPLIES * WIRE_LINE_BYTES]; /* one after the other */
};

/*
 * Use up the input of a talker, of one whose messages come back, and of a
 * listener.
 */
client_input_fn talker_input;
client_input_fn echo_input;
client_input_fn inbox_input;

/*
 * Take bytes that only the server knows from line, the first delivery that has
 * them, into due.  Return whether line was that delivery.
 */
bool talk_learn(struct numbered *due, struct slice line);

/* Take count replies to a talker. */
void talker_take_replies(struct generator *g, struct talker *t, uint64_t count);

#endif
