/* SPDX-License-Identifier: MIT */
#ifndef CHATD_REGISTER_CHAIN_H
#define CHATD_REGISTER_CHAIN_H

/*
 * A chain of questions by which one register after the other is opened.
 *
 * One question is open at any moment, by whose answer the chain goes on, or
 * ends if nobody waits for it any more.  Gateway's thread only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chatd/cluster/engine/registers_private.h"
#include "chatd/cluster/scripts/scripts.h"
#include "chatd/redis/redis_reply.h"
#include "chatd/storage/register.h"
#include "common/slice.h"

struct redis_connection;
struct register_chain;

typedef void register_chain_answered(
    struct register_chain *chain, const struct redis_reply *reply);

struct register_chain {
	struct registers *registers;
	struct register_chain **current; /* another one: this is over */
	struct redis_connection *connection;
	register_chain_answered *answered;
	/* What comes after all are open; NULL: it only offers. */
	void (*opened)(struct names *names);
	/* Open the register of index; given by whoever begins the chain. */
	void (*open)(struct register_chain *chain);
	size_t index;
	unsigned int rounds; /* with this register */
	struct register_state state;
	char *offer; /* owned; or NULL */
	struct slice left;
	uint64_t place;
	char cursor[NAMES_WORD_BYTES];
};

/* Return the register that it is about. */
struct shared_register *register_chain_shared(
    const struct register_chain *chain);

/* Free chain, whose question is answered. */
void register_chain_free(struct register_chain *chain);

/*
 * It cannot go on: free chain, and begin a snapshot anew later, unless there is
 * one that will see to it.
 */
void register_chain_fail(struct register_chain *chain);

/*
 * Ask for a script, whose words are to have room for the prefix and this life
 * before the others; or for a command.  If that is not possible, the chain
 * fails.
 */
void register_chain_ask(struct register_chain *chain, enum script script,
    size_t count, struct slice *words, register_chain_answered *answered);
void register_chain_command(struct register_chain *chain, size_t count,
    const struct slice *words, register_chain_answered *answered);

/* Go on with the next register, or say that all are open. */
void register_chain_next(struct register_chain *chain);

/* ---- register_taking.c --------------------------------------------------- */

/* Read all records, into the copy, which the log completes. */
void register_taking_begin(struct register_chain *chain, uint64_t version);

/* ---- register_offering.c ------------------------------------------------- */

/* Offer what the store has, and open the register again. */
void register_offering_begin(struct register_chain *chain);

#endif
