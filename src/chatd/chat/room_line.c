/* SPDX-License-Identifier: MIT */
/*
 * Message and bytes are one allocation.
 */

#include "chatd/chat/room_line.h"

#include <stdlib.h>

#include "chatd/chat/chat_private.h"
#include "chatd/core/queue_total.h"
#include "common/slice.h"

static size_t
room_line_message_size(const struct message *message)
{
	return message->room.size + message->from.size +
	       message_text_size(message);
}

static struct queue_total *
room_line_queues(const struct chat *chat)
{
	return chat->connections->services.queues;
}

struct room_line *
room_line_new(struct chat *chat, const struct message *message, uint64_t joins)
{
	size_t size = room_line_message_size(message);
	struct room_line *line = malloc(sizeof(*line) + size);
	char *at;

	if (line == NULL)
		return NULL;
	*line = (struct room_line){ .joins = joins, .message = *message };
	if (message->stamp != NULL) {
		line->stamp = *message->stamp;
		line->message.stamp = &line->stamp;
	}
	at = line->bytes;
	line->message.room.bytes = at;
	at = slice_write(at, message->room);
	line->message.from.bytes = at;
	at = slice_write(at, message->from);
	line->message.text.bytes = at;
	at = slice_write(at, message->text);
	line->message.raw.bytes = at;
	slice_write(at, message->raw);
	queue_total_add(room_line_queues(chat), size);
	return line;
}

void
room_line_free(const struct chat *chat, struct room_line *line)
{
	queue_total_subtract(room_line_queues(chat), room_line_size(line));
	free(line);
}

void
room_lines_free(const struct chat *chat, struct list *lines)
{
	struct list *first;

	while ((first = list_first(lines)) != NULL) {
		list_remove(first);
		room_line_free(chat, room_line_of(first));
	}
}

size_t
room_line_size(const struct room_line *line)
{
	return room_line_message_size(&line->message);
}

bool
room_line_is_unowed(const struct room_line *line)
{
	return line->message.work == 0 && line->message.kind == MESSAGE_SAID;
}

bool
room_lines_have_unowed(const struct list *lines, struct address speaker)
{
	struct list *place = lines->next;

	while (place != lines) {
		const struct room_line *line = room_line_of(place);

		if (room_line_is_unowed(line) &&
		    address_equals(line->message.to, speaker))
			return true;
		place = place->next;
	}
	return false;
}
