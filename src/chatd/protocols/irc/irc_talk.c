/* SPDX-License-Identifier: MIT */
/*
 * A text has a plain form for users of all protocols, without the codes of
 * formatting, and where it has any the form with them, for users of irc.  What
 * CTCP has besides actions is between programs, and people do not see it.
 *
 * Tags that clients add for each other go with it in the raw form.
 *
 * "@#tea" are the operators of a channel, and "+#tea" whoever has a rank there.
 *
 * A client that has echo-message gets its text back when it has been taken.
 */

#include "chatd/protocols/irc/irc_talk.h"

#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known_cards.h"
#include "chatd/chat/user_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/connection/stamping.h"
#include "chatd/core/chat_text.h"
#include "chatd/protocols/irc/irc_formatting.h"
#include "chatd/protocols/irc/irc_label.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_people.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_texts.h"
#include "chatd/protocols/login_state.h"
#include "common/out_of_line.h"
#include "common/text.h"

/* What a raw form has at most: a byte 01, tags, a space, and what is said. */
#define IRC_TALK_RAW_BYTES (1 + IRC_TAGS_MAX_BYTES + 1 + IRC_LINE_MAX_BYTES)

/* A text on its way to its targets. */
struct irc_talk {
	const char *verb;
	enum irc_purpose purpose;
	struct chat_text text;
	char plain[IRC_LINE_MAX_BYTES]; /* of text, where it has codes */
};

/* Let text, which is for people, be what is said. */
static void
irc_talk_set(struct irc_talk *talk, enum text_style style, struct slice text)
{
	talk->text.style = style;
	talk->text.plain = slice_trim(text);
	if (!irc_formatting_is_in(text))
		return;
	talk->text.raw = slice_trim(text);
	talk->text.plain = slice_trim(irc_formatting_strip(text, talk->plain));
}

/* What a program asks another or answers: all between the "\1"s. */
static void
irc_talk_set_ctcp(struct irc_talk *talk, const struct irc_ctcp *ctcp)
{
	bool is_notice = talk->purpose == IRC_FOR_NOTICE;
	struct slice raw = ctcp->verb;

	if (ctcp->text.size > 0)
		raw.size = (size_t)(ctcp->text.bytes - raw.bytes) +
			   ctcp->text.size;
	talk->text.style = is_notice ? TEXT_REPLY : TEXT_QUERY;
	talk->text.raw = raw;
}

/* Find out what is said.  Return false if that is nothing. */
static bool
irc_talk_read(struct slice text, struct irc_talk *talk)
{
	bool is_notice = talk->purpose == IRC_FOR_NOTICE;
	struct irc_ctcp ctcp;

	if (!irc_formatting_read_ctcp(text, &ctcp))
		irc_talk_set(talk, is_notice ? TEXT_NOTICE : TEXT_PLAIN, text);
	else if (ctcp.is_action)
		irc_talk_set(talk, TEXT_ACTION, ctcp.text);
	else
		irc_talk_set_ctcp(talk, &ctcp);
	return talk->text.plain.size > 0 ||
	       !text_style_is_for_people(talk->text.style);
}

/*
 * Put the tags that are for other clients in front of the raw form, which is
 * written to room then.  Others are the server's, or a mistake, and are
 * dropped.
 */
static void
irc_talk_add_tags(struct connection *connection, struct irc_talk *talk,
    char room[IRC_TALK_RAW_BYTES])
{
	const struct slice mark = SLICE(TEXT_TAGS_MARK);
	struct slice tags = irc_session_of(connection)->tags;
	struct irc_tag tag;
	char *end = slice_write(room, mark);
	char *begin = end;

	if ((irc_state_of(connection)->capabilities & IRC_MESSAGE_TAGS) == 0)
		return;
	while (irc_line_take_tag(&tags, &tag)) {
		if (!irc_line_is_client_tag(&tag))
			continue;
		if (end > begin)
			*end++ = ';';
		end = slice_write(end, tag.key);
		if (tag.value.size > 0)
			*end++ = '=';
		end = slice_write(end, tag.value);
	}
	if (end == begin)
		return;
	*end++ = ' ';
	end = slice_write(end, talk->text.raw);
	talk->text.raw = (struct slice){ room, (size_t)(end - room) };
}

static void
irc_talk_ask(struct connection *connection, const struct irc_talk *talk,
    struct slice target)
{
	struct irc_session *session = irc_session_of(connection);
	struct chat_text text = talk->text;
	char name[IRC_SHOWN_BYTES];

	session->purpose = (uint8_t)talk->purpose;
	session->is_done = false;
	text.ranks = irc_name_take_ranks(&target);
	if (!irc_name_is_word(target)) {
		if (talk->purpose != IRC_FOR_NOTICE)
			irc_reply_about(connection, IRC_ERR_NOSUCHNICK, target);
	} else if (irc_name_is_room(target)) {
		chat_say_styled(connection, irc_name_of_room(target), &text);
	} else {
		chat_send_styled(
		    connection, irc_name_mean(target, name), &text);
	}
}

static bool
irc_talk_has_echo(struct connection *connection)
{
	return (irc_state_of(connection)->capabilities & IRC_ECHO_MESSAGE) != 0;
}

static void
irc_talk_echo(struct connection *connection, const struct chat_text *said,
    struct slice target)
{
	struct irc_session *session = irc_session_of(connection);
	struct slice raw = said->raw;
	const struct irc_text text = {
		.style = said->style,
		.stamp = &session->stamp,
		.by = connection_address(connection),
		.from = connection_name(connection),
		.target = target,
		.tags = raw_text_take_tags(&raw),
		.text = raw.size > 0 ? raw : said->plain,
	};

	if (session->is_done && irc_talk_has_echo(connection))
		irc_text_tell(connection, APPEND_REPLY, &text);
}

static OUT_OF_LINE void
irc_talk_say_away(struct connection *connection, struct slice target)
{
	char name[IRC_SHOWN_BYTES];
	struct irc_source source;

	irc_source_begin(&source, connection, irc_name_mean(target, name));
	irc_people_say_away(connection, &source);
	irc_source_end(&source);
}

/* Note that the user has spoken; if a text was for somebody away, say so. */
static void
irc_talk_note(struct connection *connection, const struct irc_talk *talk,
    struct slice target)
{
	if (!irc_session_of(connection)->is_done ||
	    talk->text.style == TEXT_TAGS)
		return;
	user_cards_note_spoken(connection);
	irc_name_take_ranks(&target);
	if (!irc_name_is_room(target) && talk->purpose != IRC_FOR_NOTICE)
		irc_talk_say_away(connection, target);
}

/*
 * Say whether the line may be left, the last target of which is asked for,
 * because the text is under way to another node, and more texts may follow it.
 * Then it counts as said: all that may still come is that there is no such user
 * any more.  Whoever has their texts echoed, or this one labelled, waits: the
 * answer needs the line.
 */
static bool
irc_talk_may_leave(struct connection *connection, const struct irc_talk *talk)
{
	return talk->purpose == IRC_FOR_LINE &&
	       !irc_label_is_there(connection) &&
	       !irc_talk_has_echo(connection) &&
	       connection_is_gated(connection);
}

/* Say it to one target after the other. */
static enum command_status
irc_talk_to_all(struct connection *connection, const struct irc_talk *talk,
    struct slice targets)
{
	struct irc_session *session = irc_session_of(connection);
	unsigned int passed = 0;
	bool is_left = false;
	struct slice target;

	while (irc_name_take_item(&targets, &target)) {
		if (target.size == 0)
			continue;
		if (irc_session_begins(session, &passed)) {
			irc_session_count(connection, passed);
			irc_talk_ask(connection, talk, target);
			is_left = targets.size == 0 &&
				  irc_talk_may_leave(connection, talk);
			session->is_done |= is_left;
		}
		if (!is_left && irc_session_waits(connection))
			return COMMAND_AGAIN;
		if (!irc_session_begins(session, &passed))
			continue;
		irc_talk_echo(connection, &talk->text, target);
		irc_talk_note(connection, talk, target);
	}
	return COMMAND_DONE;
}

/* Say what is missing, unless it is a notice, which is never answered. */
static enum command_status
irc_talk_refuse(struct connection *connection, const struct irc_talk *talk,
    enum irc_numeric numeric)
{
	const struct slice verb = slice_of(talk->verb);

	if (talk->purpose != IRC_FOR_NOTICE)
		irc_reply_tell(
		    connection, numeric, irc_numeric_get_text(numeric), &verb);
	return COMMAND_DONE;
}

static size_t
irc_talk_count(struct slice targets)
{
	struct slice target;
	size_t count = 0;

	while (irc_name_take_item(&targets, &target))
		count += target.size > 0;
	return count;
}

/* Find out what is wrong with a text, or with whom it is for; 0: nothing. */
static unsigned int
irc_talk_check(struct slice targets, struct slice text, struct irc_talk *talk)
{
	size_t count = irc_talk_count(targets);
	bool is_tags = talk->text.style == TEXT_TAGS;

	if (count == 0)
		return IRC_ERR_NORECIPIENT;
	if (text.size == 0 && !is_tags)
		return IRC_ERR_NOTEXTTOSEND;
	if (count > IRC_TARGETS_MAX)
		return IRC_ERR_TOOMANYTARGETS;
	if (!is_tags && !irc_talk_read(text, talk))
		return IRC_ERR_NOTEXTTOSEND;
	return 0;
}

static enum command_status
irc_talk_say(struct connection *connection, struct irc_talk *talk,
    struct slice targets, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	char room[IRC_TALK_RAW_BYTES];
	struct slice text = { 0 };
	unsigned int numeric;

	irc_line_take_parameter(&parameters, &text);
	numeric = irc_talk_check(targets, slice_trim(text), talk);
	if (numeric != 0)
		return irc_talk_refuse(
		    connection, talk, (enum irc_numeric)numeric);
	irc_talk_add_tags(connection, talk, room);
	if (talk->text.style == TEXT_TAGS && talk->text.raw.size == 0)
		return COMMAND_DONE; /* there is nothing to tell */
	return irc_talk_to_all(connection, talk, targets);
}

bool
irc_talk_find_receiver(struct slice line, struct slice *name_r)
{
	struct irc_talk talk = { .purpose = IRC_FOR_LINE };
	char verb[IRC_VERB_BYTES], room[IRC_SHOWN_BYTES];
	struct slice target, text = { 0 }, name;
	struct irc_line parts;

	/* Tags may have a label, and answers are not to be taken for its. */
	if (irc_line_parse(line, &parts) != IRC_LINE_VALID ||
	    parts.tags.size > 0 ||
	    !slice_is(irc_line_raise_verb(parts.verb, verb), "PRIVMSG") ||
	    !irc_line_take_parameter(&parts.parameters, &target) ||
	    !text_is_utf8(
		parts.parameters.rest.bytes, parts.parameters.rest.size))
		return false;
	irc_line_take_parameter(&parts.parameters, &text);
	if (memchr(target.bytes, ',', target.size) != NULL ||
	    irc_name_is_room(target) || !irc_name_is_word(target) ||
	    irc_talk_check(target, slice_trim(text), &talk) != 0)
		return false;
	/* The name of a guest is none that lies in the line. */
	name = irc_name_mean(target, room);
	*name_r = target;
	return name.bytes == target.bytes;
}

enum command_status
irc_talk_privmsg(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_talk talk = { .verb = "PRIVMSG", .purpose = IRC_FOR_LINE };

	return irc_talk_say(connection, &talk, argument, rest);
}

enum command_status
irc_talk_notice(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_talk talk = { .verb = "NOTICE", .purpose = IRC_FOR_NOTICE };

	if (login_state(connection) == LOGGED_OUT)
		return COMMAND_DONE;
	return irc_talk_say(connection, &talk, argument, rest);
}

enum command_status
irc_talk_tagmsg(
    struct connection *connection, struct slice argument, struct slice rest)
{
	struct irc_talk talk = { .verb = "TAGMSG",
		.purpose = IRC_FOR_LINE,
		.text = { .style = TEXT_TAGS } };

	return irc_talk_say(connection, &talk, argument, rest);
}

void
irc_talk_end_plain(
    struct connection *connection, struct slice target, struct slice text)
{
	const struct chat_text said = { .style = TEXT_PLAIN, .plain = text };

	if (irc_talk_has_echo(connection))
		irc_talk_echo(connection, &said, target);
	user_cards_note_spoken(connection);
	if (known_cards_last_is_away(connection))
		irc_talk_say_away(connection, target);
}

void
irc_talk_answer(struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session *session = irc_session_of(connection);

	session->is_done = answer->outcome == CHAT_DONE;
	if (!session->is_done && session->purpose != IRC_FOR_NOTICE)
		irc_refuse(connection, answer);
	else if (session->is_done && irc_text_is_stamped(connection) &&
		 irc_talk_has_echo(connection))
		session->stamp = stamping_now(connection_set(connection));
}
