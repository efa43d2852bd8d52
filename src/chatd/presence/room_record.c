/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_record.h"

#include <pthread.h>
#include <string.h>

#include "common/name.h"
#include "common/text.h"

void
room_record_visit(struct room_rules *rules,
    void (*visit)(const struct room_record *record, void *argument),
    void *argument)
{
	struct room_record record = { 0 };

	pthread_mutex_lock(&rules->lock);
	record.keeping = rules->keeping;
	if (rules->keeping != NULL) {
		record.owner = room_keeping_owner(rules->keeping);
		record.operators = name_list_text(&rules->keeping->operators);
		record.voices = name_list_text(&rules->keeping->voices);
	}
	record.modes = rules->modes;
	record.topic = (struct slice){ rules->topic, rules->topic_size };
	record.bans = name_list_text(&rules->bans);
	visit(&record, argument);
	pthread_mutex_unlock(&rules->lock);
}

int
room_record_restore(struct room_rules *rules, const struct room_record *record)
{
	if (room_rules_set_topic(rules, record->topic) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	rules->modes = record->modes;
	rules->modes.flags &= ROOM_CLOSED | ROOM_MODERATED;
	atomic_store(&rules->flags, rules->modes.flags);
	pthread_mutex_unlock(&rules->lock);
	return name_list_set_text(&rules->bans, record->bans);
}

int
room_record_replace(struct room_rules *rules, const struct room_record *record)
{
	if (room_rules_set_topic(rules, record->topic) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	rules->modes.limit = record->modes.limit;
	rules->modes.key_size = record->modes.key_size;
	memcpy(rules->modes.key, record->modes.key, record->modes.key_size);
	rules->modes.flags &= ROOM_KEPT;
	rules->modes.flags |= record->modes.flags &
			      (ROOM_CLOSED | ROOM_MODERATED);
	atomic_store(&rules->flags, rules->modes.flags);
	pthread_mutex_unlock(&rules->lock);
	return 0;
}

int
room_record_replace_bans(struct room_rules *rules, struct slice text)
{
	struct name_list bans = { 0 };
	struct slice ban;

	if (name_list_set_text(&bans, text) != 0)
		return -1;
	pthread_mutex_lock(&rules->lock);
	while (name_list_take(&text, &ban)) {
		if (!name_list_has(&rules->bans, ban))
			name_list_remove(&rules->invited, ban);
	}
	name_list_clear(&rules->bans);
	rules->bans = bans;
	pthread_mutex_unlock(&rules->lock);
	return 0;
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
room_mask_is_valid(struct slice text, size_t name_max)
{
	bool is_open = text.size > 0 && text.bytes[text.size - 1] == '*';

	text.size -= is_open;
	return (is_open && text.size == 0) ||
	       name_is_valid(text.bytes, text.size, name_max);
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
	return (size_t)(at - letters_r);
}
