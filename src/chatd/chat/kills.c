/* SPDX-License-Identifier: MIT */
/*
 * The words are put together where the operator is, so that whoever is ended,
 * and everybody who shared a room with them, is told the same.
 */

#include "chatd/chat/kills.h"

#include <stdio.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection_log.h"
#include "chatd/core/message.h"
#include "chatd/core/name_case.h"
#include "chatd/core/reserved_names.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/text.h"

/* Room for the words before they are cut. */
#define KILLS_WORDS_BYTES (NAME_MAX_BYTES + MESSAGE_WHY_MAX_BYTES + 32)

/* Where the protocol has no words for it, it is a kick with a text. */
static void
kills_kick(struct connection *connection, struct slice words)
{
	const struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = SLICE(SERVER_NAME),
		.text = words,
	};

	stamping_begin(&connection_set(connection)->stamping);
	connection_deliver(connection, &message);
	connection_finish(connection, CLOSE_KICKED);
}

void
kills_receive(struct chat *chat, const struct message *message)
{
	struct connections *set = chat->connections;
	struct connection *killed = chat_find(chat, message->to);
	struct address cause = set->cause;

	if (killed == NULL || connection_claim(killed) == NULL)
		return;
	set->cause = message->by;
	chat_quit(killed, message->text);
	if (connection_protocol(killed)->killed != NULL)
		connection_protocol(killed)->killed(killed, message->text);
	else
		kills_kick(killed, message->text);
	set->cause = cause;
}

/* Return "Killed (alice (why))", written to room, or as much as is told. */
static struct slice
kills_write_words(
    struct slice operator_name, struct slice why, char room[KILLS_WORDS_BYTES])
{
	struct slice words;

	snprintf(room, KILLS_WORDS_BYTES, "Killed (%.*s%s%.*s%s)",
	    (int)operator_name.size, operator_name.bytes,
	    why.size > 0 ? " (" : "", (int)why.size, why.bytes,
	    why.size > 0 ? ")" : "");
	words = slice_of(room);
	words.size = text_cut(words.bytes, words.size, MESSAGE_WHY_MAX_BYTES);
	return words;
}

/* Say whether name is that of no user, but of the daemon or a part of it. */
static bool
kills_is_own_name(const struct connection *connection, struct slice name)
{
	static const struct slice server = SLICE(SERVER_NAME);
	bool folds_names = chat_of(connection)->folds_names;

	return name_is_same(folds_names, name, server) ||
	       name_is_same(folds_names, name,
		   slice_of(connection_limits(connection)->echo_user));
}

enum chat_outcome
chat_kill(struct connection *connection, struct slice name, struct slice why)
{
	struct chat *chat = chat_of(connection);
	char room[KILLS_WORDS_BYTES];
	struct message message = {
		.kind = MESSAGE_KILLED,
		.to = directory_find(chat->directory, name),
		.by = connection_address(connection),
		.from = connection_name(connection),
	};

	if (!known_is_operator(connection))
		return CHAT_NOT_OPERATOR;
	if (kills_is_own_name(connection, name))
		return CHAT_BAD_NAME;
	if (!text_is_valid(why.bytes, why.size) ||
	    why.size > MESSAGE_WHY_MAX_BYTES)
		return CHAT_BAD_TEXT;
	if (message.to.value == 0)
		return CHAT_NO_SUCH_USER;
	message.text = kills_write_words(message.from, why, room);
	connection_log(connection, LOG_LEVEL_NOTICE, "kills %.*s%s%.*s",
	    (int)name.size, name.bytes, why.size > 0 ? ": " : "", (int)why.size,
	    why.bytes);
	if (address_worker(message.to) == chat_worker(chat))
		kills_receive(chat, &message);
	else if (router_send_to_worker(
		     chat->router, address_worker(message.to), &message) != 0)
		return CHAT_OUT_OF_MEMORY;
	return CHAT_DONE;
}
