/* SPDX-License-Identifier: MIT */
/*
 * Members are counted here, under the lock of the rules, and not taken from the
 * room's list: so who is first and who is last is decided together with what
 * follows from it.
 */

#include "chatd/presence/room_rules.h"

#include <errno.h>
#include <string.h>

void
room_rules_init(struct room_rules *rules, bool folds_names)
{
	memset(rules, 0, sizeof(*rules));
	pthread_mutex_init(&rules->lock, NULL);
	rules->bans.folds = folds_names;
	rules->invited.folds = folds_names;
}

static void
room_rules_end(struct room_rules *rules)
{
	room_topic_clear(&rules->topic);
	name_list_clear(&rules->bans);
	name_list_clear(&rules->invited);
	rules->modes = (struct room_modes){ 0 };
	rules->is_unsent = false;
	atomic_store(&rules->flags, 0);
}

void
room_rules_destroy(struct room_rules *rules)
{
	room_rules_end(rules);
	pthread_mutex_destroy(&rules->lock);
}

static bool
room_rules_accept_key(const struct room_rules *rules, struct slice key)
{
	const struct slice own = { rules->modes.key, rules->modes.key_size };

	return own.size == 0 || slice_equals(key, own);
}

/* Decide what stands against somebody whom nobody has invited for once. */
static enum room_admission
room_rules_judge_uninvited(
    const struct room_rules *rules, const struct room_entrant *entrant)
{
	const struct room_person *person = &entrant->person;

	if (entrant->looked_r != NULL)
		*entrant->looked_r += rules->bans.size;
	if (room_mask_list_bans(&rules->bans, person))
		return ROOM_BANS_VISITOR;
	if ((rules->modes.flags & ROOM_CLOSED) != 0 &&
	    !room_mask_list_matches(&rules->bans, ROOM_MASK_INVITED, person))
		return ROOM_IS_CLOSED;
	return room_rules_accept_key(rules, entrant->key) ? ROOM_ENTERED
							  : ROOM_WANTS_KEY;
}

/* Decide what becomes of somebody who enters with ranks; under the lock. */
static enum room_admission
room_rules_judge(const struct room_rules *rules,
    const struct room_entrant *entrant, unsigned int ranks)
{
	enum room_admission admission;
	uint32_t limit = rules->modes.limit;

	if (rules->members == 0 && rules->keeping == NULL)
		return ROOM_FOUNDED;
	if ((ranks & ROOM_OPERATOR) != 0 ||
	    name_list_has(&rules->invited, entrant->person.name))
		return ROOM_ENTERED;
	admission = room_rules_judge_uninvited(rules, entrant);
	if (admission == ROOM_ENTERED && limit > 0 && rules->members >= limit)
		return ROOM_IS_FULL;
	return admission;
}

enum room_admission
room_rules_enter(struct room_rules *rules, const struct room_entrant *entrant,
    unsigned int *ranks_r)
{
	enum room_admission admission;

	*ranks_r = 0;
	pthread_mutex_lock(&rules->lock);
	if (rules->keeping != NULL)
		*ranks_r = room_keeping_ranks(rules->keeping, entrant->account);
	admission = room_rules_judge(rules, entrant, *ranks_r);
	if (admission == ROOM_FOUNDED || admission == ROOM_ENTERED) {
		rules->members++;
		name_list_remove(&rules->invited, entrant->person.name);
	}
	pthread_mutex_unlock(&rules->lock);
	if (admission == ROOM_FOUNDED)
		*ranks_r = ROOM_OPERATOR;
	return admission;
}

void
room_rules_enter_elsewhere(struct room_rules *rules)
{
	pthread_mutex_lock(&rules->lock);
	rules->members++;
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_leave(struct room_rules *rules)
{
	pthread_mutex_lock(&rules->lock);
	if (--rules->members == 0) {
		if (rules->keeping == NULL)
			room_rules_end(rules);
		else
			name_list_clear(&rules->invited);
	}
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_note_change(struct room_rules *rules)
{
	room_rules_show_flags(rules);
	rules->is_unsent = true;
	if (rules->keeping != NULL)
		rules->keeping->has_changed = true;
}

int
room_rules_set_topic(struct room_rules *rules, struct slice topic,
    struct slice by, uint64_t time_s)
{
	struct room_topic fresh;

	if (room_topic_make(&fresh, topic, by, time_s) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	room_topic_take(&rules->topic, &fresh);
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return 0;
}

void
room_rules_copy_topic(struct room_rules *rules, struct room_topic_copy *copy_r)
{
	pthread_mutex_lock(&rules->lock);
	room_topic_copy(&rules->topic, copy_r);
	pthread_mutex_unlock(&rules->lock);
}

void
room_rules_copy_modes(struct room_rules *rules, struct room_modes *modes_r)
{
	pthread_mutex_lock(&rules->lock);
	*modes_r = rules->modes;
	pthread_mutex_unlock(&rules->lock);
}

bool
room_rules_set_flags(struct room_rules *rules, unsigned int flags, bool holds)
{
	bool is_new;

	pthread_mutex_lock(&rules->lock);
	is_new = (rules->modes.flags & flags) != (holds ? flags : 0);
	if (holds)
		rules->modes.flags |= flags;
	else
		rules->modes.flags &= ~flags;
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return is_new;
}

bool
room_rules_set_key(struct room_rules *rules, struct slice key)
{
	struct room_modes *modes = &rules->modes;
	bool is_new;

	pthread_mutex_lock(&rules->lock);
	is_new = !slice_equals(
	    key, (struct slice){ modes->key, modes->key_size });
	if (key.size > 0)
		memcpy(modes->key, key.bytes, key.size);
	modes->key_size = key.size;
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return is_new;
}

bool
room_rules_set_limit(struct room_rules *rules, uint32_t limit)
{
	bool is_new;

	pthread_mutex_lock(&rules->lock);
	is_new = rules->modes.limit != limit;
	rules->modes.limit = limit;
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return is_new;
}

int
room_rules_invite(struct room_rules *rules, struct slice name)
{
	int result;

	pthread_mutex_lock(&rules->lock);
	if (rules->invited.count >= ROOM_INVITED_MAX &&
	    !name_list_has(&rules->invited, name))
		name_list_remove_first(&rules->invited);
	result = name_list_add(&rules->invited, name);
	pthread_mutex_unlock(&rules->lock);
	return result;
}

/* ---- rooms that are kept ------------------------------------------------- */

/* Have all see that the room is kept, or not; under the lock. */
static void
room_rules_set_kept(struct room_rules *rules, struct room_keeping *keeping)
{
	rules->keeping = keeping;
	if (keeping != NULL)
		rules->modes.flags |= ROOM_KEPT;
	else
		rules->modes.flags &= ~ROOM_KEPT;
	room_rules_show_flags(rules);
}

bool
room_rules_keep(struct room_rules *rules, struct room_keeping *keeping)
{
	bool is_new;

	pthread_mutex_lock(&rules->lock);
	is_new = rules->keeping == NULL;
	if (is_new)
		room_rules_set_kept(rules, keeping);
	pthread_mutex_unlock(&rules->lock);
	return is_new;
}

struct room_keeping *
room_rules_unkeep(struct room_rules *rules, struct slice account)
{
	struct room_keeping *keeping;

	pthread_mutex_lock(&rules->lock);
	keeping = rules->keeping;
	if (keeping != NULL && account.size > 0 &&
	    !room_keeping_is_owner(keeping, account))
		keeping = NULL;
	if (keeping != NULL) {
		room_rules_set_kept(rules, NULL);
		if (rules->members == 0)
			room_rules_end(rules);
	}
	pthread_mutex_unlock(&rules->lock);
	return keeping;
}

unsigned int
room_rules_ranks(struct room_rules *rules, struct slice account)
{
	unsigned int ranks = 0;

	pthread_mutex_lock(&rules->lock);
	if (rules->keeping != NULL)
		ranks = room_keeping_ranks(rules->keeping, account);
	pthread_mutex_unlock(&rules->lock);
	return ranks;
}

int
room_rules_grant(
    struct room_rules *rules, struct slice account, unsigned int rank)
{
	int result = 0;

	pthread_mutex_lock(&rules->lock);
	if (rules->keeping != NULL)
		result = room_keeping_grant(rules->keeping, account, rank);
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return result;
}

bool
room_rules_revoke(
    struct room_rules *rules, struct slice account, unsigned int rank)
{
	bool has_changed;

	pthread_mutex_lock(&rules->lock);
	has_changed = rules->keeping != NULL &&
		      room_keeping_revoke(rules->keeping, account, rank);
	if (has_changed)
		room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return has_changed;
}

bool
room_rules_forget(struct room_rules *rules, struct slice account)
{
	bool has_changed;

	pthread_mutex_lock(&rules->lock);
	has_changed = rules->keeping != NULL &&
		      room_keeping_forget(rules->keeping, account);
	if (has_changed)
		room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return has_changed;
}

bool
room_rules_set_owner(struct room_rules *rules, struct slice account)
{
	bool is_kept;

	pthread_mutex_lock(&rules->lock);
	is_kept = rules->keeping != NULL;
	if (is_kept)
		room_keeping_set_owner(rules->keeping, account);
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return is_kept;
}

bool
room_rules_take_change(struct room_rules *rules)
{
	bool has_changed = false;

	pthread_mutex_lock(&rules->lock);
	if (rules->keeping != NULL) {
		has_changed = rules->keeping->has_changed;
		rules->keeping->has_changed = false;
	}
	pthread_mutex_unlock(&rules->lock);
	return has_changed;
}
