/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_record.h"

#include <pthread.h>
#include <string.h>

#include "common/name.h"
#include "common/text.h"

/* Borrow what holds; under the lock. */
static struct room_record
room_record_borrow(const struct room_rules *rules)
{
	struct room_record record = { .keeping = rules->keeping };

	if (rules->keeping != NULL) {
		record.owner = room_keeping_owner(rules->keeping);
		record.operators = name_list_text(&rules->keeping->operators);
		record.voices = name_list_text(&rules->keeping->voices);
	}
	record.modes = rules->modes;
	record.topic = room_topic_text(&rules->topic);
	record.topic_by = room_topic_by(&rules->topic);
	record.topic_time_s = rules->topic.time_s;
	record.bans = name_list_text(&rules->bans);
	return record;
}

void
room_record_visit(struct room_rules *rules,
    void (*visit)(const struct room_record *record, void *argument),
    void *argument)
{
	struct room_record record;

	pthread_mutex_lock(&rules->lock);
	record = room_record_borrow(rules);
	visit(&record, argument);
	pthread_mutex_unlock(&rules->lock);
}

static int
room_record_copy_topic(
    const struct room_record *record, struct room_topic *copy_r)
{
	return room_topic_make(
	    copy_r, record->topic, record->topic_by, record->topic_time_s);
}

/* Let bans be those that hold; under the lock. */
static void
room_record_put_bans(struct room_rules *rules, const struct name_list *bans)
{
	struct slice rest = name_list_text(bans), ban;
	bool folds = rules->bans.folds;

	while (name_list_take(&rest, &ban)) {
		if (!name_list_has(&rules->bans, ban))
			name_list_remove(&rules->invited, ban);
	}
	name_list_clear(&rules->bans);
	rules->bans = *bans;
	rules->bans.folds = folds;
	room_rules_show_flags(rules);
}

int
room_record_restore(struct room_rules *rules, const struct room_record *record)
{
	struct room_topic topic;
	int result;

	if (room_record_copy_topic(record, &topic) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	room_topic_take(&rules->topic, &topic);
	rules->modes = record->modes;
	rules->modes.flags &= ROOM_DECIDED;
	result = name_list_set_text(&rules->bans, record->bans);
	room_rules_show_flags(rules);
	pthread_mutex_unlock(&rules->lock);
	return result;
}

int
room_record_replace(struct room_rules *rules, const struct room_record *record)
{
	struct room_topic topic;

	if (room_record_copy_topic(record, &topic) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	if (rules->is_unsent) {
		pthread_mutex_unlock(&rules->lock);
		room_topic_clear(&topic);
		return 0;
	}
	room_topic_take(&rules->topic, &topic);
	rules->modes.limit = record->modes.limit;
	rules->modes.key_size = record->modes.key_size;
	memcpy(rules->modes.key, record->modes.key, record->modes.key_size);
	rules->modes.flags &= ROOM_KEPT;
	rules->modes.flags |= record->modes.flags & ROOM_DECIDED;
	room_rules_show_flags(rules);
	pthread_mutex_unlock(&rules->lock);
	return 0;
}

int
room_record_replace_bans(struct room_rules *rules, struct slice text)
{
	struct name_list bans = { 0 };

	if (name_list_set_text(&bans, text) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	if (rules->is_unsent)
		name_list_clear(&bans);
	else
		room_record_put_bans(rules, &bans);
	pthread_mutex_unlock(&rules->lock);
	return 0;
}

void
room_record_note_sending(struct room_rules *rules)
{
	pthread_mutex_lock(&rules->lock);
	rules->is_unsent = false;
	pthread_mutex_unlock(&rules->lock);
}

/* ---- what others have changed -------------------------------------------- */

/* Copies of what a record borrows. */
struct room_parts {
	struct room_topic topic;
	struct name_list operators;
	struct name_list voices;
	struct name_list bans;
};

static void
room_parts_clear(struct room_parts *parts)
{
	room_topic_clear(&parts->topic);
	name_list_clear(&parts->operators);
	name_list_clear(&parts->voices);
	name_list_clear(&parts->bans);
}

/* Copy what record has.  Return 0; or -1, and parts is to be cleared, too. */
static int
room_parts_copy(struct room_parts *parts, const struct room_record *record)
{
	*parts = (struct room_parts){ 0 };
	if (room_record_copy_topic(record, &parts->topic) != 0 ||
	    name_list_set_text(&parts->operators, record->operators) != 0 ||
	    name_list_set_text(&parts->voices, record->voices) != 0)
		return -1;
	return name_list_set_text(&parts->bans, record->bans);
}

/* Have in theirs what ours has and base has not, and the reverse. */
static int
room_parts_merge(struct room_parts *theirs, const struct room_record *base,
    const struct room_record *ours)
{
	if (name_list_merge(&theirs->operators, base->operators,
		ours->operators, ROOM_RANKED_MAX) != 0 ||
	    name_list_merge(&theirs->voices, base->voices, ours->voices,
		ROOM_RANKED_MAX) != 0)
		return -1;
	return name_list_merge(
	    &theirs->bans, base->bans, ours->bans, ROOM_MASKS_MAX);
}

static void
room_merge_modes(struct room_modes *ours, const struct room_modes *theirs,
    const struct room_modes *base)
{
	const struct slice key = { ours->key, ours->key_size };
	const struct slice base_key = { base->key, base->key_size };
	unsigned int taken = ROOM_DECIDED & ~(ours->flags ^ base->flags);

	ours->flags = (ours->flags & ~taken) | (theirs->flags & taken);
	if (ours->limit == base->limit)
		ours->limit = theirs->limit;
	if (slice_equals(key, base_key)) {
		ours->key_size = theirs->key_size;
		memcpy(ours->key, theirs->key, theirs->key_size);
	}
}

/* Let parts, which are merged with what is here, hold; under the lock. */
static void
room_merge_put(struct room_rules *rules, struct room_merge *merge,
    const struct room_record *base, struct room_parts *parts)
{
	struct room_keeping *keeping = rules->keeping;
	const struct room_record ours = room_record_borrow(rules);

	merge->takes_owner = slice_equals(ours.owner, base->owner);
	if (merge->takes_owner)
		room_keeping_set_owner(keeping, merge->theirs->owner);
	name_list_clear(&keeping->operators);
	name_list_clear(&keeping->voices);
	keeping->operators = parts->operators;
	keeping->voices = parts->voices;
	room_record_put_bans(rules, &parts->bans);
	if (slice_equals(ours.topic, base->topic))
		room_topic_take(&rules->topic, &parts->topic);
	room_topic_clear(&parts->topic);
	*parts = (struct room_parts){ 0 };
	room_merge_modes(&rules->modes, &merge->theirs->modes, &base->modes);
	room_rules_show_flags(rules);
}

/* Do it with parts, copies of what theirs has, under the lock. */
static int
room_merge_parts(struct room_rules *rules, struct room_merge *merge,
    struct room_parts *parts)
{
	struct room_record ours;
	const struct room_record *base = &ours;

	merge->is_kept_anew = rules->keeping == NULL && merge->keeping != NULL;
	if (merge->is_kept_anew) {
		rules->keeping = merge->keeping;
		rules->modes.flags |= ROOM_KEPT;
	}
	if (rules->keeping == NULL)
		return 0;
	if (rules->keeping->has_changed)
		merge->has_changed = true;
	rules->keeping->has_changed = false;
	if (merge->has_changed && !merge->is_kept_anew)
		base = merge->base;
	if (base == NULL)
		return 0;
	ours = room_record_borrow(rules);
	if (room_parts_merge(parts, base, &ours) != 0)
		return -1;
	room_merge_put(rules, merge, base, parts);
	return 0;
}

int
room_record_merge(struct room_rules *rules, struct room_merge *merge)
{
	struct room_parts parts;
	int result = room_parts_copy(&parts, merge->theirs);

	merge->is_kept_anew = false;
	merge->takes_owner = false;
	if (result == 0) {
		pthread_mutex_lock(&rules->lock);
		result = room_merge_parts(rules, merge, &parts);
		pthread_mutex_unlock(&rules->lock);
	}
	room_parts_clear(&parts);
	return result;
}

bool
room_topic_is_valid(struct slice text)
{
	return text.size > 0 && text.size <= ROOM_TOPIC_MAX_BYTES &&
	       text_is_valid(text.bytes, text.size);
}

bool
room_key_is_valid(struct slice text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (slice_byte_is_blank(text.bytes[i]))
			return false;
	}
	return text.size > 0 && text.size <= ROOM_KEY_MAX_BYTES &&
	       text_is_valid(text.bytes, text.size);
}

bool
room_limit_parse(struct slice text, uint32_t *limit_r)
{
	uint32_t limit = 0;

	if (text.size > ROOM_LIMIT_DIGITS)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.bytes[i] < '0' || text.bytes[i] > '9')
			return false;
		limit = limit * 10 + (uint32_t)(text.bytes[i] - '0');
	}
	*limit_r = limit;
	return limit > 0;
}

size_t
room_modes_write_letters(
    const struct room_modes *modes, char letters_r[ROOM_MODE_LETTERS_MAX])
{
	char *at = letters_r;

	*at++ = '+';
	if ((modes->flags & ROOM_FREE_TOPIC) != 0)
		*at++ = 'f';
	if ((modes->flags & ROOM_CLOSED) != 0)
		*at++ = 'i';
	if (modes->key_size > 0)
		*at++ = 'k';
	if (modes->limit > 0)
		*at++ = 'l';
	if ((modes->flags & ROOM_MODERATED) != 0)
		*at++ = 'm';
	if ((modes->flags & ROOM_KEPT) != 0)
		*at++ = 'r';
	if ((modes->flags & ROOM_SECRET) != 0)
		*at++ = 's';
	if ((modes->flags & ROOM_OPEN) != 0)
		*at++ = 'x';
	return (size_t)(at - letters_r);
}
