/* SPDX-License-Identifier: MIT */
#include "chatd/cluster/engine/errand.h"

#include <stdlib.h>

#include "chatd/cluster/engine/names_private.h"
#include "chatd/presence/engine.h"

struct errand *
errand_add(struct names *names, struct slice name, struct address address)
{
	struct errand *errand = calloc(1, sizeof(*errand) + name.size);

	if (errand == NULL)
		return NULL;
	errand->address = address;
	errand->name_size = name.size;
	slice_write(errand->name, name);
	errand->names = names;
	errand->asked_ns = names_now();
	list_append(&names->errands, &errand->place);
	names->errand_count++;
	return errand;
}

struct errand *
errand_for(struct names *names, struct slice name, struct address address)
{
	for (struct list *at = names->errands.next; at != &names->errands;
	     at = at->next) {
		struct errand *errand = errand_at(at);

		if (errand->question != NULL &&
		    errand->question->request != ENGINE_FIND &&
		    address_equals(errand->question->asker, address) &&
		    slice_equals(errand->question->name, name))
			return errand;
	}
	return NULL;
}

void
errand_end(struct errand *errand)
{
	if (errand->is_sent || !errand_is_done(errand))
		return;
	list_remove(&errand->place);
	errand->names->errand_count--;
	free(errand);
}

void
errand_decide(struct errand *errand, enum claim_outcome outcome)
{
	struct engine_question *question = errand->question;
	struct names *names = errand->names;

	errand->question = NULL;
	claim_counts_add(
	    &names->claims, outcome, names_now() - errand->asked_ns);
	directory_decide(names->options.directory, question, outcome);
}

struct address
errand_locate(const struct errand *errand, const struct name_owner *owner)
{
	const struct names *names = errand->names;

	if (owner->life != names->life)
		return names->events->find(
		    owner->life, owner->address, names->argument);
	return directory_has_granted(names->options.directory,
		   errand->question->name, owner->address)
		   ? owner->address
		   : (struct address){ 0 };
}

void
errand_answer(struct errand *errand, struct address address)
{
	struct engine_question *question = errand->question;

	errand->question = NULL;
	directory_found(errand->names->options.directory, question, address);
}

void
errand_drop_notice(struct errand *errand)
{
	errand->name_size = 0;
	if (errand->notice == NULL)
		return;
	directory_free_notice(errand->names->options.directory, errand->notice);
	errand->notice = NULL;
}

void
errand_abandon(struct errand *errand)
{
	list_remove(&errand->place);
	if (errand->question != NULL)
		directory_abandon(
		    errand->names->options.directory, errand->question);
	errand_drop_notice(errand);
	free(errand);
}
