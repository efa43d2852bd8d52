/* SPDX-License-Identifier: MIT */
/* Taking all records of a register, in pages, as names are. */

#include <stdio.h>

#include "chatd/cluster/engine/register_chain.h"
#include "chatd/cluster/copies/register_copy.h"
#include "chatd/cluster/copies/register_entry.h"

/* So many records are in a page. */
#define REGISTER_TAKING_PAGE_COUNT 1000

static void register_taking_ask_page(struct register_chain *chain);

static void
register_taking_add(struct register_chain *chain, struct slice key,
    struct slice text, enum register_copy_outcome *outcome)
{
	struct shared_register *shared = register_chain_shared(chain);
	struct register_value value;

	if (*outcome == REGISTER_COPY_NO_MEMORY)
		return;
	*outcome = register_value_read(text, &value) == 0
		       ? register_copy_add(&shared->copy, key, &value)
		       : REGISTER_COPY_WRONG;
	if (*outcome == REGISTER_COPY_WRONG)
		registers_log_fault(
		    chain->registers, shared, "it is none, or too large");
	else if (*outcome == REGISTER_COPY_TOO_MANY)
		registers_log_fault(
		    chain->registers, shared, "there are too many");
}

static void
register_taking_note_page(
    struct register_chain *chain, const struct redis_reply *reply)
{
	const struct redis_reply *page = redis_reply_element(reply, 1);
	struct slice cursor = redis_reply_element(reply, 0)->text;
	enum register_copy_outcome outcome = REGISTER_COPIED;

	for (size_t i = 0; i + 1 < page->count; i += 2)
		register_taking_add(chain, redis_reply_element(page, i)->text,
		    redis_reply_element(page, i + 1)->text, &outcome);
	if (cursor.size == 0 || cursor.size >= sizeof(chain->cursor) ||
	    outcome == REGISTER_COPY_NO_MEMORY) {
		register_chain_fail(chain);
		return;
	}
	slice_write(chain->cursor, cursor);
	chain->cursor[cursor.size] = '\0';
	if (slice_is(cursor, "0"))
		register_chain_next(chain);
	else
		register_taking_ask_page(chain);
}

static void
register_taking_ask_page(struct register_chain *chain)
{
	const struct register_options *options = register_door_options(
	    register_chain_shared(chain)->door);
	struct names *names = chain->registers->names;
	char key[NAMES_WORD_BYTES * 2], name[NAMES_WORD_BYTES];
	struct names_word count;

	(void)snprintf(name, sizeof(name), "register:%s", options->name);
	const struct slice words[] = {
		SLICE("HSCAN"),
		names_key(names, name, key, sizeof(key)),
		slice_of(chain->cursor),
		SLICE("COUNT"),
		names_number(&count, REGISTER_TAKING_PAGE_COUNT),
	};

	register_chain_command(chain, 5, words, register_taking_note_page);
}

void
register_taking_begin(struct register_chain *chain, uint64_t version)
{
	struct shared_register *shared = register_chain_shared(chain);

	shared->stage = REGISTER_COPYING;
	register_copy_begin(&shared->copy, version);
	chain->cursor[0] = '0';
	chain->cursor[1] = '\0';
	register_taking_ask_page(chain);
}
