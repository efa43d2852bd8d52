/* SPDX-License-Identifier: MIT */
/*
 * All lines of one text have its time; the id is that of the first, since no
 * two messages of IRC may have the same.
 *
 * Nearly every text is plain and fits into one line, which is put together
 * where it is sent from; all others go the long way.
 */

#include "chatd/protocols/irc/irc_texts.h"

#include <stdint.h>
#include <string.h>

#include "chatd/core/stamp.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_source.h"
#include "common/date.h"
#include "common/out_of_line.h"

#define IRC_MS_A_DAY UINT64_C(86400000)

/* Room for the time of a text, and for its id. */
#define IRC_TEXT_TIME_BYTES 24
#define IRC_TEXT_ID_BYTES   33

/* Room for both as tags: "@time=", the time, ";msgid=", the id, and a space. */
#define IRC_STAMP_BYTES (6 + IRC_TEXT_TIME_BYTES + 7 + IRC_TEXT_ID_BYTES + 1)

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
	return (irc_state_of(connection)->capabilities &
		   (IRC_MESSAGE_TAGS | IRC_SERVER_TIME)) != 0;
}

/* ---- the stamp ----------------------------------------------------------- */

/* Write number with this many digits, and the byte after them. */
static char *
irc_text_write_digits(char *at, unsigned int number, int digits, char after)
{
	for (int i = digits; i-- > 0; number /= 10)
		at[i] = (char)('0' + number % 10);
	at[digits] = after;
	return at + digits + 1;
}

/* Write number in hexadecimal, with this many digits or more. */
static char *
irc_text_write_hex(char *at, uint64_t number, int digits)
{
	while (digits < 16 && number >> (4 * digits) != 0)
		digits++;
	for (int i = digits; i-- > 0; number >>= 4)
		at[i] = "0123456789abcdef"[number & 15];
	return at + digits;
}

/* "2026-11-29T12:00:00.000Z" */
static struct slice
irc_text_write_time(uint64_t time_ms, char room[IRC_TEXT_TIME_BYTES])
{
	struct date date = date_of_day((long)(time_ms / IRC_MS_A_DAY));
	unsigned int ms = (unsigned int)(time_ms % IRC_MS_A_DAY);
	char *at = room;

	at = irc_text_write_digits(at, (unsigned int)date.year, 4, '-');
	at = irc_text_write_digits(at, (unsigned int)date.month, 2, '-');
	at = irc_text_write_digits(at, (unsigned int)date.day, 2, 'T');
	at = irc_text_write_digits(at, ms / 3600000, 2, ':');
	at = irc_text_write_digits(at, ms / 60000 % 60, 2, ':');
	at = irc_text_write_digits(at, ms / 1000 % 60, 2, '.');
	at = irc_text_write_digits(at, ms % 1000, 3, 'Z');
	return (struct slice){ room, (size_t)(at - room) };
}

/* "0123456789abcdef-1" */
static struct slice
irc_text_write_id(const struct stamp *stamp, char room[IRC_TEXT_ID_BYTES])
{
	char *at = irc_text_write_hex(room, stamp->origin, 16);

	*at++ = '-';
	at = irc_text_write_hex(at, stamp->number, 1);
	return (struct slice){ room, (size_t)(at - room) };
}

/* ---- the long way -------------------------------------------------------- */

/* Add the stamp, and what clients have added, to the first line. */
static void
irc_text_add_tags(struct irc_words *words, unsigned int wants,
    const struct irc_text *text, bool is_first)
{
	bool has_stamp = text->stamp != NULL && stamp_is_there(text->stamp);
	char time[IRC_TEXT_TIME_BYTES], id[IRC_TEXT_ID_BYTES];
	struct slice tags = text->tags;
	struct irc_tag tag;

	if (has_stamp && (wants & IRC_SERVER_TIME) != 0)
		irc_words_add_tag(words, "time",
		    irc_text_write_time(text->stamp->time_ms, time));
	if (!is_first || (wants & IRC_MESSAGE_TAGS) == 0)
		return;
	if (has_stamp)
		irc_words_add_tag(
		    words, "msgid", irc_text_write_id(text->stamp, id));
	while (irc_line_take_tag(&tags, &tag))
		irc_words_relay_tag(words, &tag);
}

/* Begin a line up to the text. */
static void
irc_text_begin(struct irc_tagged_line *line, struct connection *connection,
    const struct irc_text *text, const struct irc_source *source, bool is_first)
{
	irc_words_begin(&line->words, line->bytes, sizeof(line->bytes));
	irc_text_add_tags(&line->words, irc_state_of(connection)->capabilities,
	    text, is_first);
	irc_source_add(&line->words, connection, source);
	irc_words_add_command(
	    &line->words, irc_text_styles[text->style].command);
	irc_words_add_parameter(&line->words, text->target);
}

static void
irc_text_tell_said(struct connection *connection, enum append_mode mode,
    const struct irc_text *text, const struct irc_source *source)
{
	const char *pattern = irc_text_styles[text->style].pattern;
	size_t frame = strlen(pattern) - strlen("%");
	struct slice rest = text->text;
	struct irc_tagged_line line;
	struct slice piece;
	size_t room;

	irc_text_begin(&line, connection, text, source, true);
	room = irc_words_get_room(&line.words);
	room = room > frame ? room - frame : 0;
	while (irc_words_take_piece(&rest, room, &piece)) {
		irc_words_add_filled(&line.words, pattern, &piece);
		irc_reply_send_words(&line.words, connection, mode);
		irc_text_begin(&line, connection, text, source, false);
	}
}

static OUT_OF_LINE void
irc_text_tell_any(struct connection *connection, enum append_mode mode,
    const struct irc_text *text, const struct irc_source *source)
{
	struct irc_tagged_line line;

	if (text->style != TEXT_TAGS) {
		irc_text_tell_said(connection, mode, text, source);
		return;
	}
	if ((irc_state_of(connection)->capabilities & IRC_MESSAGE_TAGS) == 0)
		return;
	irc_text_begin(&line, connection, text, source, true);
	irc_reply_send_words(&line.words, connection, mode);
}

/* ---- the short way ------------------------------------------------------- */

/* "@time=2026-11-29T12:00:00.000Z;msgid=0123456789abcdef-1 " */
static struct slice
irc_text_write_stamp(
    unsigned int wants, const struct stamp *stamp, char room[IRC_STAMP_BYTES])
{
	static const struct slice time = SLICE("time="), id = SLICE("msgid=");
	char *at = room;

	if ((wants & (IRC_SERVER_TIME | IRC_MESSAGE_TAGS)) == 0 ||
	    stamp == NULL || !stamp_is_there(stamp))
		return (struct slice){ room, 0 };
	*at++ = '@';
	if ((wants & IRC_SERVER_TIME) != 0) {
		at = slice_write(at, time);
		at += irc_text_write_time(stamp->time_ms, at).size;
		*at++ = ';';
	}
	if ((wants & IRC_MESSAGE_TAGS) != 0) {
		at = slice_write(at, id);
		at += irc_text_write_id(stamp, at).size + 1;
	}
	at[-1] = ' ';
	return (struct slice){ room, (size_t)(at - room) };
}

/*
 * Tell a plain text in one line.  Return false, with nothing told, if it needs
 * more, or is not plain, or its source has tags.
 */
static bool
irc_text_tell_plain(struct connection *connection, enum append_mode mode,
    const struct irc_text *text, const struct irc_source *source)
{
	static const struct slice verb = SLICE(" PRIVMSG ");
	unsigned int wants = irc_state_of(connection)->capabilities;
	char stamp[IRC_STAMP_BYTES];
	size_t size = strlen(":!@ :\r\n") + source->nick.size +
		      source->user.size + source->host.size + verb.size +
		      text->target.size + text->text.size;
	struct slice tags;
	char *at;

	if (text->style != TEXT_PLAIN || text->tags.size > 0 ||
	    size > IRC_WORDS_BYTES || irc_source_has_tags(connection, source) ||
	    (mode == APPEND_REPLY && irc_label_is_there(connection)))
		return false;
	tags = irc_text_write_stamp(wants, text->stamp, stamp);
	at = connection_reserve(connection, mode, tags.size + size);
	if (at == NULL)
		return true;
	at = slice_write(at, tags);
	*at++ = ':';
	at = slice_write(at, source->nick);
	*at++ = '!';
	at = slice_write(at, source->user);
	*at++ = '@';
	at = slice_write(at, source->host);
	at = slice_write(at, verb);
	at = slice_write(at, text->target);
	*at++ = ' ';
	*at++ = ':';
	at = slice_write(at, text->text);
	*at++ = '\r';
	*at = '\n';
	return true;
}

void
irc_text_tell(struct connection *connection, enum append_mode mode,
    const struct irc_text *text)
{
	struct irc_source source;

	irc_source_begin_at(&source, connection, text->from, text->by);
	if (!irc_text_tell_plain(connection, mode, text, &source))
		irc_text_tell_any(connection, mode, text, &source);
	irc_source_end(&source);
}
