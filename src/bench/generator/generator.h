/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_GENERATOR_H
#define CHATD_BENCH_GENERATOR_H

/*
 * One thread of load: its connections, its epoll, its figures, and the words
 * that it has for the run.
 *
 * Generators share nothing but the run, which is the plan and the phase.  What
 * happens on the connections is in client.h, how users log in in arrival.h, and
 * what drives it all in generator_loop.h; this file is below them and calls
 * none of them.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "bench/generator/encryption.h"
#include "bench/generator/load.h"
#include "bench/generator/plan.h"

struct client;
struct histogram;

/* The most that one read takes: a list of 20,000 users fits. */
#define GENERATOR_INPUT_BYTES (256 * 1024)

/* The room in which one write to one connection is put together. */
#define GENERATOR_OUTPUT_BYTES (128 * 1024)

#define GENERATOR_NOTE_BYTES 256

enum phase {
	PHASE_START,   /* nothing has happened yet */
	PHASE_LOGIN,   /* every user connects and logs in */
	PHASE_WARMUP,  /* the load runs, and nothing counts */
	PHASE_MEASURE, /* the load runs and counts */
	PHASE_DRAIN,   /* nothing more is sent; what is due still arrives */
	PHASE_LINGER,  /* nothing is due: whatever comes is one too many */
	PHASE_LEAVE,   /* every client hangs up and waits for the server to */
	PHASE_STOP,
};

/* What all generators look at. */
struct run {
	const struct plan *plan;
	_Atomic int phase; /* enum phase; set by the main thread */
	int event_fd;      /* a generator writes here when it has news */
};

struct tally {
	uint64_t work; /* in the load's unit, in all phases */
	uint64_t lost;
	uint64_t doubled;
	uint64_t reordered;
	uint64_t unexpected; /* lines that are neither due nor harmless */
	uint64_t handshakes; /* that ended while it was measured */
	uint64_t resumed;    /* of them: of users who came back */
};

/* The state of arrival.c, which brings users in a limited number at a time. */
struct arrivals {
	size_t next;      /* the client that connects next */
	size_t end;       /* the first that does not */
	size_t in_flight; /* have begun to log in and are not in yet */
	size_t at_once;
	bool measured; /* the time that each takes counts as a latency */
};

struct generator {
	struct run *run; /* borrowed */
	unsigned int number;
	unsigned int count; /* of generators in all */
	int epoll_fd;
	int wake_fd; /* the run writes here when the phase has changed */
	enum phase phase;
	uint64_t now_ns; /* when the bytes that are being handled were read */
	char *input;
	char *output;
	struct client *clients; /* the load's own, then the idle ones */
	size_t client_count;
	size_t own_count;
	uint64_t sessions; /* the number of the next visitor of load login */
	struct arrivals arrivals;
	size_t leaving; /* connections that the server has yet to close */
	struct encryption *encryption; /* NULL: nothing is encrypted */
	struct histogram *latency;
	struct tally tally;
	char cipher[ENCRYPTION_TEXT_BYTES]; /* of the first handshake */
	void *part;                         /* the load's */

	/* The main thread reads these at any time. */
	_Atomic pid_t thread; /* the one that runs it, as /proc knows it */
	_Atomic uint64_t published_work;
	_Atomic uint64_t published_users; /* logged in during PHASE_LOGIN */
	_Atomic int done_phase; /* the phase whose task is fulfilled; -1 */
	_Atomic bool failed;
	char note[GENERATOR_NOTE_BYTES]; /* why; whole once failed is set */
};

/* Let the main thread see how much work has been done so far. */
void generator_publish(struct generator *g);

/* Tell the run that the present phase's task is fulfilled. */
void generator_report_done(struct generator *g);

/*
 * Count one connection less to wait for in PHASE_LEAVE, and report the phase's
 * task as fulfilled when it was the last.
 */
void generator_note_left(struct generator *g);

/*
 * Tell the run that there is no point in going on, and why.  Only the first
 * reason is kept.
 */
void generator_fail(struct generator *g, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Return this generator's share of a total that all of them divide. */
size_t generator_share(const struct generator *g, size_t total);

#endif
