/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_TALK_PARTS_H
#define CHATD_BENCH_TALK_PARTS_H

/*
 * What talk is made of; for talk.c, which runs it, and talk_set_up.c, which
 * builds it.  Everything is owned by struct talk and lives until tear-down.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/client.h"
#include "bench/numbered.h"
#include "bench/verify.h"
#include "bench/wires/wire.h"

/* As many replies as are compared in one go. */
#define TALK_REPLIES 64

struct talker;

/* The messages of one sender to one destination, numbered from 0. */
struct stream {
	struct talker *talker;
	struct numbered next; /* the message that is sent next */
	uint64_t sent;
	uint64_t done;     /* arrived wherever they should */
	uint64_t mask;     /* so many + 1 may be in flight: a power of two */
	uint64_t *sent_ns; /* when, by number & mask */
	uint32_t *missing; /* receivers still due; NULL if there is only one */
};

/* The messages of one stream as they reach one receiver. */
struct inbox {
	struct stream *stream;
	struct numbered due; /* the delivery that must come next */
	struct verify verify;
};

struct talker {
	struct client *client;
	struct stream *streams;
	size_t next_stream; /* whose turn it is */
	uint64_t sent;
	uint64_t replied;
	uint64_t done;
	uint64_t quota; /* messages it may still send while it is measured */
	bool ready;     /* is in talk->ready */
};

struct talk {
	struct talker *talkers;
	size_t talker_count;
	size_t streams_per_talker;
	size_t inboxes_per_stream;
	struct stream *streams;
	struct inbox *inboxes;
	struct talker *
	    *ready; /* look at their windows at the end of the turn */
	size_t ready_count;
	uint64_t owed;     /* deliveries and replies that must still come */
	size_t reply_size; /* 0: the wire has no replies */
	size_t replies_size;
	char replies[TALK_REPLIES * WIRE_LINE_BYTES]; /* one after the other */
};

/* The inputs of the two kinds of clients. */
client_input_fn talker_input;
client_input_fn inbox_input;

#endif
