/* SPDX-License-Identifier: MIT */
#ifndef CHATD_LIFESIGNS_H
#define CHATD_LIFESIGNS_H

/*
 * Whether the other end of a connection of TCP is still there, as far as the
 * kernel can tell.
 *
 * A peer that has lost its network says nothing of it.  The kernel sends
 * packets that a living one has to answer, whatever its program does, and one
 * that is stopped or does not read answers them as well.  How many went
 * unanswered, and since when nothing has come, is the proof.
 *
 * A peer that lives must never look gone.  On a link that loses one packet in
 * five each way, ten questions in a row are answered by nothing in 4 of 100,000
 * cases; and a phone that goes from one cell to the next is silent for a few
 * seconds.  So ten probes have to be unanswered, or six transmissions of data,
 * each after a pause twice as long as the one before; and either over
 * LIFESIGNS_SILENCE_MS at least, in which nothing at all has come.  Any thread.
 */

#include <stdbool.h>
#include <stdint.h>

/*
 * When the kernel asks a peer that is silent: after so long, and then at this
 * interval.  A dead peer is found after half a minute of silence, whether data
 * is on the way to it or not.
 *
 * A socket with a user time-out is not given up by the number of its probes,
 * but by the first one that is unanswered when that time has passed.  So all of
 * them have to go before it has, or one packet that is lost ends a connection.
 */
#define LIFESIGNS_IDLE_S     15
#define LIFESIGNS_INTERVAL_S 5
#define LIFESIGNS_PROBES     3

/* Both, while somebody wants to know. */
#define LIFESIGNS_URGENT_S 1

#define LIFESIGNS_PROBES_UNANSWERED 10
#define LIFESIGNS_DATA_UNANSWERED   6
#define LIFESIGNS_SILENCE_MS        9000

/* What the kernel knows of a peer. */
struct lifesigns {
	uint32_t silent_ms;     /* since anything came from it */
	uint32_t unanswered;    /* probes; or transmissions if has_data */
	uint32_t unanswered_ms; /* at least so long ago was the first of them */
	bool has_data;          /* something is on its way, or waits to be */
};

/* Say whether these prove that the peer is gone. */
bool lifesigns_are_none(const struct lifesigns *signs);

/*
 * Say whether the peer of the socket fd is provably gone.  One at a unix socket
 * never is: there the kernel tells at once.
 */
bool lifesigns_peer_is_gone(int fd);

/* Have the kernel ask the peer soon and often, or as it does otherwise. */
void lifesigns_ask_urgently(int fd);
void lifesigns_ask_as_usual(int fd);

#endif
