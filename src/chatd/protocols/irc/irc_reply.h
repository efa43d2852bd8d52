/* SPDX-License-Identifier: MIT */
#ifndef CHATD_IRC_REPLY_H
#define CHATD_IRC_REPLY_H

/*
 * Lines to a client of IRC, from their beginning to the connection.  A line
 * that a name or a parameter leaves no room for is not sent.  Owner thread
 * only.
 */

#include <stddef.h>

#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_numerics.h"
#include "chatd/protocols/irc/irc_source.h"
#include "chatd/protocols/irc/irc_words.h"
#include "common/name.h"
#include "common/slice.h"

/* A line in the making. */
struct irc_reply {
	struct irc_words words;
	char bytes[IRC_SOURCE_TAGS_BYTES + IRC_WORDS_BYTES];
};

/* Begin ":irc.chatd 001 alice". */
void irc_reply_begin(struct irc_reply *reply, struct connection *connection,
    enum irc_numeric numeric);

/* Begin ":irc.chatd CAP". */
void irc_reply_begin_command(struct irc_reply *reply,
    const struct connection *connection, const char *command);

/* Begin ":alice!alice@chatd JOIN": what the client itself has done. */
void irc_reply_begin_own(struct irc_reply *reply, struct connection *connection,
    const char *command);

/* Send what words have. */
void irc_reply_send_words(struct irc_words *words,
    struct connection *connection, enum append_mode mode);

/* Send the line, which is the answer to a request. */
void irc_reply_send(struct irc_reply *reply, struct connection *connection);

/* Add the words of numeric, and send the line. */
void irc_reply_send_text(struct irc_reply *reply, struct connection *connection,
    enum irc_numeric numeric);

/* Send a numeric with its words; the second one, about a subject. */
void irc_reply_say(struct connection *connection, enum irc_numeric numeric);
void irc_reply_about(struct connection *connection, enum irc_numeric numeric,
    struct slice subject);

/* Send a numeric with other words than its own. */
void irc_reply_tell(struct connection *connection, enum irc_numeric numeric,
    const char *pattern, const struct slice *values);

/*
 * Send "FAIL verb code :words", as IRCv3's "standard-replies" has it, where a
 * specification wants that.
 */
void irc_reply_fail(struct connection *connection, struct slice verb,
    const char *code, const char *words);

/* Send "ERROR :Closing link: why" and end the connection for reason. */
void irc_reply_end(
    struct connection *connection, const char *why, enum close_reason reason);

#endif
