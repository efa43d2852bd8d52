/* SPDX-License-Identifier: MIT */
#include "chatd/presence/room_mask.h"

#include <string.h>

#include "chatd/core/mask.h"

/* The parts of a mask; those that it does not have are "*". */
struct room_mask_parts {
	struct slice name;
	struct slice user;
	struct slice host;
};

static const struct slice room_mask_any = SLICE("*");

static struct slice
room_mask_fill(struct slice part)
{
	return part.size > 0 ? part : room_mask_any;
}

static struct room_mask_parts
room_mask_split(struct slice text)
{
	struct slice rest = text;
	struct room_mask_parts parts = { .name = slice_take_until(&rest, '!') };

	if (rest.size == 0 && memchr(text.bytes, '@', text.size) != NULL) {
		parts.name.size = 0;
		rest = text;
	}
	(void)slice_take_prefix(&rest, "!");
	parts.name = room_mask_fill(parts.name);
	parts.user = room_mask_fill(slice_take_until(&rest, '@'));
	(void)slice_take_prefix(&rest, "@");
	parts.host = room_mask_fill(rest);
	return parts;
}

/* Say whether all bytes of part may be in a name, or are one of others. */
static bool
room_mask_has_only(struct slice part, const char *others)
{
	for (size_t i = 0; i < part.size; i++) {
		if (!name_is_valid(&part.bytes[i], 1, 1) &&
		    (part.bytes[i] == '\0' ||
			strchr(others, part.bytes[i]) == NULL))
			return false;
	}
	return true;
}

static bool
room_mask_parts_are_valid(const struct room_mask_parts *parts, size_t name_max)
{
	size_t most = name_max + mask_is_wild(parts->name);

	return parts->name.size <= most &&
	       parts->user.size <= ROOM_MASK_USER_MAX_BYTES &&
	       parts->host.size <= ROOM_MASK_HOST_MAX_BYTES &&
	       room_mask_has_only(parts->name, "*?") &&
	       room_mask_has_only(parts->user, "*?~") &&
	       room_mask_has_only(parts->host, "*?:/");
}

struct slice
room_mask_complete(
    struct slice text, size_t name_max, char room[ROOM_MASK_MAX_BYTES])
{
	struct room_mask_parts parts;
	char *at;

	if (text.size == 0)
		return text;
	parts = room_mask_split(text);
	if (!room_mask_parts_are_valid(&parts, name_max))
		return (struct slice){ 0 };
	at = slice_write(room, parts.name);
	if (!slice_equals(parts.user, room_mask_any) ||
	    !slice_equals(parts.host, room_mask_any)) {
		*at++ = '!';
		at = slice_write(at, parts.user);
		*at++ = '@';
		at = slice_write(at, parts.host);
	}
	return (struct slice){ room, (size_t)(at - room) };
}

bool
room_mask_is_valid(struct slice text, size_t name_max)
{
	char room[ROOM_MASK_MAX_BYTES];

	return text.size > 0 &&
	       slice_equals(text, room_mask_complete(text, name_max, room));
}

bool
room_mask_matches(
    bool folds, struct slice mask, const struct room_person *person)
{
	const struct room_mask_parts parts = room_mask_split(mask);

	return mask_matches(folds, parts.name, person->name) &&
	       mask_matches(true, parts.user, person->user) &&
	       mask_matches(true, parts.host, person->host);
}
