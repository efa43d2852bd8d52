/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_topics.h"

#include <inttypes.h>
#include <stdio.h>

#include "chatd/chat/chat.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_topic.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/text.h"

/* A topic has no codes of formatting, and is cut to what 005 says. */
static struct slice
irc_topics_read(struct slice text, char room[IRC_LINE_MAX_BYTES])
{
	struct slice topic = slice_trim(irc_formatting_strip(text, room));

	topic.size = text_cut(topic.bytes, topic.size, ROOM_TOPIC_MAX_BYTES);
	return topic;
}

enum command_status
irc_topics_handle(
    struct connection *connection, struct slice target, struct slice rest)
{
	struct irc_session *session = irc_session_of(connection);
	struct irc_parameters parameters = { rest, 1 };
	char room[IRC_LINE_MAX_BYTES];
	struct slice topic;

	if (!irc_name_is_room(target)) {
		irc_reply_about(connection, IRC_ERR_NOSUCHCHANNEL, target);
		return COMMAND_DONE;
	}
	target = irc_name_of_room(target);
	if (!irc_line_take_parameter(&parameters, &topic)) {
		chat_ask_topic(connection, target);
		return COMMAND_DONE;
	}
	session->purpose = IRC_FOR_NEW_TOPIC;
	chat_set_topic(connection, target, irc_topics_read(topic, room));
	return COMMAND_DONE;
}

/* "333 alice #tea bob 1796000000" */
static void
irc_topics_say_by(struct connection *connection, struct slice target,
    const struct chat_answer *answer)
{
	char name[IRC_SHOWN_BYTES];
	char time[24];
	struct irc_reply reply;

	if (answer->name.size == 0)
		return;
	snprintf(time, sizeof(time), "%" PRIu64, answer->time_s);
	irc_reply_begin(&reply, connection, IRC_RPL_TOPICWHOTIME);
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_parameter(
	    &reply.words, irc_name_show(answer->name, name));
	irc_words_add_parameter(&reply.words, slice_of(time));
	irc_reply_send(&reply, connection);
}

void
irc_topics_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	enum irc_purpose purpose = irc_session_of(connection)->purpose;
	char room[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(answer->room, room);
	struct irc_reply reply;

	if (answer->is_unchanged)
		return;
	if (purpose == IRC_FOR_NEW_TOPIC) {
		irc_reply_begin_own(&reply, connection, "TOPIC");
	} else if (answer->text.size == 0) {
		if (purpose != IRC_FOR_JOIN)
			irc_reply_about(connection, IRC_RPL_NOTOPIC, target);
		return;
	} else {
		irc_reply_begin(&reply, connection, IRC_RPL_TOPIC);
	}
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_text(&reply.words, answer->text);
	irc_reply_send(&reply, connection);
	if (purpose != IRC_FOR_NEW_TOPIC)
		irc_topics_say_by(connection, target, answer);
}
