/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/engine/register_chain.h"

#include <stdlib.h>

#include "chatd/redis/redis_connection.h"

struct shared_register *
register_chain_shared(const struct register_chain *chain)
{
	return &chain->registers->all[chain->index];
}

void
register_chain_free(struct register_chain *chain)
{
	if (*chain->current == chain)
		*chain->current = NULL;
	free(chain->offer);
	free(chain);
}

void
register_chain_fail(struct register_chain *chain)
{
	if (chain->opened != NULL)
		names_copy_later(chain->registers->names);
	register_chain_free(chain);
}

static void
register_chain_answered_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct register_chain *chain = argument;

	(void)connection;
	if (reply == NULL || *chain->current != chain ||
	    names_is_fenced(chain->registers->names, reply))
		register_chain_free(chain);
	else
		chain->answered(chain, reply);
}

/* Go on with what the question brings about, if it could be asked. */
static void
register_chain_await(
    struct register_chain *chain, int result, register_chain_answered *answered)
{
	chain->answered = answered;
	if (result != 0)
		register_chain_fail(chain);
}

void
register_chain_ask(struct register_chain *chain, enum script script,
    size_t count, struct slice *words, register_chain_answered *answered)
{
	const struct names *names = chain->registers->names;
	struct names_word life;

	words[0] = slice_of(names->options.prefix);
	words[1] = names_number(&life, names->life);
	register_chain_await(chain,
	    redis_connection_script(chain->connection, script, SCRIPTS_KEYS,
		count, words, register_chain_answered_cb, chain),
	    answered);
}

void
register_chain_command(struct register_chain *chain, size_t count,
    const struct slice *words, register_chain_answered *answered)
{
	register_chain_await(chain,
	    redis_connection_command(chain->connection, count, words,
		register_chain_answered_cb, chain),
	    answered);
}

void
register_chain_next(struct register_chain *chain)
{
	struct names *names = chain->registers->names;
	void (*opened)(struct names * names) = chain->opened;

	chain->index++;
	chain->rounds = 0;
	if (chain->index < chain->registers->count) {
		chain->open(chain);
		return;
	}
	register_chain_free(chain);
	if (opened != NULL)
		opened(names);
}
