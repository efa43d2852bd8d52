/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_LOAD_H
#define CHATD_BENCH_LOAD_H

/*
 * A load as the generator sees it: which users are connected, and what they do.
 *
 * Every generator, which is a thread, bears its share of the load and calls
 * these functions in its own thread.  To add a load, write loads/load_x.c with
 * its struct load, and add a row to loads/loads.c and a paragraph to
 * chatd-bench(1).
 */

#include <stdbool.h>
#include <stddef.h>

struct client;
struct generator;
struct plan;
struct talk_shape;

struct load {
	const char *name;
	const char *summary; /* for --help */
	const char *unit;    /* what is counted: "messages", "logins", ... */
	size_t connections;  /* default of --connections */
	size_t window;       /* default of --window */
	bool in_room;        /* every user enters WIRE_ROOM */
	bool asks;           /* its users ask the wire's question who */
	bool one_thread;     /* cannot be divided among threads */
	bool arrives_later;  /* its users log in while it is measured */
	bool warms_up;       /* runs for a while before it is measured */

	/* Say why this plan's wire cannot bear the load; NULL if it can. */
	const char *(*refuse)(const struct plan *plan);

	/* Say who talks to whom.  Only loads made of talk_...() have this. */
	void (*shape)(const struct generator *g, struct talk_shape *shape_r);

	/*
	 * Return how many connections the generator's share needs.  NULL if
	 * they are as many as its share of --connections.
	 */
	size_t (*count_clients)(const struct generator *g);

	/*
	 * Give the clients (g->clients, from 0 on) their parts before any of
	 * them connects; one without a part is idle.  Return 0, or -1 with
	 * errno.  This function and those below may be NULL.
	 */
	int (*set_up)(struct generator *g);

	/* Act on a new g->phase. */
	void (*change_phase)(struct generator *g);

	/* Act on a client that has just logged in. */
	void (*arrived)(struct generator *g, struct client *c);

	/* Send: everything that was readable has been read. */
	void (*end_turn)(struct generator *g);

	/* Count what never came, and free what set_up() made. */
	void (*tear_down)(struct generator *g);
};

#endif
