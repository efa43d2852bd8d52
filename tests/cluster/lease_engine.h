/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LEASE_ENGINE_H
#define CHATD_LEASE_ENGINE_H

/*
 * An engine without Redis that knows of leases: which lives there are, until
 * when, and whose the names are.  It decides as the scripts do
 * (cluster/scripts.h).  The time is passed in.
 */

#include <stdbool.h>
#include <stdint.h>

#define LEASE_NAMES 4

enum what { ENTER, ASSERT, SETTLE, RENEW, CLAIM, BURY };

/* A question on its way to the engine and back. */
struct question {
	enum what what;
	int name;          /* claim */
	int victim;        /* bury: a life */
	uint64_t asked_ms; /* 0: there is none */
	uint64_t done_ms;  /* when the engine gets it */
	uint64_t back_ms;  /* when the answer is there */
	bool is_done;
	bool is_lost;
	bool is_yes; /* what the engine has answered; ENTER and no: fenced */
	bool had_lease;
	uint64_t look_ms; /* renewed: when to look for the dead; 0: not soon */
	int life, epoch;
};

struct lease_engine {
	int run; /* of the server; 0: it is down */
	int last_run, last_life, epoch;
	uint64_t down_ms; /* until then */
	uint64_t hung_ms; /* until then it does nothing */
	uint64_t settling_ms;
	int owners[LEASE_NAMES];
	unsigned int buried, taken_over; /* so far */
};

/* Begin with a server that runs and knows nothing. */
void lease_engine_begin(struct lease_engine *engine);

/* Start the server again if it is time. */
void lease_engine_start(struct lease_engine *engine, uint64_t now_ms);

/* Say whether it does anything now. */
bool lease_engine_works(const struct lease_engine *engine, uint64_t now_ms);

/* Answer a question. */
void lease_engine_do(
    struct lease_engine *engine, struct question *question, uint64_t now_ms);

/* Return another life than this one that has no lease, or 0. */
int lease_engine_find_dead(
    const struct lease_engine *engine, int life, uint64_t now_ms);

#endif
