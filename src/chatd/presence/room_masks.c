/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_masks.h"

#include <errno.h>
#include <pthread.h>

/* Do what room_masks_add() does with an entry as a text; under the lock. */
static int
room_masks_put(struct room_rules *rules, struct slice text, bool *is_new_r)
{
	*is_new_r = !name_list_has(&rules->bans, text);
	if (*is_new_r && rules->bans.count >= ROOM_MASKS_MAX) {
		errno = ENOSPC;
		return -1;
	}
	return name_list_add(&rules->bans, text);
}

int
room_masks_add(struct room_rules *rules, const struct room_mask_entry *entry,
    bool *is_new_r)
{
	char room[ROOM_MASK_ENTRY_MAX_BYTES];
	struct slice text = room_mask_entry_write(entry, room);
	int result;

	pthread_mutex_lock(&rules->lock);
	result = room_masks_put(rules, text, is_new_r);
	if (result == 0 && entry->kind == ROOM_MASK_BAN)
		name_list_remove(&rules->invited, entry->mask);
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return result;
}

bool
room_masks_remove(
    struct room_rules *rules, enum room_mask_kind kind, struct slice mask)
{
	const struct room_mask_entry entry = { .kind = kind, .mask = mask };
	char room[ROOM_MASK_ENTRY_MAX_BYTES];
	struct slice text = room_mask_entry_write(&entry, room);
	bool was_there;

	pthread_mutex_lock(&rules->lock);
	was_there = name_list_has(&rules->bans, text);
	name_list_remove(&rules->bans, text);
	room_rules_note_change(rules);
	pthread_mutex_unlock(&rules->lock);
	return was_there;
}

size_t
room_masks_copy(struct room_rules *rules, enum room_mask_kind kind,
    char text[ROOM_MASKS_MAX_BYTES])
{
	struct slice rest, entry;
	char *at = text;

	pthread_mutex_lock(&rules->lock);
	rest = name_list_text(&rules->bans);
	while (name_list_take(&rest, &entry)) {
		if (room_mask_entry_take_kind(&entry) != kind)
			continue;
		if (at > text)
			*at++ = NAME_LIST_SEPARATOR;
		at = slice_write(at, entry);
	}
	pthread_mutex_unlock(&rules->lock);
	return (size_t)(at - text);
}
