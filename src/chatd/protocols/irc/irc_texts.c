/* SPDX-License-Identifier: MIT */
/*
 * All lines of one text have its time; the id is that of the first, since no
 * two messages of IRC may have the same.
 */

#include "chatd/protocols/irc/irc_texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/core/stamp.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/date.h"

#define IRC_MS_A_DAY UINT64_C(86400000)

/* A line, with what clients may have added to it. */
struct irc_tagged_line {
	struct irc_words words;
	char bytes[IRC_WORDS_TAGGED_BYTES];
};

/* How each style is written; the pattern is for irc_words_add_filled(). */
static const struct {
	const char *command;
	const char *pattern;
} irc_text_styles[TEXT_STYLES] = {
	[TEXT_PLAIN] = { "PRIVMSG", "%" },
	[TEXT_ACTION] = { "PRIVMSG", IRC_ACTION_PATTERN },
	[TEXT_NOTICE] = { "NOTICE", "%" },
	[TEXT_QUERY] = { "PRIVMSG", "\1%\1" },
	[TEXT_REPLY] = { "NOTICE", "\1%\1" },
	[TEXT_TAGS] = { "TAGMSG", "" },
};

bool
irc_text_is_stamped(struct connection *connection)
{
	return (irc_session_of(connection)->capabilities &
		   (IRC_MESSAGE_TAGS | IRC_SERVER_TIME)) != 0;
}

/* "@time=2026-11-29T12:00:00.000Z" */
static void
irc_text_add_time(struct irc_words *words, uint64_t time_ms)
{
	struct date date = date_of_day((long)(time_ms / IRC_MS_A_DAY));
	unsigned int ms = (unsigned int)(time_ms % IRC_MS_A_DAY);
	char room[64];

	snprintf(room, sizeof(room), "%04ld-%02d-%02dT%02u:%02u:%02u.%03uZ",
	    date.year, date.month, date.day, ms / 3600000, ms / 60000 % 60,
	    ms / 1000 % 60, ms % 1000);
	irc_words_add_tag(words, "time", slice_of(room));
}

static void
irc_text_add_id(struct irc_words *words, const struct stamp *stamp)
{
	char room[48];

	snprintf(room, sizeof(room), "%016" PRIx64 "-%" PRIx64, stamp->origin,
	    stamp->number);
	irc_words_add_tag(words, "msgid", slice_of(room));
}

/* Add the stamp, and what clients have added, to the first line. */
static void
irc_text_add_tags(struct irc_words *words, unsigned int wants,
    const struct irc_text *text, bool is_first)
{
	bool has_stamp = text->stamp != NULL && stamp_is_there(text->stamp);
	struct slice tags = text->tags;
	struct irc_tag tag;

	if (has_stamp && (wants & IRC_SERVER_TIME) != 0)
		irc_text_add_time(words, text->stamp->time_ms);
	if (!is_first || (wants & IRC_MESSAGE_TAGS) == 0)
		return;
	if (has_stamp)
		irc_text_add_id(words, text->stamp);
	while (irc_line_take_tag(&tags, &tag))
		irc_words_relay_tag(words, &tag);
}

/* Begin a line up to the text. */
static void
irc_text_begin(struct irc_tagged_line *line, struct connection *connection,
    const struct irc_text *text, bool is_first)
{
	irc_words_begin(&line->words, line->bytes, sizeof(line->bytes));
	irc_text_add_tags(&line->words,
	    irc_session_of(connection)->capabilities, text, is_first);
	irc_source_add_user(&line->words, connection, text->from);
	irc_words_add_command(
	    &line->words, irc_text_styles[text->style].command);
	irc_words_add_parameter(&line->words, text->target);
}

static void
irc_text_tell_said(struct connection *connection, enum append_mode mode,
    const struct irc_text *text)
{
	const char *pattern = irc_text_styles[text->style].pattern;
	size_t frame = strlen(pattern) - strlen("%");
	struct slice rest = text->text;
	struct irc_tagged_line line;
	struct slice piece;
	size_t room;

	irc_text_begin(&line, connection, text, true);
	room = irc_words_get_room(&line.words);
	room = room > frame ? room - frame : 0;
	while (irc_words_take_piece(&rest, room, &piece)) {
		irc_words_add_filled(&line.words, pattern, &piece);
		irc_reply_send_words(&line.words, connection, mode);
		irc_text_begin(&line, connection, text, false);
	}
}

void
irc_text_tell(struct connection *connection, enum append_mode mode,
    const struct irc_text *text)
{
	struct irc_tagged_line line;

	if (text->style != TEXT_TAGS) {
		irc_text_tell_said(connection, mode, text);
		return;
	}
	if ((irc_session_of(connection)->capabilities & IRC_MESSAGE_TAGS) == 0)
		return;
	irc_text_begin(&line, connection, text, true);
	irc_reply_send_words(&line.words, connection, mode);
}
