/* SPDX-License-Identifier: MIT */
/*
 * A member with output waiting is told of no list that is due, whoever shares
 * it: see telling.c.
 */

#include "chatd/chat/room_words.h"

#include <string.h>

#include "chatd/chat/room_line.h"
#include "chatd/connection/congestion.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/connections.h"
#include "chatd/connection/output.h"
#include "chatd/connection/sharing.h"
#include "chatd/core/message.h"
#include "chatd/core/protocol.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/room.h"

/* Say whether some members are told of it and others not. */
static bool
room_words_are_for_some(const struct message *message)
{
	return (message->kind == MESSAGE_CHANGED &&
		   message->size == ROOM_CHANGE_INVITED) ||
	       (message->kind == MESSAGE_SAID && message->size != 0);
}

/* Say whether member is told each of lines, as all others are. */
static bool
room_words_are_for(const struct list *lines, const struct membership *member)
{
	struct address address = connection_address(member->connection);
	struct list *place = lines->next;

	/* The first line is the one that the fewest are told. */
	if (member->joined >= room_line_of(place)->joins)
		return false;
	while (place != lines) {
		const struct message *message = &room_line_of(place)->message;

		if (address_equals(message->to, address) ||
		    room_words_are_for_some(message))
			return false;
		place = place->next;
	}
	return true;
}

static struct shared_text *
room_words_record(struct room_words *words, const struct list *lines,
    struct connection *connection)
{
	words->messages = 0;
	sharing_begin(connection);
	for (struct list *place = lines->next; place != lines;
	     place = place->next) {
		const struct message *message = &room_line_of(place)->message;

		if (message->kind == MESSAGE_LISTS_DUE ||
		    !connection_shows(connection, message))
			continue;
		sharing_record(connection, message);
		words->messages++;
	}
	return sharing_end(connection);
}

static unsigned int
room_words_variant(struct connection *connection)
{
	const struct protocol *protocol = connection_protocol(connection);

	return protocol->variant != NULL ? protocol->variant(connection) : 0;
}

/* Return the words of the protocol that connection uses, or NULL. */
static struct shared_text *
room_words_of(struct room_words *words, const struct list *lines,
    struct connection *connection)
{
	const struct protocol *protocol = connection_protocol(connection);
	unsigned int variant = room_words_variant(connection);
	size_t i = 0;

	while (i < words->count && (words->of[i].protocol != protocol ||
				       words->of[i].variant != variant))
		i++;
	if (i == ROOM_WORDS_PROTOCOLS_MAX)
		return NULL;
	if (i == words->count) {
		words->of[i].protocol = protocol;
		words->of[i].variant = variant;
		words->of[i].text = room_words_record(words, lines, connection);
		words->count++;
	}
	return words->of[i].text;
}

/* Let those who have said the lines wait, if connection has too much. */
static void
room_words_note_causes(const struct list *lines, struct connection *connection)
{
	struct connections *set = connection_set(connection);
	struct address cause = set->cause;

	for (struct list *place = lines->next; place != lines;
	     place = place->next) {
		struct room_line *line = room_line_of(place);

		set->cause = line->message.to;
		congestion_begin_part(set, line->is_counted);
		output_note_event(connection, room_line_size(line));
		line->is_counted = congestion_end_part(set);
	}
	set->cause = cause;
}

bool
room_words_tell(struct room_words *words, const struct list *lines,
    const struct membership *member)
{
	struct connection *connection = member->connection;
	struct shared_text *text;

	if (!sharing_is_due(connection) || !room_words_are_for(lines, member))
		return false;
	text = room_words_of(words, lines, connection);
	/* What had to go before it may have ended the connection. */
	if (text == NULL || !sharing_is_due(connection))
		return false;
	sharing_tell(connection, text, words->messages);
	room_words_note_causes(lines, connection);
	return true;
}

void
room_words_clear(struct room_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		shared_text_release(words->of[i].text);
	memset(words, 0, sizeof(*words));
}
