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
mode_change_has_value(char letter, bool holds)
{
	switch (letter) {
	case 'k':
	case 'l':
		return holds;
	case 'b':
	case 'o':
	case 'v':
		return true;
	default:
		return false;
	}
}
