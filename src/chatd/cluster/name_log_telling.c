/* SPDX-License-Identifier: MIT */
/*
 * What was told and what is so are compared name by name: at once for a name
 * that the log has mentioned, and for all of them when a snapshot has been
 * read.
 */

#include "chatd/cluster/name_log_private.h"

#include <stdlib.h>

#include "common/container.h"

static void
name_log_tell_forgotten(struct name_log *log, struct copied_name *name)
{
	struct name_owner owner;

	if (!name->is_told)
		return;
	name->is_told = false;
	owner = copied_name_owner(name);
	log->events->forgotten(copied_name_text(name), &owner, log->argument);
}

static void
name_log_tell_learned(struct name_log *log, struct copied_name *name)
{
	const struct name_owner owner = copied_name_owner(name);

	name->is_told = true;
	name->has_past = false;
	log->events->learned(copied_name_text(name), &owner, log->argument);
}

/* Tell that what was told of name before is not so any more. */
static void
name_log_tell_past(struct name_log *log, struct copied_name *name)
{
	struct copied_name *past = name_copy_past(&log->copy, name);

	if (past == NULL)
		return;
	name_log_tell_forgotten(log, past);
	name_copy_drop(&log->copy, past);
}

void
name_log_tell(struct name_log *log, struct copied_name *name)
{
	if (log->state != NAME_LOG_FOLLOWING)
		return;
	name_log_tell_past(log, name);
	if (name->is_there && !name->is_told)
		name_log_tell_learned(log, name);
	if (name->is_there)
		return;
	name_log_tell_forgotten(log, name);
	name_copy_drop(&log->copy, name);
}

void
name_log_tell_moved(
    struct name_log *log, struct copied_name *old, struct copied_name *name)
{
	struct name_owner owner;

	if (log->state != NAME_LOG_FOLLOWING || !old->is_told ||
	    name->is_told || name->has_past ||
	    !copied_name_is_owners(old, name))
		return;
	old->is_told = false;
	name->is_told = true;
	owner = copied_name_owner(name);
	log->events->moved(copied_name_text(old), copied_name_text(name),
	    &owner, log->argument);
}

static void
name_log_came(struct name_log *log, struct copied_life *life)
{
	if (life->is_told)
		return;
	life->is_told = true;
	log->events->came(&life->node, log->argument);
}

static void
name_log_gone(struct name_log *log, struct copied_life *life)
{
	if (life->is_told)
		log->events->gone(life->node.life, log->argument);
	name_copy_drop_life(&log->copy, life);
}

void
name_log_tell_came(struct name_log *log, struct copied_life *life)
{
	if (log->state == NAME_LOG_FOLLOWING)
		name_log_came(log, life);
}

void
name_log_tell_gone(struct name_log *log, struct copied_life *life)
{
	if (log->state == NAME_LOG_FOLLOWING)
		name_log_gone(log, life);
}

/* ---- the end of a snapshot ----------------------------------------------- */

/* The names of which something is to be told. */
struct name_log_changes {
	struct copied_name **names;
	size_t count;
	uint32_t round;
};

static void
name_log_collect_cb(struct hash_entry *entry, void *argument)
{
	struct name_log_changes *changes = argument;
	struct copied_name *name = container_of(
	    entry, struct copied_name, in_table);

	if (name->round != changes->round)
		copied_name_take_away(name);
	if (!name->is_there || !name->is_told)
		changes->names[changes->count++] = name;
}

static int
name_log_compare_places(const void *one, const void *other)
{
	uint64_t a = (*(struct copied_name *const *)one)->place;
	uint64_t b = (*(struct copied_name *const *)other)->place;

	return (a > b) - (a < b);
}

/* Forget what is not so any longer; those that are left are to be learned. */
static void
name_log_tell_all_forgotten(
    struct name_log *log, struct name_log_changes *changes)
{
	size_t left = 0;

	for (size_t i = 0; i < changes->count; i++) {
		struct copied_name *name = changes->names[i];

		if (name->is_there) {
			changes->names[left++] = name;
			continue;
		}
		name_log_tell_forgotten(log, name);
		name_copy_drop(&log->copy, name);
	}
	changes->count = left;
}

/* Tell that lives have come, or that they are gone. */
static void
name_log_tell_lives(struct name_log *log, bool are_there)
{
	struct list *next;

	for (struct list *at = log->copy.lives.next; at != &log->copy.lives;
	     at = next) {
		struct copied_life *life = container_of(
		    at, struct copied_life, in_copy);

		next = at->next;
		if (are_there && life->is_there)
			name_log_came(log, life);
		if (!are_there && !life->is_there)
			name_log_gone(log, life);
	}
}

bool
name_log_try_to_finish(struct name_log *log)
{
	struct name_log_changes changes = { .round = log->round };

	if (log->state != NAME_LOG_CATCHING || log->sequence < log->end)
		return true;
	changes.names = calloc(
	    (size_t)log->copy.names.count + 1, sizeof(changes.names[0]));
	if (changes.names == NULL)
		return name_log_fall_behind(log);
	hash_table_walk(&log->copy.names, name_log_collect_cb, &changes);
	name_log_tell_all_forgotten(log, &changes);
	name_log_tell_lives(log, false);
	name_log_tell_lives(log, true);
	qsort(changes.names, changes.count, sizeof(changes.names[0]),
	    name_log_compare_places);
	for (size_t i = 0; i < changes.count; i++)
		name_log_tell_learned(log, changes.names[i]);
	free(changes.names);
	log->state = NAME_LOG_FOLLOWING;
	return true;
}
