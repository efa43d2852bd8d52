/* SPDX-License-Identifier: MIT */
/*
 * Claiming anew what this node has: a server of Redis that was restarted, or
 * has taken the place of another one, knows no names.
 *
 * They keep their places in the order of login, which the copy knows.  A name
 * that somebody else has by now was claimed later than ours, but the engine has
 * confirmed it: our user goes.
 */

#include "chatd/cluster/engine/names_private.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/cluster/copies/name_log.h"
#include "chatd/presence/engine.h"
#include "common/log.h"

struct assertion {
	struct names *names;
	struct address address;
};

static void
assertion_answered_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct assertion *claim = argument;
	struct names *names = claim->names;
	struct address address = claim->address;

	(void)connection;
	free(claim);
	if (reply == NULL || names_is_fenced(names, reply) ||
	    names_answers(reply, "GRANTED"))
		return;
	names->events->ousted(address, names->argument);
}

static void
assertion_settled_cb(struct redis_connection *connection,
    const struct redis_reply *reply, void *argument)
{
	struct names *names = argument;

	(void)connection;
	names->asserting = reply != NULL ? ASSERTING_NOTHING : ASSERTING_DUE;
	(void)names_is_fenced(names, reply);
}

/* Names that are to be claimed anew, noted under a lock. */
struct asserted_names {
	struct asserted_name *first;
	struct asserted_name **last;
	bool has_failed;
};

struct asserted_name {
	struct asserted_name *next;
	struct address address;
	enum claim_kind kind;
	size_t size;
	char bytes[];
};

static void
assertion_note_cb(struct slice name, enum claim_kind kind,
    struct address address, void *argument)
{
	struct asserted_names *noted = argument;
	struct asserted_name *one = malloc(sizeof(*one) + name.size);

	if (one == NULL) {
		noted->has_failed = true;
		return;
	}
	*one = (struct asserted_name){
		.address = address, .kind = kind, .size = name.size
	};
	memcpy(one->bytes, name.bytes, name.size);
	*noted->last = one;
	noted->last = &one->next;
}

static const char *
asserted_kind(const struct asserted_name *one)
{
	if (one->address.value == 0)
		return "kept";
	return one->kind == CLAIM_GUEST ? "guest" : "user";
}

/* Return false if name cannot be claimed. */
static bool
assertion_make(struct names *names, const struct asserted_name *one)
{
	struct assertion *claim = malloc(sizeof(*claim));
	struct slice name = { one->bytes, one->size };
	const char *kind = asserted_kind(one);
	struct names_word address, place;
	struct name_owner owner = { .place = 1 };

	(void)name_log_find(names->log, name, &owner);
	const struct slice arguments[] = {
		name,
		{ kind, strlen(kind) },
		names_number(&address, one->address.value),
		SLICE("0"),
		names_number(&place, owner.place),
	};

	if (claim == NULL)
		return false;
	claim->names = names;
	claim->address = one->address;
	if (names_script(names, SCRIPT_CLAIM, 5, arguments,
		assertion_answered_cb, claim) == 0)
		return true;
	free(claim);
	return false;
}

void
names_assert(struct names *names)
{
	struct asserted_names noted = { .first = NULL };
	struct asserted_name *one;

	noted.last = &noted.first;
	names->asserting = ASSERTING_DUE;
	directory_walk_local(
	    names->options.directory, assertion_note_cb, &noted);
	while ((one = noted.first) != NULL) {
		noted.first = one->next;
		if (!noted.has_failed && !assertion_make(names, one))
			noted.has_failed = true;
		free(one);
	}
	if (noted.has_failed || names_script(names, SCRIPT_SETTLE, 0, NULL,
				    assertion_settled_cb, names) != 0)
		log_error("not all names are claimed anew yet: out of memory");
	else
		names->asserting = ASSERTING_SENT;
}
