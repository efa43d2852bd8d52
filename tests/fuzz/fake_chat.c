/* SPDX-License-Identifier: MIT */
/*
 * The daemon's chat.h, as far as protocols use it, with nobody else in it.
 * fake.h says whom there is.
 */

#include "chatd/chat/chat.h"

#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/core/limits.h"
#include "chatd/core/message.h"
#include "chatd/core/shared_text.h"
#include "chatd/presence/room_rules.h"
#include "common/name.h"
#include "common/text.h"
#include "fuzz/fake_private.h"

/* ---- answers ------------------------------------------------------------- */

static void
fake_log_in(struct connection *connection, struct slice name)
{
	connection->claim.size = name.size;
	memcpy(connection->claim.name, name.bytes, name.size);
}

/* Return "alice" and "bob", which the caller releases. */
static struct shared_text *
fake_list(char separator)
{
	char *names = strdup("alice,bob");
	struct shared_text *list;

	fake_require(names != NULL);
	names[strlen("alice")] = separator;
	list = shared_text_new(names, strlen(names), separator);
	fake_require(list != NULL);
	return list;
}

/* Tell the connection the text that it has sent to itself. */
static void
fake_tell_own_text(struct connection *connection)
{
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.own = true,
		.from = bytes_slice(&connection->asked.name),
		.text = bytes_slice(&connection->asked.text),
		.raw = bytes_slice(&connection->asked.raw),
		.style = (uint8_t)connection->asked.style,
	};

	if (slice_equals(message.from, connection_name(connection)) &&
	    (text_style_is_for_people(connection->asked.style) ||
		connection->protocol->shows_styles))
		connection->protocol->tell(connection, &message);
}

static const struct room_modes fake_modes = {
	.flags = ROOM_CLOSED | ROOM_MODERATED | ROOM_KEPT,
	.limit = 10,
	.key_size = 4,
	.key = { 'k', 'e', 'y', '1' },
};

/* All changes fare alike; none was tried by somebody who is muted. */
static void
fake_settle_changes(struct connection *connection, struct chat_answer *answer)
{
	struct fake_request *asked = &connection->asked;

	if (answer->request != CHAT_MODE || answer->outcome == CHAT_MUTED)
		asked->change_count = 0;
	for (size_t i = 0; i < asked->change_count; i++) {
		asked->changes[i].outcome = answer->outcome;
		asked->changes[i].is_new = true;
	}
	answer->changes = asked->changes;
	answer->change_count = asked->change_count;
	asked->change_count = 0;
}

void
fake_chat_answer(struct connection *connection)
{
	const struct fake_request *asked = &connection->asked;
	struct chat_answer answer = {
		.request = asked->request,
		.outcome = asked->outcome,
		.name = bytes_slice(&asked->name),
		.room = bytes_slice(&asked->room),
	};
	bool is_done = answer.outcome == CHAT_DONE;

	connection->is_waiting = connection->has_asked = false;
	if (answer.outcome == CHAT_NAME_BANNED || answer.outcome == CHAT_MUTED)
		answer.text = (struct slice)SLICE(FAKE_REASON);
	if (is_done &&
	    (answer.request == CHAT_LOGIN || answer.request == CHAT_RENAME))
		fake_log_in(connection, answer.name);
	if (is_done && answer.request == CHAT_LIST)
		answer.list = fake_list(asked->separator);
	if (is_done &&
	    (answer.request == CHAT_TOPIC || answer.request == CHAT_BANS))
		answer.text = bytes_slice(&asked->text);
	if (is_done && answer.request == CHAT_TOPIC && answer.text.size > 0) {
		answer.name = (struct slice)SLICE("bob");
		answer.time_s = 1796000000;
	}
	if (is_done && answer.request == CHAT_MODE)
		answer.modes = &fake_modes;
	fake_settle_changes(connection, &answer);
	connection->protocol->answer(connection, &answer);
	shared_text_release(answer.list);
	if (is_done && answer.request == CHAT_SEND)
		fake_tell_own_text(connection);
}

void
fake_answer(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, const char *room)
{
	const struct slice bob = SLICE("bob");
	const struct slice of_room = { room, strlen(room) };

	connection->asked.request = request;
	connection->asked.outcome = outcome;
	connection->asked.separator = ' ';
	bytes_set(&connection->asked.name, bob);
	bytes_set(&connection->asked.room, of_room);
	fake_chat_answer(connection);
}

/* ---- requests ------------------------------------------------------------ */

bool
fake_is_muted(const struct connection *connection, enum chat_request request)
{
	return slice_is(connection_name(connection), "muted") &&
	       (request == CHAT_SEND || request == CHAT_SAY ||
		   request == CHAT_RENAME || request == CHAT_KICK ||
		   request == CHAT_INVITE);
}

void
fake_ask(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome)
{
	bool is_logged_in = connection->claim.size > 0;

	/* A bad text may come behind others, and is put off. */
	fake_require(connection_takes_input(connection) ||
		     (outcome == CHAT_BAD_TEXT && request == CHAT_SEND &&
			 connection_is_gated(connection)));
	/* Everybody may ask for these at any time, before a login too. */
	fake_require(request == CHAT_LIST || request == CHAT_AUTHENTICATE ||
		     (request == CHAT_LOGIN) == !is_logged_in);
	if (outcome != CHAT_BAD_TEXT && fake_is_muted(connection, request))
		outcome = CHAT_MUTED;
	connection->asked.request = request;
	connection->asked.outcome = outcome;
	connection->is_waiting = connection->has_asked = true;
	if (!connection->answers_later)
		fake_chat_answer(connection);
}

void
fake_require_argument(struct slice s)
{
	fake_require(slice_trim(s).size == s.size);
}

static void
fake_ask_name(
    struct connection *connection, enum chat_request request, struct slice name)
{
	enum chat_outcome outcome = CHAT_DONE;

	if (!name_is_valid(name.bytes, name.size, connection->limits->name_max))
		outcome = CHAT_BAD_NAME;
	else if (slice_is(name, "banned"))
		outcome = CHAT_NAME_BANNED;
	else if (slice_is(name, "taken"))
		outcome = CHAT_NAME_IN_USE;
	else if (request == CHAT_LOGIN && slice_is(name, "full"))
		outcome = CHAT_FULL;
	bytes_set(&connection->asked.name, name);
	fake_ask(connection, request, outcome);
}

void
chat_login(struct connection *connection, struct slice name)
{
	fake_ask_name(connection, CHAT_LOGIN, name);
}

void
chat_login_guest(struct connection *connection)
{
	const struct slice guest = SLICE(FAKE_GUEST);

	bytes_set(&connection->asked.name, guest);
	fake_ask(connection, CHAT_LOGIN, CHAT_DONE);
}

/* Nobody else is here to be heard. */
void
chat_listen(struct connection *connection, struct slice room)
{
	(void)connection;
	(void)room;
}

void
chat_rename(struct connection *connection, struct slice name)
{
	fake_ask_name(connection, CHAT_RENAME, name);
}

void
chat_authenticate(struct connection *connection, enum chat_request request,
    struct slice name, struct slice password)
{
	fake_require_argument(password);
	bytes_set(&connection->asked.name, name);
	if (slice_is(name, "remote"))
		fake_ask(connection, request, CHAT_NOT_PRIVATE);
	else if (slice_is(password, "later"))
		fake_ask(connection, request, CHAT_PASSWORD_LATER);
	else if (!slice_is(password, FAKE_PASSWORD))
		fake_ask(connection, request, CHAT_WRONG_PASSWORD);
	else if (request == CHAT_AUTHENTICATE)
		fake_ask(connection, request, CHAT_DONE);
	else
		fake_ask_name(connection, request, name);
}

void
chat_register(struct connection *connection, struct slice password)
{
	fake_require_argument(password);
	bytes_set(&connection->asked.name, connection_name(connection));
	fake_ask(connection, CHAT_REGISTER,
	    slice_is(password, "later") ? CHAT_PASSWORD_LATER : CHAT_DONE);
}

void
chat_list(struct connection *connection, char separator)
{
	connection->asked.separator = separator;
	bytes_set(&connection->asked.room, (struct slice){ 0 });
	fake_ask(connection, CHAT_LIST, CHAT_DONE);
}

void
fake_ask_room(
    struct connection *connection, enum chat_request request, struct slice room)
{
	bool is_name = slice_is(room, CHAT_LOBBY) ||
		       name_is_valid(
			   room.bytes, room.size, connection->limits->name_max);
	enum chat_outcome outcome = CHAT_DONE;

	if (request == CHAT_JOIN && !is_name)
		outcome = CHAT_BAD_NAME;
	else if (!is_name || slice_is(room, "nowhere"))
		outcome = CHAT_NO_SUCH_ROOM;
	bytes_set(&connection->asked.room, room);
	fake_ask(connection, request, outcome);
}

void
chat_join(struct connection *connection, struct slice room, struct slice key)
{
	struct slice rest = key;

	fake_require(slice_take_word(&rest).size == key.size);
	fake_ask_room(connection, CHAT_JOIN, room);
}

void
chat_leave(struct connection *connection, struct slice room, struct slice why)
{
	fake_require(text_is_valid(why.bytes, why.size));
	fake_ask_room(connection, CHAT_LEAVE, room);
}

void
chat_list_room(struct connection *connection, struct slice room, char separator)
{
	connection->asked.separator = separator;
	fake_ask_room(connection, CHAT_LIST, room);
}

static void
fake_ask_to_say(
    struct connection *connection, struct slice room, bool is_acceptable)
{
	if (is_acceptable) {
		fake_ask_room(connection, CHAT_SAY, room);
		return;
	}
	bytes_set(&connection->asked.room, room);
	fake_ask(connection, CHAT_SAY, CHAT_BAD_TEXT);
}

void
chat_say(struct connection *connection, struct slice room, struct slice text)
{
	fake_ask_to_say(connection, room, fake_text_is_acceptable(text));
}

void
chat_say_styled(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	fake_ask_to_say(
	    connection, room, fake_styled_text_is_acceptable(connection, text));
}
