/* SPDX-License-Identifier: MIT */
/*
 * Texts to users, in a chat with nobody else in it.
 */

#include "chatd/chat/chat.h"

#include "chatd/chat/kills.h"
#include "chatd/chat/sending.h"
#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "common/text.h"
#include "fuzz/fake_private.h"

/* A user has no more texts under way. */
#define FAKE_UNDER_WAY_MAX 5

bool
fake_text_is_acceptable(struct slice text)
{
	return text.size > 0 && text_is_valid(text.bytes, text.size);
}

bool
fake_styled_text_is_acceptable(
    const struct connection *connection, const struct chat_text *text)
{
	size_t longest = connection->limits->line_max;
	size_t size = text->plain.size;

	if (connection->limits->message_max > longest)
		longest = connection->limits->message_max;
	if (text->style == TEXT_ACTION)
		size += action_prefix_size(connection_name(connection));
	return size <= longest && text->raw.size <= longest &&
	       chat_text_is_valid(text);
}

/* Say whether the user called name is on another machine. */
static bool
fake_is_elsewhere(const struct connection *connection, struct slice name)
{
	return connection->answers_later &&
	       !fake_is_muted(connection, CHAT_SEND) &&
	       !slice_equals(name, connection_name(connection));
}

static void
fake_send_elsewhere(struct connection *connection, struct slice name)
{
	fake_require(connection_takes_input(connection) ||
		     chat_is_sending_to(connection, name));
	if (connection->under_way == 0)
		bytes_set(&connection->receiver, name);
	if (++connection->under_way == FAKE_UNDER_WAY_MAX)
		connection->is_waiting = true;
}

bool
chat_is_sending_to(const struct connection *connection, struct slice name)
{
	return connection->under_way > 0 &&
	       slice_equals(bytes_slice(&connection->receiver), name);
}

void
fake_chat_answer_texts(struct connection *connection)
{
	struct chat_answer answer = {
		.request = CHAT_SEND,
		.name = bytes_slice(&connection->receiver),
	};
	unsigned int count = connection->under_way;

	connection->under_way = 0;
	if (slice_is(answer.name, "nobody"))
		answer.outcome = CHAT_NO_SUCH_USER;
	for (unsigned int i = 0; i < count; i++)
		connection->protocol->answer(connection, &answer);
}

/* Send text, as others are shown it, unless it is not acceptable. */
static void
fake_send(struct connection *connection, struct slice name,
    const struct chat_text *text, bool is_acceptable)
{
	struct slice rest = name;
	enum chat_outcome outcome = CHAT_DONE;

	fake_require_argument(name);
	fake_require(slice_take_word(&rest).size == name.size);
	if (!is_acceptable)
		outcome = CHAT_BAD_TEXT;
	else if (slice_is(name, "nobody"))
		outcome = CHAT_NO_SUCH_USER;
	if (outcome != CHAT_BAD_TEXT && fake_is_elsewhere(connection, name)) {
		fake_send_elsewhere(connection, name);
		return;
	}
	bytes_set(&connection->asked.name, name);
	bytes_set(&connection->asked.text, text->plain);
	bytes_set(&connection->asked.raw, text->raw);
	connection->asked.style = text->style;
	fake_ask(connection, CHAT_SEND, outcome);
}

void
chat_send(struct connection *connection, struct slice name, struct slice text)
{
	fake_require_argument(text);
	fake_send(connection, name, &(struct chat_text){ .plain = text },
	    fake_text_is_acceptable(text));
}

bool
chat_try_send(
    struct connection *connection, struct slice name, struct slice text)
{
	if (!fake_text_is_acceptable(text) || slice_is(name, "nobody") ||
	    fake_is_elsewhere(connection, name))
		return false;
	chat_send(connection, name, text);
	return true;
}

void
chat_send_styled(struct connection *connection, struct slice name,
    const struct chat_text *text)
{
	struct chat_text shown = *text;
	struct bytes deed = { 0 };

	fake_require_argument(text->plain);
	if (text->style == TEXT_ACTION) {
		struct slice from = connection_name(connection);

		action_prefix_write(
		    bytes_reserve(&deed, action_prefix_size(from)), from);
		bytes_append(&deed, text->plain.bytes, text->plain.size);
		shown.plain = bytes_slice(&deed);
	}
	fake_send(connection, name, &shown,
	    fake_styled_text_is_acceptable(connection, text));
	bytes_clear(&deed);
}

enum chat_outcome
chat_kill(struct connection *connection, struct slice name, struct slice why)
{
	(void)connection;
	fake_require(name.size <= NAME_MAX_BYTES);
	fake_require(why.size <= MESSAGE_WHY_MAX_BYTES);
	fake_require(text_is_valid(why.bytes, why.size));
	if (slice_is(name, "nobody"))
		return CHAT_NO_SUCH_USER;
	return slice_is(name, "bob") ? CHAT_NOT_OPERATOR : CHAT_DONE;
}

/* It leaves nobody behind here: its caller ends the connection. */
void
chat_quit(struct connection *connection, struct slice why)
{
	(void)connection;
	fake_require(text_is_valid(why.bytes, why.size));
}

void
chat_authenticate_certified(struct connection *connection, struct slice name)
{
	bytes_set(&connection->asked.name, name);
	fake_ask(connection, CHAT_AUTHENTICATE,
	    slice_is(name, "alice") ? CHAT_DONE : CHAT_WRONG_PASSWORD);
}
