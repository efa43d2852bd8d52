/* SPDX-License-Identifier: MIT */
/*
 * What was told and what is so are compared name by name: at once for a name
 * that the log has mentioned, and for all of them when a snapshot has been
 * read.  There may be a million of those, so some are told at a time.
 */

#include "chatd/cluster/copies/name_log_private.h"

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
	if (name->place < log->last_place)
		log->is_disordered = true;
	else
		log->last_place = name->place;
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

static void
name_log_moved(
    struct name_log *log, struct copied_name *old, struct copied_name *name)
{
	struct name_owner owner;

	if (!old->is_told || name->is_told ||
	    (name->has_past && name_copy_past(&log->copy, name) != old) ||
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
name_log_tell_moved(
    struct name_log *log, struct copied_name *old, struct copied_name *name)
{
	if (log->state == NAME_LOG_FOLLOWING)
		name_log_moved(log, old, name);
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

/* Note what is to be told of a name: in front if it is to be forgotten. */
static void
name_log_collect_cb(struct hash_entry *entry, void *argument)
{
	struct name_log *log = argument;
	struct name_log_changes *changes = &log->changes;
	struct copied_name *name = container_of(
	    entry, struct copied_name, in_table);

	if (name->round != log->round)
		copied_name_take_away(name);
	if (!name->is_there)
		changes->all[changes->forgotten++].name = name;
	else if (!name->is_told)
		changes->all[--changes->learned] = (struct name_log_change){
			name->place, name
		};
}

static int
name_log_compare_places(const void *one, const void *other)
{
	uint64_t a = ((const struct name_log_change *)one)->place;
	uint64_t b = ((const struct name_log_change *)other)->place;

	return (a > b) - (a < b);
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

/* Collect the changes.  Return false if there is no memory. */
static bool
name_log_collect(struct name_log *log)
{
	struct name_log_changes *changes = &log->changes;
	size_t count = log->copy.names.count;

	*changes = (struct name_log_changes){ .learned = count, .end = count };
	changes->all = calloc(count + 1, sizeof(changes->all[0]));
	if (changes->all == NULL)
		return false;
	hash_table_walk(&log->copy.names, name_log_collect_cb, log);
	qsort(changes->all + changes->learned, count - changes->learned,
	    sizeof(changes->all[0]), name_log_compare_places);
	return true;
}

void
name_log_drop_changes(struct name_log *log)
{
	free(log->changes.all);
	log->changes = (struct name_log_changes){ 0 };
}

/*
 * Tell that name, which is not so any more, is forgotten; unless its owner has
 * the same one in other capitals.
 */
static void
name_log_tell_lost(struct name_log *log, struct copied_name *name)
{
	struct copied_name *heir = NULL;

	if (name->is_past)
		heir = name_copy_find(&log->copy, copied_name_text(name));
	if (heir != NULL && heir->is_there &&
	    !slice_equals(copied_name_text(heir), copied_name_text(name)))
		name_log_moved(log, name, heir);
	name_log_tell_forgotten(log, name);
}

/* Tell the next change, or note that there is none. */
static void
name_log_tell_next(struct name_log *log)
{
	struct name_log_changes *changes = &log->changes;

	if (changes->at < changes->forgotten) {
		struct copied_name *name = changes->all[changes->at++].name;

		name_log_tell_lost(log, name);
		name_copy_drop(&log->copy, name);
	} else if (!changes->are_lives_told) {
		name_log_tell_lives(log, false);
		name_log_tell_lives(log, true);
		changes->are_lives_told = true;
		changes->at = changes->learned;
	} else if (changes->at < changes->end) {
		struct copied_name *name = changes->all[changes->at++].name;

		if (!name->is_told)
			name_log_tell_learned(log, name);
	} else {
		name_log_drop_changes(log);
		log->state = NAME_LOG_FOLLOWING;
	}
}

void
name_log_tell_some(struct name_log *log, size_t most)
{
	while (most > 0 && log->state == NAME_LOG_TELLING) {
		name_log_tell_next(log);
		most--;
	}
}

bool
name_log_try_to_finish(struct name_log *log)
{
	if (log->state != NAME_LOG_CATCHING || log->sequence < log->end)
		return true;
	if (!name_log_collect(log))
		return name_log_fall_behind(log);
	log->state = NAME_LOG_TELLING;
	return true;
}
