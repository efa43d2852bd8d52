/* SPDX-License-Identifier: MIT */
/*
 * The rules of the chat, once for all protocols.
 *
 * Lists are made when they are asked for and kept until somebody comes or goes:
 * a thousand people who ask WHO of a quiet chat share one text.
 */

#include "chatd/chat/chat_private.h"

#include <stdlib.h>
#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/connection/connection_log.h"
#include "chatd/core/list_text.h"
#include "chatd/core/message.h"
#include "chatd/connection/connections.h"
#include "chatd/core/reserved_names.h"
#include "chatd/presence/directory.h"
#include "chatd/routing/router.h"
#include "common/name.h"
#include "common/out_of_line.h"
#include "common/text.h"

struct chat *
chat_of(const struct connection *connection)
{
	return connection_set(connection)->services.chat;
}

void
chat_count(const struct chat *chat, enum stat stat)
{
	stats_add(chat->connections->services.stats, stat, 1);
}

void
chat_answer(struct connection *connection, const struct chat_answer *answer)
{
	connection_protocol(connection)->answer(connection, answer);
	if (answer->outcome == CHAT_OUT_OF_MEMORY)
		connection_close(connection, CLOSE_OUT_OF_MEMORY);
}

static void
chat_answer_name(struct connection *connection, enum chat_request request,
    enum chat_outcome outcome, struct slice name)
{
	chat_answer(connection,
	    &(struct chat_answer){
		.request = request, .outcome = outcome, .name = name });
}

struct chat *
chat_new(struct loop *loop, struct connections *connections,
    struct router *router, struct directory *directory, struct rooms *rooms)
{
	struct chat *chat = calloc(1, sizeof(*chat));

	if (chat == NULL)
		return NULL;
	chat->connections = connections;
	chat->router = router;
	chat->directory = directory;
	chat->rooms = rooms;
	chat_lists_init(chat, loop);
	return chat;
}

void
chat_free(struct chat *chat)
{
	if (chat == NULL)
		return;
	for (size_t i = 0; i < CHAT_LISTS_KEPT; i++)
		list_text_release(chat->lists[i].list);
	chat_drop_announcements(chat);
	free(chat);
}

/* ---- logging in ---------------------------------------------------------- */

static const struct {
	enum chat_outcome outcome;
	enum stat stat;
} chat_claim_outcomes[] = {
	[CLAIM_GRANTED] = { CHAT_DONE, STAT_LOGINS },
	[CLAIM_IN_USE] = { CHAT_NAME_IN_USE, STAT_LOGINS_IN_USE },
	[CLAIM_FULL] = { CHAT_FULL, STAT_LOGINS_FULL },
	[CLAIM_OUT_OF_MEMORY] = { CHAT_OUT_OF_MEMORY, STAT_OUT_OF_MEMORY },
};

/* Whoever connects is a guest, a health check too: that is for debugging. */
static void
chat_log_claim(const struct connection *connection, enum chat_request request)
{
	const char *protocol = connection_protocol(connection)->name;

	if (claim_is_guest(connection_claim(connection)))
		connection_log(
		    connection, LOG_LEVEL_DEBUG, "guest (%s)", protocol);
	else
		connection_log(connection, LOG_LEVEL_INFO, "%s (%s)",
		    request == CHAT_LOGIN ? "logged in" : "renamed", protocol);
}

static void
chat_claimed(enum chat_request request, enum claim_outcome claim_outcome,
    struct claim *claim, struct slice name, struct address address,
    struct chat *chat)
{
	struct connection *connection = slots_find(
	    &chat->connections->slots, address);
	enum chat_outcome outcome = chat_claim_outcomes[claim_outcome].outcome;

	if (connection == NULL) {
		/* It ended while the directory was thinking. */
		if (claim != NULL)
			directory_release(chat->directory, claim);
		return;
	}
	if (claim == NULL || request == CHAT_LOGIN)
		chat_count(chat, chat_claim_outcomes[claim_outcome].stat);
	if (claim != NULL) {
		connection_set_claim(connection, claim);
		chat_log_claim(connection, request);
	}
	if (claim != NULL && request == CHAT_RENAME &&
	    chat_rename_in_rooms(connection) != 0)
		outcome = CHAT_OUT_OF_MEMORY;
	chat_answer_name(connection, request, outcome, name);
	connection_request_answered(connection);
}

static void
chat_logged_in_cb(enum claim_outcome outcome, struct claim *claim,
    struct slice name, struct address address, void *argument)
{
	chat_claimed(CHAT_LOGIN, outcome, claim, name, address, argument);
}

static void
chat_renamed_cb(enum claim_outcome outcome, struct claim *claim,
    struct slice name, struct address address, void *argument)
{
	chat_claimed(CHAT_RENAME, outcome, claim, name, address, argument);
}

/* Refuse names that nobody may have.  Return false if name was refused. */
static bool
chat_check_name(
    struct connection *connection, enum chat_request request, struct slice name)
{
	const struct chat *chat = chat_of(connection);

	if (!name_is_valid(
		name.bytes, name.size, chat->connections->limits.name_max)) {
		chat_count(chat, STAT_LOGINS_BAD_NAME);
		chat_answer_name(connection, request, CHAT_BAD_NAME, name);
		return false;
	}
	if (name_is_reserved(name, &chat->connections->limits)) {
		chat_count(chat, STAT_LOGINS_IN_USE);
		chat_answer_name(connection, request, CHAT_NAME_IN_USE, name);
		return false;
	}
	return true;
}

void
chat_login(struct connection *connection, struct slice name)
{
	struct chat *chat = chat_of(connection);

	if (!chat_check_name(connection, CHAT_LOGIN, name))
		return;
	connection_request_begin(connection);
	directory_claim(chat->directory, name, CLAIM_USER,
	    connection_address(connection), chat_logged_in_cb, chat);
	connection_request_wait(connection);
}

void
chat_login_guest(struct connection *connection)
{
	struct chat *chat = chat_of(connection);
	char peer[PEER_TEXT_BYTES];
	struct slice name = { peer_format(connection_peer(connection), peer),
		0 };

	name.size = strlen(peer);
	connection_request_begin(connection);
	directory_claim(chat->directory, name, CLAIM_GUEST,
	    connection_address(connection), chat_logged_in_cb, chat);
	connection_request_wait(connection);
}

void
chat_rename(struct connection *connection, struct slice name)
{
	struct chat *chat = chat_of(connection);

	if (slices_equal(connection_name(connection), name)) {
		chat_answer_name(connection, CHAT_RENAME, CHAT_DONE, name);
		return;
	}
	if (!chat_check_name(connection, CHAT_RENAME, name))
		return;
	connection_request_begin(connection);
	directory_rename(chat->directory, connection_claim(connection), name,
	    chat_renamed_cb, chat);
	connection_request_wait(connection);
}

void
chat_ended(struct connection *connection)
{
	struct claim *claim = connection_claim(connection);

	if (claim == NULL)
		return;
	chat_leave_all(connection);
	connection_set_claim(connection, NULL);
	directory_release(chat_of(connection)->directory, claim);
}

/* ---- sending ------------------------------------------------------------- */

/* A text is on its way: the answer to nearly all that is ever asked. */
static inline void
chat_answer_sent(struct connection *connection)
{
	static const struct chat_answer sent = { .request = CHAT_SEND,
		.outcome = CHAT_DONE };

	connection_count_message(connection);
	connection_protocol(connection)->answer(connection, &sent);
}

static void
chat_sent(struct connection *connection)
{
	stats_add(
	    connection_set(connection)->services.stats, STAT_MESSAGES_SENT, 1);
	chat_answer_sent(connection);
}

static void
chat_sent_cb(enum router_outcome outcome, struct address sender,
    struct slice name, void *argument)
{
	struct chat *chat = argument;
	struct connection *connection = slots_find(
	    &chat->connections->slots, sender);

	if (connection == NULL)
		return;
	switch (outcome) {
	case ROUTER_SENT:
		chat_sent(connection);
		break;
	case ROUTER_NO_SUCH_USER:
		chat_count(chat, STAT_MESSAGES_UNKNOWN);
		chat_answer_name(
		    connection, CHAT_SEND, CHAT_NO_SUCH_USER, name);
		break;
	case ROUTER_OUT_OF_MEMORY:
		chat_count(chat, STAT_OUT_OF_MEMORY);
		chat_answer_name(
		    connection, CHAT_SEND, CHAT_OUT_OF_MEMORY, name);
		break;
	}
	connection_request_answered(connection);
}

bool
chat_text_is_acceptable(const struct connection *connection, struct slice text)
{
	if (text.size > 0 && text_is_valid(text.bytes, text.size))
		return true;
	chat_count(chat_of(connection), STAT_MESSAGES_REFUSED);
	return false;
}

/* The echo user says the same to who said it to him. */
static void
chat_send_to_echo_user(
    struct connection *connection, struct slice name, struct slice text)
{
	struct message echo = {
		.kind = MESSAGE_DELIVERED,
		.own = true,
		.to = connection_address(connection),
		.from = name,
		.text = text,
	};

	chat_count(chat_of(connection), STAT_MESSAGES_ECHOED);
	chat_answer_sent(connection);
	connection_deliver(connection, &echo);
}

static OUT_OF_LINE void
chat_send_to_user(
    struct connection *connection, struct slice name, struct message *message)
{
	struct chat *chat = chat_of(connection);

	if (name_is_echo_user(name, &chat->connections->limits)) {
		chat_send_to_echo_user(connection, name, message->text);
		return;
	}
	connection_request_begin(connection);
	router_send(chat->router, connection_address(connection), name, message,
	    chat_sent_cb, chat);
	connection_request_wait(connection);
	if (router_is_congested(chat->router))
		connection_hold_for_mailbox(connection);
}

void
chat_send(struct connection *connection, struct slice name, struct slice text)
{
	struct message message = {
		.kind = MESSAGE_DELIVERED,
		.from = connection_name(connection),
		.text = text,
	};

	if (!chat_text_is_acceptable(connection, text))
		chat_answer_name(connection, CHAT_SEND, CHAT_BAD_TEXT, name);
	else if (router_send_again(connection, name, &message))
		chat_sent(connection);
	else
		chat_send_to_user(connection, name, &message);
}

/* ---- lists --------------------------------------------------------------- */

/* Return the place for lists with this separator, or one that is not used. */
static struct kept_list *
chat_kept_list(struct chat *chat, char separator)
{
	size_t i = 0;

	while (i < CHAT_LISTS_KEPT - 1 && chat->lists[i].list != NULL &&
	       chat->lists[i].list->separator != separator)
		i++;
	return &chat->lists[i];
}

struct list_text *
chat_everybody(struct chat *chat, char separator)
{
	struct kept_list *kept = chat_kept_list(chat, separator);
	const char *echo_user = chat->connections->limits.echo_user;
	struct slice first = { echo_user, strlen(echo_user) };
	size_t size;
	char *names;

	if (kept->list != NULL && kept->list->separator == separator &&
	    kept->version == directory_version(chat->directory) &&
	    strcmp(kept->first, echo_user) == 0)
		return kept->list;
	list_text_release(kept->list);
	kept->list = NULL;
	names = directory_list(
	    chat->directory, first, separator, &size, &kept->version);
	if (names == NULL)
		return NULL;
	memcpy(kept->first, echo_user, first.size + 1);
	kept->list = list_text_new(names, size, separator);
	return kept->list;
}

void
chat_list(struct connection *connection, char separator)
{
	struct chat *chat = chat_of(connection);
	struct chat_answer answer = {
		.request = CHAT_LIST,
		.list = chat_everybody(chat, separator),
	};

	answer.outcome = answer.list != NULL ? CHAT_DONE : CHAT_OUT_OF_MEMORY;
	chat_count(chat, STAT_LISTS);
	chat_answer(connection, &answer);
}
