/* SPDX-License-Identifier: MIT */
/*
 * Where lines of IRC get their sources, and where they leave.
 */

#include "chatd/protocols/irc/irc_reply.h"

#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_identity.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_session.h"

void
irc_reply_begin(struct irc_reply *reply, struct connection *connection,
    enum irc_numeric numeric)
{
	irc_words_begin(&reply->words, reply->bytes, sizeof(reply->bytes));
	irc_words_add_server(&reply->words, irc_identity_server(connection));
	irc_words_add_numeric(
	    &reply->words, numeric, irc_session_nick(connection));
}

void
irc_reply_begin_command(struct irc_reply *reply,
    const struct connection *connection, const char *command)
{
	irc_words_begin(&reply->words, reply->bytes, sizeof(reply->bytes));
	irc_words_add_server(&reply->words, irc_identity_server(connection));
	irc_words_add_command(&reply->words, command);
}

void
irc_reply_begin_own(
    struct irc_reply *reply, struct connection *connection, const char *command)
{
	struct irc_source source;

	irc_words_begin(&reply->words, reply->bytes, sizeof(reply->bytes));
	irc_source_begin_as(&source, connection, irc_session_nick(connection),
	    connection_name(connection));
	irc_source_add(&reply->words, connection, &source);
	irc_source_end(&source);
	irc_words_add_command(&reply->words, command);
}

void
irc_reply_send_words(struct irc_words *words, struct connection *connection,
    enum append_mode mode)
{
	const struct slice line = irc_words_end(words);

	if (line.size == 0)
		return;
	if (mode == APPEND_REPLY)
		irc_label_send(connection, line);
	else
		connection_append(connection, mode, &line, 1);
}

void
irc_reply_send(struct irc_reply *reply, struct connection *connection)
{
	irc_reply_send_words(&reply->words, connection, APPEND_REPLY);
}

void
irc_reply_send_text(struct irc_reply *reply, struct connection *connection,
    enum irc_numeric numeric)
{
	irc_words_add_text(
	    &reply->words, slice_of(irc_numeric_get_text(numeric)));
	irc_reply_send(reply, connection);
}

void
irc_reply_say(struct connection *connection, enum irc_numeric numeric)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_reply_send_text(&reply, connection, numeric);
}

/* What is none of the names of the chat, which are ASCII, is not repeated. */
static struct slice
irc_reply_clean(struct slice subject, char room[IRC_WORDS_BYTES])
{
	if (subject.size > IRC_WORDS_BYTES)
		subject.size = IRC_WORDS_BYTES;
	for (size_t i = 0; i < subject.size; i++) {
		unsigned char byte = (unsigned char)subject.bytes[i];

		room[i] = '?';
		if (byte > ' ' && byte < 0x7f)
			room[i] = subject.bytes[i];
	}
	return (struct slice){ room, subject.size };
}

void
irc_reply_about(struct connection *connection, enum irc_numeric numeric,
    struct slice subject)
{
	char room[IRC_WORDS_BYTES];
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_parameter(&reply.words, irc_reply_clean(subject, room));
	irc_reply_send_text(&reply, connection, numeric);
}

void
irc_reply_tell(struct connection *connection, enum irc_numeric numeric,
    const char *pattern, const struct slice *values)
{
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, numeric);
	irc_words_add_filled(&reply.words, pattern, values);
	irc_reply_send(&reply, connection);
}

void
irc_reply_fail(struct connection *connection, struct slice verb,
    const char *code, const char *words)
{
	struct irc_reply reply;

	irc_reply_begin_command(&reply, connection, "FAIL");
	irc_words_add_parameter(&reply.words, verb);
	irc_words_add_parameter(&reply.words, slice_of(code));
	irc_words_add_text(&reply.words, slice_of(words));
	irc_reply_send(&reply, connection);
}

void
irc_reply_end(
    struct connection *connection, const char *why, enum close_reason reason)
{
	const struct slice words = slice_of(why);
	struct irc_reply reply;

	irc_words_begin(&reply.words, reply.bytes, sizeof(reply.bytes));
	irc_words_add_command(&reply.words, "ERROR");
	irc_words_add_filled(&reply.words, "Closing link: %", &words);
	irc_reply_send(&reply, connection);
	irc_label_end(connection);
	connection_finish(connection, reason);
}
