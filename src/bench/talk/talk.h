/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_TALK_H
#define CHATD_BENCH_TALK_H

/*
 * Talk is what the loads pairs, spread and room share: senders that keep a
 * window of messages in flight, and receivers that check every byte of what
 * they get.
 *
 *   talker --+-- stream -- inbox          pairs: one stream, one inbox
 *            +-- stream -- inbox          spread: many streams
 *                stream --+-- inbox       room: one stream, many inboxes
 *                         +-- inbox
 *
 * Every function is for the generator's thread.
 */

#include <stddef.h>

struct generator;

/* How many talk, and to how many. */
struct talk_shape {
	size_t talkers;
	size_t streams; /* of each talker */
	size_t inboxes; /* of each stream; 0: only replies come */
};

/*
 * Implement struct load for loads that have a shape.  The generator's first
 * clients become the talkers and those after them the listeners, as the shape
 * says.
 */
size_t talk_count_clients(const struct generator *g);
int talk_set_up(struct generator *g);
void talk_change_phase(struct generator *g);
void talk_end_turn(struct generator *g);
void talk_tear_down(struct generator *g);

#endif
