/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_mask_list.h"

#include "common/name.h"

/* What stands before a mask of each kind; no name has a "=". */
static const char *const room_mask_marks[ROOM_MASK_KINDS] = {
	[ROOM_MASK_BAN] = "",
	[ROOM_MASK_EXCEPTION] = "e=",
	[ROOM_MASK_INVITED] = "I=",
};

enum room_mask_kind
room_mask_entry_take_kind(struct slice *text)
{
	if (slice_take_prefix(text, room_mask_marks[ROOM_MASK_EXCEPTION]))
		return ROOM_MASK_EXCEPTION;
	if (slice_take_prefix(text, room_mask_marks[ROOM_MASK_INVITED]))
		return ROOM_MASK_INVITED;
	return ROOM_MASK_BAN;
}

bool
room_mask_entry_read(
    struct slice text, size_t name_max, struct room_mask_entry *entry_r)
{
	*entry_r = (struct room_mask_entry){
		.kind = room_mask_entry_take_kind(&text),
		.mask = slice_take_until(&text, ' '),
	};
	if (!room_mask_is_valid(entry_r->mask, name_max))
		return false;
	/* A mark has its bounds, but the blanks in it have none. */
	return text.size == 0 ||
	       (slice_take_prefix(&text, " ") &&
		   text.size < ROOM_TOPIC_MARK_BYTES &&
		   room_topic_mark_parse(text, &entry_r->by, &entry_r->time_s));
}

struct slice
room_mask_entry_write(
    const struct room_mask_entry *entry, char room[ROOM_MASK_ENTRY_MAX_BYTES])
{
	char mark[ROOM_TOPIC_MARK_BYTES];
	struct slice by = room_topic_mark_write(entry->by, entry->time_s, mark);
	char *at = slice_write(room, slice_of(room_mask_marks[entry->kind]));

	at = slice_write(at, entry->mask);
	if (by.size > 0) {
		*at++ = ' ';
		at = slice_write(at, by);
	}
	return (struct slice){ room, (size_t)(at - room) };
}

bool
room_mask_list_has_bans(const struct name_list *list)
{
	struct slice text = name_list_text(list);
	struct slice entry;

	while (name_list_take(&text, &entry)) {
		if (room_mask_entry_take_kind(&entry) == ROOM_MASK_BAN)
			return true;
	}
	return false;
}

/* Say whether mask is a name, or the beginning of names and "*". */
static bool
room_mask_is_name(struct slice mask)
{
	if (mask.size > 0 && mask.bytes[mask.size - 1] == '*')
		mask.size--;
	return mask.size == 0 ||
	       name_is_valid(mask.bytes, mask.size, NAME_MAX_BYTES);
}

struct slice
room_mask_list_names(struct slice text, char room[ROOM_MASK_NAMES_MAX_BYTES])
{
	char *at = room;
	struct slice entry;

	while (name_list_take(&text, &entry)) {
		struct slice mask = slice_take_until(&entry, ' ');

		if (!room_mask_is_name(mask))
			continue;
		if (at > room)
			*at++ = NAME_LIST_SEPARATOR;
		at = slice_write(at, mask);
	}
	return (struct slice){ room, (size_t)(at - room) };
}

bool
room_mask_list_is_valid(struct slice text)
{
	struct room_mask_entry entry;
	unsigned int count = 0;
	struct slice found;

	while (name_list_take(&text, &found)) {
		if (++count > ROOM_MASKS_MAX ||
		    !room_mask_entry_read(found, NAME_MAX_BYTES, &entry))
			return false;
	}
	return true;
}

bool
room_mask_list_matches(const struct name_list *list, enum room_mask_kind kind,
    const struct room_person *person)
{
	struct slice rest = name_list_text(list), text;

	while (name_list_take(&rest, &text)) {
		enum room_mask_kind is = room_mask_entry_take_kind(&text);

		if (is == kind && room_mask_matches(list->folds,
				      slice_take_until(&text, ' '), person))
			return true;
	}
	return false;
}

bool
room_mask_list_bans(
    const struct name_list *list, const struct room_person *person)
{
	return room_mask_list_matches(list, ROOM_MASK_BAN, person) &&
	       !room_mask_list_matches(list, ROOM_MASK_EXCEPTION, person);
}
