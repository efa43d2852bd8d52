/* SPDX-License-Identifier: MIT */
/*
 * "MODE #tea +ov-k alice bob": each letter is a request of its own, and told to
 * the client when it is done.
 */

#include "chatd/protocols/irc/irc_modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/room_record.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_news.h"
#include "chatd/protocols/irc/irc_refusals.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_user_modes.h"

enum irc_value {
	IRC_VALUE_NONE,
	IRC_VALUE_TO_SET, /* none to take it away, or one that is not looked at
			   */
	IRC_VALUE_MAYBE,  /* without one, the list is asked for */
	IRC_VALUE_ALWAYS,
	IRC_VALUE_FIXED, /* all rooms have it */
};

struct irc_mode {
	char letter;
	enum chat_mode mode;
	enum irc_value value;
	bool is_reverse; /* the letter holds where the mode of the chat does
			    not */
};

static const struct irc_mode irc_mode_rows[] = {
	{ 'b', CHAT_MODE_BAN, IRC_VALUE_MAYBE, false },
	{ 'i', CHAT_MODE_CLOSED, IRC_VALUE_NONE, false },
	{ 'k', CHAT_MODE_KEY, IRC_VALUE_TO_SET, false },
	{ 'l', CHAT_MODE_LIMIT, IRC_VALUE_TO_SET, false },
	{ 'm', CHAT_MODE_MODERATED, IRC_VALUE_NONE, false },
	{ 'n', CHAT_MODE_CLOSED, IRC_VALUE_FIXED, false },
	{ 'o', CHAT_MODE_OPERATOR, IRC_VALUE_ALWAYS, false },
	{ 'r', CHAT_MODE_KEPT, IRC_VALUE_NONE, false },
	{ 's', CHAT_MODE_SECRET, IRC_VALUE_NONE, false },
	{ 't', CHAT_MODE_FREE_TOPIC, IRC_VALUE_NONE, true },
	{ 'v', CHAT_MODE_VOICE, IRC_VALUE_ALWAYS, false },
};

/* One change of a room. */
struct irc_mode_step {
	struct slice target; /* "#tea" */
	char letter;
	bool holds;
	struct slice value; /* empty: there is none */
};

static const struct irc_mode *
irc_mode_find(char letter)
{
	size_t count = sizeof(irc_mode_rows) / sizeof(irc_mode_rows[0]);

	for (size_t i = 0; i < count; i++) {
		if (irc_mode_rows[i].letter == letter)
			return &irc_mode_rows[i];
	}
	return NULL;
}

static bool
irc_mode_takes_value(const struct irc_mode *mode, bool holds)
{
	switch (mode->value) {
	case IRC_VALUE_NONE:
	case IRC_VALUE_FIXED:
		return false;
	case IRC_VALUE_TO_SET:
		return holds || mode->mode == CHAT_MODE_KEY;
	case IRC_VALUE_MAYBE:
	case IRC_VALUE_ALWAYS:
		break;
	}
	return true;
}

/* "mallory!*@*" bans the name; other parts of a mask match nobody here. */
static bool
irc_mode_read_mask(struct slice *mask)
{
	const char *mark = memchr(mask->bytes, '!', mask->size);
	struct slice rest;

	if (mark == NULL)
		return true;
	rest.bytes = mark;
	rest.size = mask->size - (size_t)(mark - mask->bytes);
	mask->size -= rest.size;
	return slice_is(rest, "!*@*");
}

/*
 * ":irc.chatd 696 alice #tea l x :The value of this mode is not valid"; of a
 * key
 * "*" is shown, as it is when one is taken away.
 */
static void
irc_mode_refuse_value(
    struct connection *connection, const struct irc_mode_step *step)
{
	static const struct slice secret = SLICE("*");
	const struct slice letter = { &step->letter, 1 };
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_ERR_INVALIDMODEPARAM);
	irc_words_add_parameter(&reply.words, step->target);
	irc_words_add_parameter(&reply.words, letter);
	irc_words_add_parameter(
	    &reply.words, step->letter == 'k' ? secret : step->value);
	irc_words_add_filled(
	    &reply.words, "The value of this mode is not valid", NULL);
	irc_reply_send(&reply, connection);
}

/* Ask the chat for a change whose letter has the value it takes. */
static void
irc_mode_ask(struct connection *connection, const struct irc_mode *mode,
    const struct irc_mode_step *step)
{
	struct chat_mode_change change = {
		.mode = mode->mode,
		.holds = step->holds != mode->is_reverse,
		.text = step->value,
	};
	char name[IRC_SHOWN_BYTES];
	bool is_valid = true;

	if (mode->value == IRC_VALUE_TO_SET && !step->holds)
		change.text.size = 0;
	else if (mode->mode == CHAT_MODE_LIMIT)
		is_valid = room_limit_parse(step->value, &change.limit);
	else if (mode->mode == CHAT_MODE_BAN)
		is_valid = irc_mode_read_mask(&change.text);
	else if (mode->mode == CHAT_MODE_KEY)
		is_valid = memchr(step->value.bytes, ',', step->value.size) ==
			   NULL; /* it stands between the keys of JOIN */
	else if (mode->value == IRC_VALUE_ALWAYS)
		change.text = irc_name_mean(step->value, name);
	if (is_valid &&
	    (change.text.size == 0 || irc_name_is_word(change.text)))
		chat_change_mode(
		    connection, irc_name_of_room(step->target), &change);
	else
		irc_mode_refuse_value(connection, step);
}

/* Begin what a letter asks for. */
static void
irc_mode_begin(struct connection *connection, const struct irc_mode_step *step)
{
	const struct irc_mode *mode = irc_mode_find(step->letter);
	const struct slice letter = { &step->letter, 1 };
	struct irc_session *session = irc_session_of(connection);

	session->is_done = false;
	session->is_missing = false;
	session->is_bad_value = false;
	if (mode == NULL)
		irc_reply_about(connection, IRC_ERR_UNKNOWNMODE, letter);
	else if (mode->value == IRC_VALUE_FIXED)
		return;
	else if (step->value.size > 0 ||
		 !irc_mode_takes_value(mode, step->holds) ||
		 (mode->value == IRC_VALUE_TO_SET && !step->holds))
		irc_mode_ask(connection, mode, step);
	else if (mode->value == IRC_VALUE_MAYBE)
		chat_list_bans(connection, irc_name_of_room(step->target));
	else
		irc_mode_refuse_value(connection, step);
}

/* ":alice!alice@chatd MODE #tea +o bob" */
static void
irc_mode_say_done(
    struct connection *connection, const struct irc_mode_step *step)
{
	const char change[] = { step->holds ? '+' : '-', step->letter };
	const struct slice letters = { change, sizeof(change) };
	struct irc_reply reply;

	irc_reply_begin_own(&reply, connection, "MODE");
	irc_words_add_parameter(&reply.words, step->target);
	irc_news_add_mode(&reply.words, letters, step->value);
	irc_reply_send(&reply, connection);
}

/* "441 alice bob #tea", or "401 alice bob" if nobody at all is called that */
static void
irc_mode_say_missing(
    struct connection *connection, const struct irc_mode_step *step)
{
	char name[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	if (!known_has_user(connection, irc_name_mean(step->value, name))) {
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, step->value);
		return;
	}
	irc_reply_begin(&reply, connection, IRC_ERR_USERNOTINCHANNEL);
	irc_words_add_parameter(&reply.words, step->value);
	irc_words_add_parameter(&reply.words, step->target);
	irc_reply_send_text(&reply, connection, IRC_ERR_USERNOTINCHANNEL);
}

static enum command_status
irc_modes_change_one(struct connection *connection,
    const struct irc_mode_step *step, unsigned int *passed)
{
	struct irc_session *session = irc_session_of(connection);

	if (irc_session_begins(session, passed)) {
		irc_session_count(connection, *passed);
		irc_mode_begin(connection, step);
	}
	if (irc_session_waits(connection))
		return COMMAND_AGAIN;
	if (!irc_session_begins(session, passed))
		return COMMAND_DONE;
	if (session->is_done)
		irc_mode_say_done(connection, step);
	else if (session->is_missing)
		irc_mode_say_missing(connection, step);
	else if (session->is_bad_value)
		irc_mode_refuse_value(connection, step);
	return COMMAND_DONE;
}

/* Go through letters, each of which takes a value if it has one. */
static enum command_status
irc_modes_change(struct connection *connection, struct slice target,
    struct slice letters, struct irc_parameters *values)
{
	struct irc_mode_step step = { .target = target, .holds = true };
	enum command_status status = COMMAND_DONE;
	unsigned int passed = 0;
	size_t changes = 0;

	for (size_t i = 0; i < letters.size && changes < IRC_MODES_MAX &&
			   status == COMMAND_DONE;
	     i++) {
		const struct irc_mode *mode = irc_mode_find(letters.bytes[i]);

		step.letter = letters.bytes[i];
		step.value = (struct slice){ 0 };
		if (step.letter == '+' || step.letter == '-') {
			step.holds = step.letter == '+';
			continue;
		}
		if (mode != NULL && irc_mode_takes_value(mode, step.holds))
			irc_line_take_parameter(values, &step.value);
		status = irc_modes_change_one(connection, &step, &passed);
		changes++;
	}
	return status;
}

/* ---- requests ------------------------------------------------------------ */

enum command_status
irc_modes_handle(
    struct connection *connection, struct slice target, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice letters;

	if (!irc_name_is_room(target))
		return irc_user_modes_handle(connection, target, &parameters);
	if (irc_line_take_parameter(&parameters, &letters))
		return irc_modes_change(
		    connection, target, letters, &parameters);
	irc_session_of(connection)->purpose = IRC_FOR_MODES;
	chat_ask_modes(connection, irc_name_of_room(target));
	return COMMAND_DONE;
}

/* ---- answers ------------------------------------------------------------- */

/* "324 alice #tea +klnt secret 10" */
static void
irc_modes_say_all(
    struct connection *connection, const struct chat_answer *answer)
{
	const struct room_modes *modes = answer->modes;
	char letters[2 + ROOM_MODE_LETTERS_MAX];
	char room[IRC_SHOWN_BYTES];
	char limit[16];
	const struct slice key = { modes->key, modes->key_size };
	struct irc_reply reply;
	struct room_modes shown = *modes;
	size_t size;

	/* It is the other way round: see is_reverse. */
	shown.flags &= ~ROOM_FREE_TOPIC;
	size = room_modes_write_letters(&shown, letters);
	letters[size++] = 'n';
	if ((modes->flags & ROOM_FREE_TOPIC) == 0)
		letters[size++] = 't';
	irc_reply_begin(&reply, connection, IRC_RPL_CHANNELMODEIS);
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(answer->room, room));
	irc_words_add_parameter(&reply.words, (struct slice){ letters, size });
	if (key.size > 0)
		irc_words_add_parameter(&reply.words, key);
	snprintf(limit, sizeof(limit), "%" PRIu32, modes->limit);
	if (modes->limit > 0)
		irc_words_add_parameter(&reply.words, slice_of(limit));
	irc_reply_send(&reply, connection);
}

/* "329 alice #tea 1796000000" */
static void
irc_modes_say_made(
    struct connection *connection, const struct chat_answer *answer)
{
	char room[IRC_SHOWN_BYTES];
	char time_s[24];
	struct irc_reply reply;

	snprintf(time_s, sizeof(time_s), "%" PRIu64, answer->time_s);
	irc_reply_begin(&reply, connection, IRC_RPL_CREATIONTIME);
	irc_words_add_parameter(
	    &reply.words, irc_name_show_room(answer->room, room));
	irc_words_add_last(&reply.words, slice_of(time_s));
	irc_reply_send(&reply, connection);
}

/* "367 alice #tea mallory!*@*", and "368" */
static void
irc_modes_say_bans(
    struct connection *connection, const struct chat_answer *answer)
{
	char room[IRC_SHOWN_BYTES];
	struct slice target = irc_name_show_room(answer->room, room);
	struct slice bans = answer->text;
	struct slice ban;

	while (irc_name_take_item(&bans, &ban)) {
		const struct slice rest = SLICE("!*@*");
		char mask[NAME_MAX_BYTES + 8];
		struct irc_reply reply;
		char *end = slice_write(slice_write(mask, ban), rest);

		irc_reply_begin(&reply, connection, IRC_RPL_BANLIST);
		irc_words_add_parameter(&reply.words, target);
		irc_words_add_parameter(
		    &reply.words, (struct slice){ mask, (size_t)(end - mask) });
		irc_reply_send(&reply, connection);
	}
	irc_reply_about(connection, IRC_RPL_ENDOFBANLIST, target);
}

void
irc_modes_answer(
    struct connection *connection, const struct chat_answer *answer)
{
	struct irc_session *session = irc_session_of(connection);

	session->is_done = answer->outcome == CHAT_DONE &&
			   answer->request == CHAT_MODE &&
			   !answer->is_unchanged;
	session->is_missing = answer->outcome == CHAT_NO_SUCH_USER;
	session->is_bad_value = answer->outcome == CHAT_BAD_TEXT;
	if (session->is_missing || session->is_bad_value)
		return; /* told when the line goes on */
	if (answer->outcome != CHAT_DONE)
		irc_refuse(connection, answer);
	else if (answer->request == CHAT_BANS)
		irc_modes_say_bans(connection, answer);
	else if (session->purpose == IRC_FOR_MODES) {
		irc_modes_say_all(connection, answer);
		irc_modes_say_made(connection, answer);
	}
}
