/* SPDX-License-Identifier: MIT */
/*
 * Renames that are open, and claims whose owner has not heard yet that they
 * have them.
 *
 * The old claim of a rename belongs to a connection, which may end at any time.
 * So a rename is known from when it is asked until its owner is answered, and
 * one lock says which came first: if the owner has left, the engine's grant
 * comes too late; if the engine has granted, the old claim is a husk that has
 * no name, which only whoever answers the owner may free.
 */

#include "chatd/presence/directory_private.h"

void
directory_unheard_begin(
    struct engine_question *question, const struct claim *claim)
{
	struct directory *directory = question->directory;

	question->in_unheard.hash = claim->in_table.hash;
	pthread_mutex_lock(&directory->unheard_lock);
	hash_table_insert(&directory->unheard, &question->in_unheard);
	pthread_mutex_unlock(&directory->unheard_lock);
}

struct claim *
directory_commit_rename(struct engine_question *question)
{
	struct directory *directory = question->directory;
	struct claim *old;

	pthread_mutex_lock(&directory->unheard_lock);
	old = question->old;
	question->has_replaced_old = old != NULL;
	pthread_mutex_unlock(&directory->unheard_lock);
	return old;
}

void
directory_unheard_end(struct engine_question *question)
{
	struct directory *directory = question->directory;

	pthread_mutex_lock(&directory->unheard_lock);
	hash_table_remove(&directory->unheard, &question->in_unheard);
	pthread_mutex_unlock(&directory->unheard_lock);
}

/* Return the question for an exchange of claim, or NULL, under the lock. */
static struct engine_question *
unheard_find(struct directory *directory, const struct claim *claim)
{
	struct hash_entry *entry = hash_table_find(
	    &directory->unheard, claim->in_table.hash);

	while (entry != NULL) {
		struct engine_question *question = container_of(
		    entry, struct engine_question, in_unheard);

		if (question->old == claim)
			return question;
		entry = hash_table_find_next(entry);
	}
	return NULL;
}

bool
directory_leave_rename(struct directory *directory, struct claim *claim)
{
	struct engine_question *question;
	bool is_husk;

	pthread_mutex_lock(&directory->unheard_lock);
	question = unheard_find(directory, claim);
	is_husk = question != NULL && question->has_replaced_old;
	if (question != NULL && !is_husk)
		question->old = NULL;
	pthread_mutex_unlock(&directory->unheard_lock);
	return is_husk;
}
