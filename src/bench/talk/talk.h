/* SPDX-License-Identifier: MIT */
#ifndef CHATD_BENCH_TALK_H
#define CHATD_BENCH_TALK_H

/*
 * Talk: senders that keep a window of messages in flight, and receivers that
 * check every byte of what they get.  What pairs, spread and room share.
 *
 *   talker --+-- stream -- inbox          pairs: one stream, one inbox
 *            +-- stream -- inbox          spread: many streams
 *                stream --+-- inbox       room: one stream, many inboxes
 *                         +-- inbox
 *
 * One generator's thread.
 */

#include <stddef.h>
#include <stdint.h>

struct client;
struct generator;

/* Who talks to whom. */
struct talk_shape {
	size_t talkers;
	size_t streams; /* of each talker */
	size_t inboxes; /* of each stream; 0: the reply is all there is */
};

/*
 * What struct load asks for.  The generator's first clients become the talkers,
 * those behind them the listeners, as the load's shape says.
 */
size_t talk_count_clients(const struct generator *g);
int talk_set_up(struct generator *g);
void talk_change_phase(struct generator *g);
void talk_end_turn(struct generator *g);
void talk_tear_down(struct generator *g);

#endif
