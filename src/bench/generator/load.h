/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_LOAD_H
#define CHATD_BENCH_LOAD_H

/*
 * A load: who is connected, and what they do.
 *
 * Every generator (a thread) bears its share of it.  The functions are called
 * in the generator's own thread.  To add a load: one file load_x.c with its
 * struct load, one row in loads.c, one in chatd-bench(1).
 */

#include <stdbool.h>
#include <stddef.h>

struct client;
struct generator;
struct options;
struct talk_shape;
struct wire;

struct load {
	const char *name;
	const char *summary; /* for --help */
	const char *unit;    /* what is counted: "messages", "logins", ... */
	size_t connections;  /* default of --connections */
	size_t window;       /* default of --window */
	bool in_room;        /* every user enters WIRE_ROOM */
	bool asks;           /* with the wire's question who */
	bool one_thread;     /* cannot be divided among threads */
	bool arrives_later;  /* its users log in while it is measured */
	bool warms_up;       /* runs for a while before it is measured */

	/* Say why this wire cannot bear the load, or return NULL if it can. */
	const char *(*refuse)(const struct options *options);

	/* Who talks to whom: for loads made of talk_...() (talk.h) only. */
	void (*shape)(const struct generator *g, struct talk_shape *shape_r);

	/* How many connections the generator's share needs. */
	size_t (*count_clients)(const struct generator *g);

	/*
	 * Give the clients (g->clients, from 0 on) their parts before anybody
	 * connects.  Return 0, or -1 with errno.
	 */
	int (*set_up)(struct generator *g);

	/* g->phase has become another one.  May be NULL, as those below. */
	void (*change_phase)(struct generator *g);

	/* A client has logged in. */
	void (*arrived)(struct generator *g, struct client *c);

	/* All that was readable has been read: the time to send. */
	void (*end_turn)(struct generator *g);

	/* Count what never came, and free what set_up() made. */
	void (*tear_down)(struct generator *g);
};

/* Say whether every user of this load enters WIRE_ROOM over this wire. */
bool load_enters_room(const struct load *load, const struct wire *wire);

/* Find a load by its name.  Return NULL if there is none. */
const struct load *load_find(const char *name);

/* Return the load with this number, from 0 on; NULL behind the last. */
const struct load *load_at(size_t index);

/* The loads, one file each. */
const struct load *load_pairs(void);
const struct load *load_spread(void);
const struct load *load_room(void);
const struct load *load_who(void);
const struct load *load_login(void);
const struct load *load_idle(void);

#endif
