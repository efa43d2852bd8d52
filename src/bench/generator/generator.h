/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_GENERATOR_H
#define CHATD_BENCH_GENERATOR_H

/*
 * One thread of load: its connections, its epoll, its figures.
 *
 * Generators share nothing but the run: its options and its phase.  The loop
 * waits, reads everything that is readable, lets the load send, and publishes
 * one number for the progress line.  There are no timers in it: the run
 * changes the phase from outside.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/client.h"
#include "bench/loads/load.h"
#include "bench/options.h"
#include "bench/wires/wire.h"

struct histogram;

/* One read takes this much at most: a WHO list of 20,000 users fits in. */
#define GENERATOR_INPUT_BYTES (256 * 1024)

/* What is sent to one connection in one go is gathered here. */
#define GENERATOR_OUTPUT_BYTES (128 * 1024)

#define GENERATOR_NOTE_BYTES 256

enum phase {
	PHASE_START,   /* nothing has happened yet */
	PHASE_LOGIN,   /* everybody connects and logs in */
	PHASE_WARMUP,  /* the load runs, nothing counts */
	PHASE_MEASURE, /* the load runs and counts */
	PHASE_DRAIN,   /* nothing more is sent, what is due still arrives */
	PHASE_LINGER,  /* nothing is due: whatever comes is too much */
	PHASE_LEAVE,   /* everybody hangs up, and waits for the server to */
	PHASE_STOP,
};

/* What all generators look at. */
struct run {
	const struct options *options;
	_Atomic int phase; /* enum phase; set by the main thread */
	int event_fd;      /* a generator writes here when it has news */
};

struct tally {
	uint64_t work; /* in the load's unit, in all phases */
	uint64_t lost;
	uint64_t doubled;
	uint64_t reordered;
	uint64_t unexpected; /* lines that are neither due nor harmless */
};

/* Bringing clients in, so many at once (arrival.c). */
struct arrivals {
	size_t next;      /* the client that connects next */
	size_t end;       /* the first that does not */
	size_t in_flight; /* have begun and are not in yet */
	size_t at_once;
	bool measured; /* the time of each counts as a latency */
};

struct generator {
	struct run *run; /* borrowed */
	unsigned int number;
	unsigned int count; /* of generators in all */
	int epoll_fd;
	int wake_fd; /* the run writes here when the phase has changed */
	enum phase phase;
	uint64_t now_ns; /* since the read or write that is going on began */
	char *input;
	char *output;
	struct client *clients; /* the load's own, then the idle ones */
	size_t client_count;
	size_t own_count;
	uint64_t sessions; /* names that have been given out by client_rename */
	struct arrivals arrivals;
	size_t leaving; /* connections that the server has yet to close */
	struct histogram *latency;
	struct tally tally;
	void *part; /* the load's */

	/* Read by the main thread at any time. */
	_Atomic pid_t
	    thread; /* that runs generator_loop(), as /proc knows it */
	_Atomic uint64_t published_work;
	_Atomic uint64_t published_users; /* logged in during PHASE_LOGIN */
	_Atomic int done_phase; /* the phase whose task is fulfilled; -1 */
	_Atomic bool failed;
	char note[GENERATOR_NOTE_BYTES]; /* why; whole once failed is set */
};

/*
 * Prepare g, number of count generators of the run.  Return 0, or -1 with
 * errno; generator_clear() is due either way.
 */
int generator_init(struct generator *g, struct run *run, unsigned int number,
    unsigned int count);

/* Close all connections and free what g holds, but not g. */
void generator_clear(struct generator *g);

/* Bear the load until PHASE_STOP.  The thread that calls it owns g. */
void generator_loop(struct generator *g);

/* Make the generator look at the phase.  Any thread. */
void generator_wake(struct generator *g);

/* Tell the run that the present phase's task is fulfilled. */
void generator_report_done(struct generator *g);

/* In PHASE_LEAVE: the server has closed one connection more. */
void generator_note_left(struct generator *g);

/* Tell the run that there is no point in going on.  The first note counts. */
void generator_fail(struct generator *g, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Count a line that should not have come, and keep the first for the report. */
void generator_note_unexpected(
    struct generator *g, const struct client *c, struct slice line);

/* This generator's share of a number of things. */
size_t generator_share(const struct generator *g, size_t total);

/* The monotonic clock, in nanoseconds. */
uint64_t generator_clock(void);

#endif
