/* SPDX-License-Identifier: MIT */
/* Names by a hash that nobody outside of a test would have a reason to attack.
 */

#include "server/late_names.h"

#include <stdio.h>
#include <stdlib.h>

#include "chatd/core/name_case.h"
#include "common/container.h"

struct late_name {
	struct hash_entry in_table;
	struct address address; /* nowhere: it is retired */
	bool is_granted;
	struct slice name; /* lies in bytes */
	char bytes[];
};

static void
require(bool condition, const char *what, struct slice name)
{
	if (condition)
		return;
	fprintf(stderr, "late engine: %s: %.*s\n", what, (int)name.size,
	    name.bytes);
	abort();
}

static uint64_t
hash_of(const struct late_names *names, struct slice name)
{
	return name_hash(names->fold, name, 0);
}

/* Say whether the asker has the name that is asked for in other capitals. */
static bool
is_respelling(
    const struct late_names *names, const struct engine_question *question)
{
	return names->fold && question->request == ENGINE_RENAME &&
	       name_looks_like(question->old_name, question->name);
}

static struct late_name *
find(const struct late_names *names, struct slice name)
{
	struct hash_entry *entry = hash_table_find(
	    &names->table, hash_of(names, name));

	while (entry != NULL) {
		struct late_name *found = container_of(
		    entry, struct late_name, in_table);

		if (name_is_same(names->fold, found->name, name))
			return found;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

static void
give(struct late_names *names, struct late_name *name)
{
	hash_table_remove(&names->table, &name->in_table);
	free(name);
}

bool
late_names_take(
    struct late_names *names, const struct engine_question *question)
{
	struct late_name *name;

	if (is_respelling(names, question))
		return true;
	require(find(names, question->name) == NULL,
	    "somebody asks for a name that is in use", question->name);
	name = malloc(sizeof(*name) + question->name.size);
	if (name == NULL)
		return false;
	*name = (struct late_name){
		.in_table.hash = hash_of(names, question->name),
		.address = question->asker,
		.name = { name->bytes, question->name.size },
	};
	slice_write(name->bytes, question->name);
	hash_table_insert(&names->table, &name->in_table);
	return true;
}

static struct late_name *
find_taken(struct late_names *names, const struct engine_question *question)
{
	struct late_name *name = find(names, question->name);

	require(name != NULL && address_equals(name->address, question->asker),
	    "a name is not there", question->name);
	return name;
}

struct address
late_names_find(
    struct late_names *names, const struct engine_question *question)
{
	const struct late_name *name = find(names, question->name);

	return name != NULL && name->is_granted ? name->address
						: (struct address){ 0 };
}

void
late_names_grant(
    struct late_names *names, const struct engine_question *question)
{
	if (!is_respelling(names, question))
		find_taken(names, question)->is_granted = true;
}

void
late_names_give_old(
    struct late_names *names, const struct engine_question *question)
{
	struct late_name *old = find(names, question->old_name);

	if (is_respelling(names, question))
		return;
	if (old != NULL && address_equals(old->address, question->asker))
		give(names, old);
}

void
late_names_give(
    struct late_names *names, const struct engine_question *question)
{
	if (!is_respelling(names, question))
		give(names, find_taken(names, question));
}

void
late_names_hear(struct late_names *names, const struct engine_news *news)
{
	struct late_name *name = find(names, news->name);

	if (name == NULL || !address_equals(name->address, news->address))
		return;
	if (news->event == ENGINE_RETIRED)
		name->address = (struct address){ 0 };
	else
		give(names, name);
}

static void
forbid_cb(struct hash_entry *entry, void *argument)
{
	const struct late_name *name = container_of(
	    entry, struct late_name, in_table);

	(void)argument;
	require(false, "a name was never released", name->name);
}

void
late_names_require_none(struct late_names *names)
{
	hash_table_walk(&names->table, forbid_cb, NULL);
	hash_table_clear(&names->table);
}
