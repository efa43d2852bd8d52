/* SPDX-License-Identifier: MIT */
/*
 * The version of each register is compared with the engine's, and then one of
 * the two is read by the other side, or neither.
 */

#include <stdio.h>
#include <stdlib.h>

#include "chatd/cluster/engine/register_chain.h"

/* An engine that changes its mind more often than this is asked later. */
#define REGISTERS_ROUNDS_MAX 4

/* The file is not this cluster's: nothing is lost or mixed without a word. */
static void
registers_refuse(struct register_chain *chain)
{
	struct names *names = chain->registers->names;
	const char *option =
	    register_door_options(register_chain_shared(chain)->door)->option;
	char why[256];

	(void)snprintf(why, sizeof(why),
	    "%s has something that the cluster does not have: move the file "
	    "away, and this node takes what the cluster has",
	    option);
	register_chain_free(chain);
	names->was_refused = true;
	names->events->refused(why, names->argument);
	if (names->has_served)
		names->lose_life(names, why);
}

static void
registers_note_opened(
    struct register_chain *chain, const struct redis_reply *reply)
{
	struct shared_register *shared = register_chain_shared(chain);
	uint64_t version = names_read_number(
	    redis_reply_element(reply, 1)->text);

	if (names_answers(reply, "OFFER") &&
	    (chain->opened != NULL || chain->state.version != 0)) {
		register_offering_begin(chain);
	} else if (names_answers(reply, "SAME")) {
		if (chain->opened != NULL) {
			shared->stage = REGISTER_FOLLOWING;
			shared->told = chain->state.version;
		}
		register_chain_next(chain);
	} else if (chain->opened == NULL) {
		/* The snapshot will see to it. */
		register_chain_next(chain);
	} else if (names_answers(reply, "TAKE")) {
		register_taking_begin(chain, version);
	} else if (names_answers(reply, "FOREIGN")) {
		registers_refuse(chain);
	} else {
		register_chain_fail(chain);
	}
}

static void
registers_ask(struct register_chain *chain)
{
	struct shared_register *shared = register_chain_shared(chain);
	struct names_word version, count;
	struct slice words[5];

	chain->state = register_door_look(shared->door);
	/* The store may not have carried out yet what it was told before. */
	if (chain->state.version < shared->told ||
	    chain->rounds++ == REGISTERS_ROUNDS_MAX) {
		register_chain_fail(chain);
		return;
	}
	words[2] = slice_of(register_door_options(shared->door)->name);
	words[3] = names_number(&version, chain->state.version);
	words[4] = names_number(&count, chain->state.count);
	register_chain_ask(chain, SCRIPT_OPEN, 5, words, registers_note_opened);
}

/* Begin a chain, in place of the one that *current may be. */
static void
registers_begin(struct registers *registers, struct register_chain **current,
    struct redis_connection *connection, void (*opened)(struct names *names))
{
	struct register_chain *chain = calloc(1, sizeof(*chain));

	*current = chain;
	if (chain == NULL) {
		if (opened != NULL)
			names_copy_later(registers->names);
		return;
	}
	chain->registers = registers;
	chain->current = current;
	chain->connection = connection;
	chain->opened = opened;
	chain->open = registers_ask;
	registers_ask(chain);
}

void
registers_offer(struct registers *registers)
{
	if (registers->count > 0)
		registers_begin(registers, &registers->offering,
		    registers->names->commands, NULL);
}

void
registers_open(struct registers *registers, void (*opened)(struct names *names))
{
	struct names *names = registers->names;

	for (size_t i = 0; i < registers->count; i++) {
		registers->all[i].stage = REGISTER_SHUT;
		register_copy_clear(&registers->all[i].copy);
	}
	if (registers->count > 0)
		registers_begin(
		    registers, &registers->opening, names->follow, opened);
	else
		opened(names);
}
