/* SPDX-License-Identifier: MIT */
/*
 * Requests about rooms.  What was asked is a line of the client's own, told to
 * it when the chat has done that; the others hear of it from the chat.
 */

#include "chatd/protocols/irc/irc_rooms.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_card_news.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_members.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_source.h"
#include "chatd/protocols/irc/irc_topics.h"
#include "chatd/protocols/irc/irc_who.h"

static struct slice
irc_rooms_take(struct irc_parameters *parameters)
{
	struct slice parameter = { 0 };

	irc_line_take_parameter(parameters, &parameter);
	return parameter;
}

/* Say that target is none that could be a room. */
static void
irc_rooms_refuse_name(struct connection *connection, struct slice target)
{
	irc_session_of(connection)->is_done = false;
	irc_reply_about(connection, IRC_ERR_NOSUCHCHANNEL, target);
}

/* Whoever kicks themselves is told so by the chat. */
static bool
irc_rooms_is_own(struct connection *connection, struct slice name)
{
	return name_looks_like(name, connection_name(connection));
}

/* ---- joining and leaving ------------------------------------------------- */

/* Whoever is in the room already is not answered. */
static void
irc_rooms_ask_join(
    struct connection *connection, struct slice target, struct slice key)
{
	struct irc_session *session = irc_session_of(connection);

	session->is_done = false;
	if (!irc_name_is_room(target)) {
		irc_rooms_refuse_name(connection, target);
		return;
	}
	session->purpose = IRC_FOR_JOIN;
	if (!known_is_in_room(connection, irc_name_of_room(target)))
		chat_join(connection, irc_name_of_room(target), key);
}

/* Join a room; then show its topic, and who is there. */
static enum command_status
irc_rooms_join_one(struct connection *connection, struct slice target,
    struct slice key, unsigned int *passed)
{
	struct irc_session *session = irc_session_of(connection);
	bool wants_names = (irc_state_of(connection)->capabilities &
			       IRC_NO_IMPLICIT_NAMES) == 0;

	if (irc_session_begins(session, passed)) {
		irc_session_count(connection, *passed);
		irc_rooms_ask_join(connection, target, key);
	}
	if (irc_session_waits(connection))
		return COMMAND_AGAIN;
	/* The line may have come again, for no purpose so far. */
	session->purpose = IRC_FOR_JOIN;
	if (irc_session_begins(session, passed) && session->is_done)
		chat_ask_topic(connection, irc_name_of_room(target));
	if (irc_session_waits(connection))
		return COMMAND_AGAIN;
	if (irc_session_begins(session, passed) && session->is_done &&
	    wants_names)
		chat_list_ranks(connection, irc_name_of_room(target), ' ');
	return irc_session_waits(connection) ? COMMAND_AGAIN : COMMAND_DONE;
}

/* "JOIN 0": the copy is of a name that ends with the membership. */
static enum command_status
irc_rooms_leave_all(struct connection *connection)
{
	char copy[NAME_MAX_BYTES];
	char shown[IRC_SHOWN_BYTES];
	struct slice room = known_newest_room(connection);
	struct irc_reply reply;

	while (room.size > 0) {
		slice_write(copy, room);
		room.bytes = copy;
		chat_leave(connection, room, (struct slice){ 0 });
		irc_reply_begin_own(&reply, connection, "PART");
		irc_words_add_last(
		    &reply.words, irc_name_show_room(room, shown));
		irc_reply_send(&reply, connection);
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
		room = known_newest_room(connection);
	}
	return COMMAND_DONE;
}

enum command_status
irc_rooms_join(
    struct connection *connection, struct slice targets, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice keys = irc_rooms_take(&parameters);
	enum command_status status = COMMAND_DONE;
	unsigned int passed = 0;
	struct slice target;

	if (slice_is(targets, "0"))
		return irc_rooms_leave_all(connection);
	while (
	    status == COMMAND_DONE && irc_name_take_item(&targets, &target)) {
		struct slice key = { 0 };

		irc_name_take_item(&keys, &key);
		if (target.size > 0)
			status = irc_rooms_join_one(
			    connection, target, slice_take_word(&key), &passed);
	}
	return status;
}

/* ":alice!alice@chatd PART #tea :why" */
static void
irc_rooms_say_left(
    struct connection *connection, struct slice target, struct slice why)
{
	struct irc_reply reply;

	irc_reply_begin_own(&reply, connection, "PART");
	irc_words_add_parameter(&reply.words, target);
	if (why.size > 0)
		irc_words_add_text(&reply.words, why);
	irc_reply_send(&reply, connection);
}

enum command_status
irc_rooms_part(
    struct connection *connection, struct slice targets, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);
	struct irc_parameters parameters = { rest, 1 };
	char room[MESSAGE_WHY_MAX_BYTES];
	struct slice why = irc_news_read_why(irc_rooms_take(&parameters), room);
	unsigned int passed = 0;
	struct slice target;

	while (irc_name_take_item(&targets, &target)) {
		bool begins = irc_session_begins(session, &passed);
		char shown[IRC_SHOWN_BYTES];
		/* It may end with the membership. */
		struct slice left = irc_source_spell_room(
		    connection, target, shown);

		if (begins)
			irc_session_count(connection, passed);
		if (begins && !irc_name_is_room(target))
			irc_rooms_refuse_name(connection, target);
		else if (begins)
			chat_leave(connection, irc_name_of_room(target), why);
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
		if (irc_session_begins(session, &passed) && session->is_done)
			irc_rooms_say_left(connection, left, why);
	}
	return COMMAND_DONE;
}

/* ---- members ------------------------------------------------------------- */

/* What is no room has no members. */
static void
irc_rooms_ask_members(struct connection *connection, struct slice target)
{
	irc_session_of(connection)->purpose = IRC_FOR_NAMES;
	if (irc_name_is_room(target))
		chat_list_ranks(connection, irc_name_of_room(target), ' ');
}

enum command_status
irc_rooms_names(
    struct connection *connection, struct slice targets, struct slice rest)
{
	const struct slice all = SLICE("*");
	struct irc_session *session = irc_session_of(connection);
	unsigned int passed = 0;
	struct slice asked = targets.size > 0 ? targets : all;
	char shown[IRC_SHOWN_BYTES];
	struct slice target;

	(void)rest;
	while (irc_name_take_item(&targets, &target)) {
		if (target.size == 0)
			continue;
		if (irc_session_begins(session, &passed)) {
			irc_session_count(connection, passed);
			irc_rooms_ask_members(connection, target);
		}
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
	}
	if (memchr(asked.bytes, ',', asked.size) == NULL)
		asked = irc_source_spell_room(connection, asked, shown);
	irc_reply_about(connection, IRC_RPL_ENDOFNAMES, asked);
	return COMMAND_DONE;
}

/* ---- what operators do --------------------------------------------------- */

/* ":alice!alice@chatd KICK #tea bob :why" */
static void
irc_rooms_say_kicked(struct connection *connection, struct slice target,
    struct slice nick, struct slice why)
{
	char meant[IRC_SHOWN_BYTES], shown[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	irc_reply_begin_own(&reply, connection, "KICK");
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_parameter(&reply.words,
	    irc_source_spell(connection, irc_name_mean(nick, meant), shown));
	irc_words_add_text(
	    &reply.words, why.size > 0 ? why : irc_session_nick(connection));
	irc_reply_send(&reply, connection);
}

static void
irc_rooms_ask_kick(struct connection *connection, struct slice target,
    struct slice name, struct slice why)
{
	irc_session_of(connection)->is_done = false;
	if (irc_name_is_room(target))
		chat_kick(connection, irc_name_of_room(target), name, why);
	else
		irc_rooms_refuse_name(connection, target);
}

/* Each from the room in the same place, or from the last one that there is. */
static enum command_status
irc_rooms_kick_all(struct connection *connection, struct slice targets,
    struct slice names, struct slice why)
{
	struct irc_session *session = irc_session_of(connection);
	unsigned int passed = 0;
	struct slice name, target = { 0 };

	while (irc_name_take_item(&names, &name)) {
		char meant[IRC_SHOWN_BYTES], shown[IRC_SHOWN_BYTES];

		irc_name_take_item(&targets, &target);
		if (!irc_name_is_word(name))
			continue;
		if (irc_session_begins(session, &passed)) {
			irc_session_count(connection, passed);
			irc_rooms_ask_kick(connection, target,
			    irc_name_mean(name, meant), why);
		}
		/* They may come back before the operator goes on. */
		if (!session->is_done && irc_session_waits(connection))
			return COMMAND_AGAIN;
		if (irc_session_begins(session, &passed) && session->is_done &&
		    !irc_rooms_is_own(connection, name))
			irc_rooms_say_kicked(connection,
			    irc_source_spell_room(connection, target, shown),
			    name, why);
		if (irc_session_waits(connection))
			return COMMAND_AGAIN;
	}
	return COMMAND_DONE;
}

enum command_status
irc_rooms_kick(
    struct connection *connection, struct slice targets, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	char room[MESSAGE_WHY_MAX_BYTES];
	struct slice names = irc_rooms_take(&parameters);
	struct slice why = irc_news_read_why(irc_rooms_take(&parameters), room);

	if (names.size == 0)
		return COMMAND_BAD_ARGUMENTS;
	return irc_rooms_kick_all(connection, targets, names, why);
}

/* ---- answers ------------------------------------------------------------- */

/* ":alice!alice@chatd JOIN #tea" */
static void
irc_rooms_say_joined(struct connection *connection, struct slice target)
{
	struct irc_source source;
	struct irc_reply reply;

	irc_source_begin(&source, connection, connection_name(connection));
	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_source_add(&reply.words, connection, &source);
	irc_card_news_add_join(&reply.words, connection, &source, target);
	irc_source_end(&source);
	irc_reply_send(&reply, connection);
}

/* "341 alice bob #tea"; other requests are told when the line goes on. */
static void
irc_rooms_answer_done(
    struct connection *connection, const struct chat_answer *answer)
{
	char room[IRC_SHOWN_BYTES];
	char name[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(answer->room, room);
	struct irc_reply reply;

	if (answer->request == CHAT_JOIN)
		irc_rooms_say_joined(connection, target);
	if (answer->request != CHAT_INVITE)
		return;
	irc_reply_begin(&reply, connection, IRC_RPL_INVITING);
	irc_words_add_parameter(
	    &reply.words, irc_source_spell(connection, answer->name, name));
	irc_words_add_last(&reply.words, target);
	irc_reply_send(&reply, connection);
}

void
irc_rooms_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session *session = irc_session_of(connection);
	char spelling[NAME_MAX_BYTES];
	struct chat_answer spelled = *answer;

	spelled.room = known_spell_room(connection, answer->room, spelling);
	session->is_done = answer->outcome == CHAT_DONE;
	if (answer->request == CHAT_LIST && session->purpose == IRC_FOR_WHO)
		irc_who_answer(connection, &spelled);
	else if (answer->request == CHAT_LIST)
		irc_members_answer(connection, &spelled);
	else if (!session->is_done)
		irc_refuse(connection, &spelled);
	else if (answer->request == CHAT_TOPIC)
		irc_topics_answer(connection, &spelled);
	else
		irc_rooms_answer_done(connection, &spelled);
}
