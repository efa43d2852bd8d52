/* SPDX-License-Identifier: MIT */
/*
 * Changes come one by one, so that each of them has an answer of its own.
 */

#include "chatd/protocols/hello_modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/core/protocol.h"
#include "chatd/presence/room_record.h"
#include "chatd/protocols/hello_rooms.h"

/* What follows a mode. */
enum hello_value {
	VALUE_NONE,
	VALUE_NUMBER_TO_SET, /* and nothing to take it away */
	VALUE_WORD_TO_SET,
	VALUE_WORD,
};

struct hello_mode {
	char letter;
	enum chat_mode mode;
	enum hello_value value;
};

static const struct hello_mode hello_mode_rows[] = {
	{ 'k', CHAT_MODE_KEY, VALUE_WORD_TO_SET },
	{ 'l', CHAT_MODE_LIMIT, VALUE_NUMBER_TO_SET },
	{ 'i', CHAT_MODE_CLOSED, VALUE_NONE },
	{ 'm', CHAT_MODE_MODERATED, VALUE_NONE },
	{ 'o', CHAT_MODE_OPERATOR, VALUE_WORD },
	{ 'v', CHAT_MODE_VOICE, VALUE_WORD },
	{ 'b', CHAT_MODE_BAN, VALUE_WORD },
	{ 'e', CHAT_MODE_EXCEPTION, VALUE_WORD },
	{ 'I', CHAT_MODE_INVITED, VALUE_WORD },
	{ 'r', CHAT_MODE_KEPT, VALUE_NONE },
	{ 'f', CHAT_MODE_FREE_TOPIC, VALUE_NONE },
	{ 's', CHAT_MODE_SECRET, VALUE_NONE },
	{ 'x', CHAT_MODE_OPEN, VALUE_NONE },
};

/* ---- answers ------------------------------------------------------------- */

/* "MODE-OK #den +kl secret 10" */
void
hello_modes_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct room_modes *modes = answer->modes;
	const struct slice nothing = { 0 };
	const struct slice blank = SLICE(" ");
	char letters[ROOM_MODE_LETTERS_MAX];
	char limit[16];

	snprintf(limit, sizeof(limit), " %" PRIu32, modes->limit);
	const struct slice parts[] = { SLICE("MODE-OK #"), answer->room, blank,
		{ letters, room_modes_write_letters(modes, letters) },
		modes->key_size > 0 ? blank : nothing,
		{ modes->key, modes->key_size },
		{ limit, modes->limit > 0 ? strlen(limit) : 0 }, SLICE("\n") };

	connection_append(connection, APPEND_REPLY, parts, 8);
}

/* ---- requests ------------------------------------------------------------ */

static const struct hello_mode *
hello_mode_find(char letter)
{
	size_t count = sizeof(hello_mode_rows) / sizeof(hello_mode_rows[0]);

	for (size_t i = 0; i < count; i++) {
		if (hello_mode_rows[i].letter == letter)
			return &hello_mode_rows[i];
	}
	return NULL;
}

/* Read the value of a mode, which may be missing, into *change. */
static bool
hello_read_value(
    enum hello_value kind, struct slice value, struct chat_mode_change *change)
{
	bool is_wanted = kind == VALUE_WORD ||
			 (kind != VALUE_NONE && change->holds);

	change->text = value;
	if ((value.size > 0) != is_wanted)
		return false;
	return kind != VALUE_NUMBER_TO_SET || !is_wanted ||
	       room_limit_parse(value, &change->limit);
}

/* Read "+k secret" into *change.  Return false if it is no change. */
static bool
hello_read_change(struct slice text, struct chat_mode_change *change)
{
	struct slice word = slice_take_word(&text);
	struct slice rest = slice_trim_left(text);
	struct slice value = slice_take_word(&rest);
	const struct hello_mode *mode;

	if (word.size != 2 || rest.size > 0 ||
	    (word.bytes[0] != '+' && word.bytes[0] != '-'))
		return false;
	mode = hello_mode_find(word.bytes[1]);
	if (mode == NULL)
		return false;
	change->mode = mode->mode;
	change->holds = word.bytes[0] == '+';
	return hello_read_value(mode->value, value, change);
}

/* Say whether text is the letter of a list, and which. */
static bool
hello_read_list(struct slice text, enum room_mask_kind *kind_r)
{
	const struct hello_mode *mode = NULL;

	if (text.size == 1)
		mode = hello_mode_find(text.bytes[0]);
	return mode != NULL && mode_change_is_mask(mode->mode, kind_r);
}

enum command_status
hello_mode(struct connection *connection, struct slice room, struct slice text)
{
	struct chat_mode_change change = { 0 };
	char mask[ROOM_MASK_MAX_BYTES];
	enum room_mask_kind kind;

	if (!hello_is_room(room))
		return COMMAND_BAD_ARGUMENTS;
	if (text.size == 0) {
		chat_ask_modes(connection, hello_room_name(room));
		return COMMAND_DONE;
	}
	if (hello_read_list(text, &kind)) {
		chat_list_masks(connection, hello_room_name(room), kind);
		return COMMAND_DONE;
	}
	if (!hello_read_change(text, &change))
		return COMMAND_BAD_ARGUMENTS;
	mode_change_complete(
	    &change, connection_limits(connection)->name_max, mask);
	chat_change_modes(connection, hello_room_name(room), &change, 1);
	return COMMAND_DONE;
}
