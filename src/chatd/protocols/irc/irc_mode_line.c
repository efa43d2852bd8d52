/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_mode_line.h"

#include <string.h>

#include "chatd/chat/mode_change.h"
#include "chatd/presence/room_topic.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_source.h"
#include "common/name.h"

/* Room for any value, as it is shown. */
#define IRC_MODE_VALUE_BYTES (ROOM_TOPIC_MAX_BYTES + 8)

_Static_assert(IRC_MODE_VALUE_BYTES + sizeof(" ") < IRC_WORDS_BYTES,
    "any value has room in a line");
_Static_assert(IRC_WORDS_BYTES <= MODE_WORDS_BYTES, "so has a line of them");
_Static_assert(
    ROOM_MASK_MAX_BYTES + sizeof(IRC_MASK_REST) <= IRC_MODE_VALUE_BYTES,
    "any mask has room there");

void
irc_mode_line_begin(struct irc_mode_line *line, const struct irc_words *start,
    struct connection *connection, enum append_mode mode)
{
	line->connection = connection;
	line->mode = mode;
	line->start = *start;
	mode_words_clear(&line->words);
}

char
irc_mode_line_letter(char letter, bool *holds)
{
	if (letter != 'f' && letter != 'x')
		return letter;
	*holds = !*holds;
	return letter == 'f' ? 't' : 'n';
}

struct slice
irc_mode_line_show_mask(
    struct slice mask, char room[ROOM_MASK_MAX_BYTES + sizeof(IRC_MASK_REST)])
{
	const struct slice rest = SLICE(IRC_MASK_REST);
	char *end;

	if (mask.size > ROOM_MASK_MAX_BYTES ||
	    memchr(mask.bytes, '!', mask.size) != NULL)
		return mask;
	end = slice_write(slice_write(room, mask), rest);
	return (struct slice){ room, (size_t)(end - room) };
}

/* Return how the value of a letter of the chat is shown. */
static struct slice
irc_mode_line_show(const struct irc_mode_line *line, bool holds, char letter,
    struct slice value, char room[IRC_MODE_VALUE_BYTES])
{
	const struct slice none = SLICE("*");

	if (letter == 'k' && !holds)
		return none;
	if (letter == 'o' || letter == 'v')
		return irc_source_spell(line->connection, value, room);
	if (mode_change_has_mask(letter) && value.size > 0)
		return irc_mode_line_show_mask(value, room);
	return value;
}

void
irc_mode_line_end(struct irc_mode_line *line)
{
	struct irc_words words = line->start;
	struct slice letters = mode_words_letters(&line->words);
	struct slice values = mode_words_values(&line->words);
	struct slice value;

	if (letters.size == 0)
		return;
	irc_words_add_parameter(&words, letters);
	while ((value = slice_take_word(&values)).size > 0) {
		if (values.size > 0)
			irc_words_add_parameter(&words, value);
		else
			irc_words_add_last(&words, value);
	}
	irc_reply_send_words(&words, line->connection, line->mode);
	mode_words_clear(&line->words);
}

void
irc_mode_line_add(
    struct irc_mode_line *line, bool holds, char letter, struct slice value)
{
	char room[IRC_MODE_VALUE_BYTES];
	struct slice shown = irc_mode_line_show(
	    line, holds, letter, value, room);

	if (shown.size > IRC_MODE_VALUE_BYTES)
		return;
	letter = irc_mode_line_letter(letter, &holds);
	if (!mode_words_have_room(
		&line->words, shown, irc_words_get_room(&line->start)))
		irc_mode_line_end(line);
	mode_words_add(&line->words, holds, letter, shown);
}

void
irc_mode_line_add_all(struct irc_mode_line *line, struct slice changes)
{
	struct slice letters = slice_take_word(&changes);
	bool holds = true;

	for (size_t i = 0; i < letters.size; i++) {
		char letter = letters.bytes[i];
		struct slice value = { 0 };

		if (letter == '+' || letter == '-') {
			holds = letter == '+';
			continue;
		}
		if (mode_change_has_value(letter, holds))
			value = slice_take_word(&changes);
		irc_mode_line_add(line, holds, letter, value);
	}
}
