/* SPDX-License-Identifier: MIT */
#include "chatd/chat/mode_change.h"

#include <inttypes.h>
#include <stdio.h>

char
mode_change_letter(enum chat_mode mode)
{
	switch (mode) {
	case CHAT_MODE_KEY:
		return 'k';
	case CHAT_MODE_LIMIT:
		return 'l';
	case CHAT_MODE_CLOSED:
		return 'i';
	case CHAT_MODE_MODERATED:
		return 'm';
	case CHAT_MODE_OPERATOR:
		return 'o';
	case CHAT_MODE_VOICE:
		return 'v';
	case CHAT_MODE_BAN:
		return 'b';
	case CHAT_MODE_SECRET:
		return 's';
	case CHAT_MODE_FREE_TOPIC:
		return 'f';
	case CHAT_MODE_OPEN:
		return 'x';
	case CHAT_MODE_EXCEPTION:
		return 'e';
	case CHAT_MODE_INVITED:
		return 'I';
	case CHAT_MODE_KEPT:
		break;
	}
	return 'r';
}

struct slice
mode_change_value(
    const struct chat_mode_change *change, char limit[MODE_CHANGE_LIMIT_BYTES])
{
	if (!mode_change_has_value(
		mode_change_letter(change->mode), change->holds))
		return (struct slice){ 0 };
	if (change->mode != CHAT_MODE_LIMIT)
		return change->text;
	snprintf(limit, MODE_CHANGE_LIMIT_BYTES, "%" PRIu32, change->limit);
	return slice_of(limit);
}

bool
mode_change_is_mask(enum chat_mode mode, enum room_mask_kind *kind_r)
{
	*kind_r = ROOM_MASK_BAN;
	if (mode == CHAT_MODE_EXCEPTION)
		*kind_r = ROOM_MASK_EXCEPTION;
	else if (mode == CHAT_MODE_INVITED)
		*kind_r = ROOM_MASK_INVITED;
	return mode == CHAT_MODE_BAN || *kind_r != ROOM_MASK_BAN;
}

bool
mode_change_has_mask(char letter)
{
	return letter == 'I' || letter == 'b' || letter == 'e';
}

void
mode_change_complete(struct chat_mode_change *change, size_t name_max,
    char room[ROOM_MASK_MAX_BYTES])
{
	enum room_mask_kind kind;
	struct slice mask;

	if (!mode_change_is_mask(change->mode, &kind))
		return;
	mask = room_mask_complete(change->text, name_max, room);
	if (mask.size > 0)
		change->text = mask;
}

bool
mode_change_has_value(char letter, bool holds)
{
	if (letter == 'k' || letter == 'l')
		return holds;
	return letter == 'o' || letter == 'v' || mode_change_has_mask(letter);
}
