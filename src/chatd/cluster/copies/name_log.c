/* SPDX-License-Identifier: MIT */
/*
 * Each snapshot is a round.  Whatever the log has said of a name in a round is
 * believed, and not a page, which may be older.  A page that is newer does no
 * harm: the log says the same before the snapshot is over.  What neither has
 * mentioned by then is not there any more.
 */

#include "chatd/cluster/copies/name_log.h"

#include <stdlib.h>

#include "chatd/cluster/copies/name_log_private.h"
#include "common/container.h"

struct name_log *
name_log_new(const struct name_log_events *events, void *argument,
    uint64_t seed, bool folds_names)
{
	struct name_log *log = calloc(1, sizeof(*log));

	if (log == NULL)
		return NULL;
	log->events = events;
	log->argument = argument;
	name_copy_init(&log->copy, seed, folds_names);
	return log;
}

void
name_log_free(struct name_log *log)
{
	if (log == NULL)
		return;
	name_log_drop_changes(log);
	name_copy_clear(&log->copy);
	free(log);
}

bool
name_log_is_behind(const struct name_log *log)
{
	return log->state == NAME_LOG_BEHIND;
}

bool
name_log_is_right(const struct name_log *log)
{
	return log->state == NAME_LOG_FOLLOWING;
}

bool
name_log_is_telling(const struct name_log *log)
{
	return log->state == NAME_LOG_TELLING;
}

uint64_t
name_log_sequence(const struct name_log *log)
{
	return log->sequence;
}

bool
name_log_is_in_order(const struct name_log *log)
{
	return !log->is_disordered;
}

void
name_log_put_in_order(struct name_log *log, uint64_t last_place)
{
	log->is_disordered = false;
	log->last_place = last_place;
}

uint64_t
name_log_last_place(const struct name_log *log)
{
	return log->last_place;
}

/* ---- pages --------------------------------------------------------------- */

void
name_log_begin(struct name_log *log, uint64_t sequence)
{
	for (struct list *at = log->copy.lives.next; at != &log->copy.lives;
	     at = at->next)
		container_of(at, struct copied_life, in_copy)->is_there = false;
	name_log_drop_changes(log);
	log->state = NAME_LOG_READING;
	log->round++;
	log->sequence = sequence;
}

/* Let the life be there.  Return it, or NULL if there is no memory. */
static struct copied_life *
name_log_let_come(struct name_log *log, const struct node_record *node)
{
	struct copied_life *life = name_copy_get_life(&log->copy, node);

	if (life != NULL)
		life->is_there = true;
	return life;
}

bool
name_log_find(
    const struct name_log *log, struct slice text, struct name_owner *owner_r)
{
	const struct copied_name *name = name_copy_find(&log->copy, text);

	if (name == NULL || !name->is_there)
		return false;
	*owner_r = copied_name_owner(name);
	return true;
}

bool
name_log_add_node(struct name_log *log, const struct node_record *node)
{
	if (log->state != NAME_LOG_READING)
		return !name_log_is_behind(log);
	if (name_log_let_come(log, node) == NULL)
		return name_log_fall_behind(log);
	return true;
}

/* Return the life if it is there. */
static struct copied_life *
name_log_life(const struct name_log *log, uint64_t number)
{
	struct copied_life *life = name_copy_find_life(&log->copy, number);

	return life != NULL && life->is_there ? life : NULL;
}

bool
name_log_add_name(
    struct name_log *log, struct slice text, const struct name_owner *owner)
{
	struct copied_life *life = name_log_life(log, owner->life);
	struct copied_name *name;

	if (log->state != NAME_LOG_READING)
		return !name_log_is_behind(log);
	/* Names of lives that are gone may not have been swept away yet. */
	if (life == NULL || owner->kind == NAME_KEPT)
		return true;
	name = name_copy_get(&log->copy, text);
	if (name == NULL)
		return name_log_fall_behind(log);
	if (name->round == log->round)
		return true;
	name->round = log->round;
	if (name_copy_give(&log->copy, name, text, life, owner) == NULL)
		return name_log_fall_behind(log);
	return true;
}

bool
name_log_end(struct name_log *log, uint64_t sequence)
{
	if (log->state != NAME_LOG_READING)
		return !name_log_is_behind(log);
	log->state = NAME_LOG_CATCHING;
	log->end = sequence;
	return name_log_try_to_finish(log);
}

/* ---- entries ------------------------------------------------------------- */

/* Return name's entry, which the log has mentioned, or NULL: no memory. */
static struct copied_name *
name_log_mention(struct name_log *log, struct slice text)
{
	struct copied_name *name = name_copy_get(&log->copy, text);

	if (name != NULL)
		name->round = log->round;
	return name;
}

static bool
name_log_take_claimed(struct name_log *log, const struct name_entry *entry)
{
	struct copied_life *life = name_log_life(log, entry->life);
	struct copied_name *name;

	if (life == NULL)
		return false;
	name = name_log_mention(log, entry->name);
	if (name == NULL)
		return false;
	if (entry->owner.kind == NAME_KEPT)
		copied_name_take_away(name);
	else
		name = name_copy_give(
		    &log->copy, name, entry->name, life, &entry->owner);
	if (name == NULL)
		return false;
	name_log_tell(log, name);
	return true;
}

/* A name is written in other capitals. */
static bool
name_log_respell(struct name_log *log, struct copied_name *name,
    struct copied_life *life, const struct name_entry *entry)
{
	struct copied_name *past;

	name = name_copy_give(
	    &log->copy, name, entry->name, life, &entry->owner);
	if (name == NULL)
		return false;
	past = name_copy_past(&log->copy, name);
	if (past != NULL)
		name_log_tell_moved(log, past, name);
	name_log_tell(log, name);
	return true;
}

static bool
name_log_take_renamed(struct name_log *log, const struct name_entry *entry)
{
	struct copied_life *life = name_log_life(log, entry->life);
	struct copied_name *old, *name;

	if (life == NULL)
		return false;
	old = name_log_mention(log, entry->old_name);
	name = name_log_mention(log, entry->name);
	if (old == NULL || name == NULL)
		return false;
	if (old == name)
		return name_log_respell(log, name, life, entry);
	name = name_copy_give(
	    &log->copy, name, entry->name, life, &entry->owner);
	if (name == NULL)
		return false;
	copied_name_take_away(old);
	name_log_tell_moved(log, old, name);
	name_log_tell(log, old);
	name_log_tell(log, name);
	return true;
}

/* A name that was released or retired is no longer that life's. */
static bool
name_log_take_given(struct name_log *log, const struct name_entry *entry)
{
	struct copied_name *name = name_log_mention(log, entry->name);

	if (name == NULL)
		return false;
	copied_name_take_away(name);
	name_log_tell(log, name);
	return true;
}

static bool
name_log_take_came(struct name_log *log, const struct name_entry *entry)
{
	struct copied_life *life = name_log_let_come(log, &entry->node);

	if (life == NULL)
		return false;
	name_log_tell_came(log, life);
	return true;
}

/*
 * Its names are not mentioned by that: what is known of them may be from before
 * the snapshot, and a page may still say whose they are now.
 */
static bool
name_log_take_gone(struct name_log *log, const struct name_entry *entry)
{
	struct copied_life *life = name_log_life(log, entry->life);
	struct copied_name **names;
	size_t count;

	if (life == NULL)
		return false;
	names = name_copy_take_away_all(&log->copy, life, &count);
	if (names == NULL)
		return false;
	life->is_there = false;
	for (size_t i = 0; i < count; i++)
		name_log_tell(log, names[i]);
	free(names);
	name_log_tell_gone(log, life);
	return true;
}

static bool
name_log_apply(struct name_log *log, const struct name_entry *entry)
{
	switch (entry->event) {
	case NAME_CLAIMED:
		return name_log_take_claimed(log, entry);
	case NAME_RENAMED:
		return name_log_take_renamed(log, entry);
	case NAME_RELEASED:
	case NAME_RETIRED:
		return name_log_take_given(log, entry);
	case NAME_LIFE_CAME:
		return name_log_take_came(log, entry);
	case NAME_LIFE_GONE:
		return name_log_take_gone(log, entry);
	case NAME_UNKNOWN_EVENT:
		break;
	}
	return true;
}

bool
name_log_take(struct name_log *log, const struct name_entry *entry)
{
	if (log->state == NAME_LOG_BEHIND)
		return false;
	name_log_tell_some(log, SIZE_MAX);
	if (entry->sequence <= log->sequence)
		return true;
	if (entry->sequence != log->sequence + 1 || !name_log_apply(log, entry))
		return name_log_fall_behind(log);
	log->sequence++;
	return name_log_try_to_finish(log);
}
