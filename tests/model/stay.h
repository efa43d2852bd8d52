/* SPDX-License-Identifier: MIT */
#ifndef CHATD_MODEL_STAY_H
#define CHATD_MODEL_STAY_H

/*
 * How long somebody has had a name, or been in a room.
 *
 * A client knows when it has asked and when it was answered; what it asked for
 * happened at some moment between.  So a stay has two beginnings and two ends:
 * from the question on it is possible, from the answer on it is certain.  The
 * moments are numbers that each question and each answer of a run raises.
 */

#include <stdbool.h>
#include <stdint.h>

#define NEVER UINT64_MAX

struct stay {
	struct stay *next;
	uint32_t session; /* whose it is */
	unsigned int slot;
	uint64_t possible_from, certain_from;
	uint64_t certain_to, possible_to;
	uint64_t known_from; /* everywhere, of those that are certain */
	bool is_gone;        /* it ends because its session does */
};

/* Those with one name, or in one room. */
struct stays {
	struct stay *first;
};

/* Begin a stay that is possible from now on. */
struct stay *stay_begin(
    struct stays *stays, uint32_t session, unsigned int slot, uint64_t now);

/* Say whether the stay held at every moment between these, or at any. */
bool stay_is_certain(const struct stay *stay, uint64_t from, uint64_t to);
bool stay_is_possible(const struct stay *stay, uint64_t from, uint64_t to);

/* Say whether its end has not even been asked for. */
bool stay_goes_on(const struct stay *stay);

/* Ask for its end; have its end be certain.  NULL is no stay. */
void stay_end(struct stay *stay, uint64_t now);
void stay_has_ended(struct stay *stay, uint64_t now);

/* Return the stay of a session that is possible then, or NULL. */
const struct stay *stays_find(
    const struct stays *stays, uint32_t session, uint64_t from, uint64_t to);

/* Those that are certain by now are known everywhere. */
void stays_settle(struct stays *stays, uint64_t now);

/* Forget those that are over. */
void stays_prune(struct stays *stays);

/* Forget all. */
void stays_clear(struct stays *stays);

#endif
