/* SPDX-License-Identifier: MIT */
#include "chatd/chat/shown_text.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"
#include "chatd/presence/room_keeping.h"

/* Return what a plain form has at its end, because of those whom it is for. */
static struct slice
shown_text_mark(const struct chat_text *text)
{
	static const struct slice operators = SLICE(" (to operators)");
	static const struct slice voices = SLICE(" (to operators and voices)");

	if (text->ranks == 0 || !text_style_is_for_people(text->style))
		return (struct slice){ 0 };
	return (text->ranks & ROOM_VOICE) != 0 ? voices : operators;
}

/* Return how many bytes the plain form takes when from has said it. */
static size_t
shown_text_plain_size(struct slice from, const struct chat_text *text)
{
	size_t size = text->plain.size + shown_text_mark(text).size;

	return text->style == TEXT_ACTION ? action_prefix_size(from) + size
					  : size;
}

/*
 * Return how many bytes the raw form takes: where the plain one has a mark, it
 * says what that says without.
 */
static size_t
shown_text_raw_size(const struct chat_text *text)
{
	struct slice rest = text->raw;

	raw_text_take_tags(&rest);
	return rest.size == 0 && shown_text_mark(text).size > 0
		   ? text->raw.size + text->plain.size
		   : text->raw.size;
}

bool
shown_text_is_accepted(const struct connection *connection, struct slice from,
    const struct chat_text *text)
{
	const struct limits *limits = connection_limits(connection);
	size_t longest = limits->line_max > limits->message_max
			     ? limits->line_max
			     : limits->message_max;
	size_t plain = shown_text_plain_size(from, text);
	size_t raw = shown_text_raw_size(text);

	if (plain <= longest && raw <= longest &&
	    plain + raw <= CHAT_TEXT_MAX_BYTES && chat_text_is_valid(text))
		return true;
	connection_count_stat(connection, STAT_MESSAGES_REFUSED);
	return false;
}

/* Write the plain form to to, and return the end of it. */
static char *
shown_text_write_plain(
    char *to, struct slice from, const struct chat_text *text)
{
	if (text->style == TEXT_ACTION)
		to = action_prefix_write(to, from);
	return slice_write(slice_write(to, text->plain), shown_text_mark(text));
}

int
shown_text_begin(
    struct shown_text *shown, struct slice from, const struct chat_text *text)
{
	size_t plain = shown_text_plain_size(from, text);
	size_t raw = shown_text_raw_size(text);
	char *end;

	*shown = (struct shown_text){ .text = *text };
	if (plain == text->plain.size)
		return 0;
	shown->bytes = malloc(plain + raw);
	if (shown->bytes == NULL)
		return -1;
	end = shown_text_write_plain(shown->bytes, from, text);
	shown->text.plain = (struct slice){ shown->bytes, plain };
	if (raw == text->raw.size)
		return 0;
	shown->text.raw = (struct slice){ end, raw };
	slice_write(slice_write(end, text->raw), text->plain);
	return 0;
}

void
shown_text_end(struct shown_text *shown)
{
	free(shown->bytes);
}
