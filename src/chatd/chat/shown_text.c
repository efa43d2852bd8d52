/* SPDX-License-Identifier: MIT */
#include "chatd/chat/shown_text.h"

#include <stdlib.h>

#include "chatd/connection/connection.h"

/* Return how many bytes the plain form takes when from has said it. */
static size_t
shown_text_size(struct slice from, const struct chat_text *text)
{
	return text->style == TEXT_ACTION
		   ? action_prefix_size(from) + text->plain.size
		   : text->plain.size;
}

bool
shown_text_is_accepted(const struct connection *connection, struct slice from,
    const struct chat_text *text)
{
	const struct limits *limits = connection_limits(connection);
	size_t longest = limits->line_max > limits->message_max
			     ? limits->line_max
			     : limits->message_max;
	size_t size = shown_text_size(from, text);

	if (size <= longest && text->raw.size <= longest &&
	    size + text->raw.size <= CHAT_TEXT_MAX_BYTES &&
	    chat_text_is_valid(text))
		return true;
	connection_count_stat(connection, STAT_MESSAGES_REFUSED);
	return false;
}

int
shown_text_begin(
    struct shown_text *shown, struct slice from, const struct chat_text *text)
{
	size_t size = shown_text_size(from, text);

	*shown = (struct shown_text){ .text = *text };
	if (text->style != TEXT_ACTION)
		return 0;
	shown->bytes = malloc(size);
	if (shown->bytes == NULL)
		return -1;
	slice_write(action_prefix_write(shown->bytes, from), text->plain);
	shown->text.plain = (struct slice){ shown->bytes, size };
	return 0;
}

void
shown_text_end(struct shown_text *shown)
{
	free(shown->bytes);
}
