/* SPDX-License-Identifier: MIT */
#ifndef CHATD_SILENCE_H
#define CHATD_SILENCE_H

/*
 * Peers that say nothing are asked whether they are there, where the protocol
 * has words for that (struct protocol, silent()), and whoever does not answer
 * in the same time again is ended by it.
 *
 * The kernel finds out by itself that a machine is gone (lifesigns.h).  This is
 * for programs that hang, for clients that want to hear something from time to
 * time, and for networks that forget connections on which nothing is said.
 *
 * Whoever is logged in, has nothing waiting and is watched costs no memory: the
 * one deadline of the connection is free then.  It comes SILENCE_LOOKS times in
 * limits->irc_ping_ms, whatever the peer does meanwhile, so that input costs
 * nothing; a question is late by as much as that.  Of those whose time has come
 * at once no more than SILENCE_QUESTIONS are asked in a tick, and the others in
 * the next ones.  Owner thread only.
 */

#include <stdbool.h>
#include <stdint.h>

#include "chatd/event/deadline.h"

struct connection;
struct connections;

#define SILENCE_LOOKS 4

/* What a write for each of them takes is less than what people notice. */
#define SILENCE_QUESTIONS 256

/* What a worker knows of it. */
struct silence {
	struct deadline_list looks;   /* at who may be silent */
	struct deadline_list put_off; /* to the next tick */
	struct deadline_list answers; /* of those that were asked */
	uint64_t tick;                /* in which some were asked, and how */
	unsigned int asked;           /* many */
};

/* Begin with nobody. */
void silence_init(struct connections *connections);

/*
 * Watch connection from now on, if there is a user, and its protocol asks;
 * otherwise it is due for nothing.  It must not be due for anything else.
 */
void silence_watch(struct connection *connection);

/* Say whether that is all that it is due for. */
bool silence_is_watched(const struct connection *connection);

#endif
