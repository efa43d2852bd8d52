/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_mode_request.h"

#include <string.h>

#include "chatd/connection/connection.h"
#include "chatd/presence/room_record.h"
#include "chatd/protocols/irc/irc_reply.h"

enum irc_value {
	IRC_VALUE_NONE,
	IRC_VALUE_TO_SET, /* none to take it away, or one that is not looked at
			   */
	IRC_VALUE_MAYBE,  /* without one, the list is asked for */
	IRC_VALUE_ALWAYS,
};

struct irc_mode {
	char letter;
	enum chat_mode mode;
	enum irc_value value;
	bool is_reverse; /* the letter holds where the mode of the chat does
			    not */
};

static const struct irc_mode irc_mode_rows[] = {
	{ 'I', CHAT_MODE_INVITED, IRC_VALUE_MAYBE, false },
	{ 'b', CHAT_MODE_BAN, IRC_VALUE_MAYBE, false },
	{ 'e', CHAT_MODE_EXCEPTION, IRC_VALUE_MAYBE, false },
	{ 'i', CHAT_MODE_CLOSED, IRC_VALUE_NONE, false },
	{ 'k', CHAT_MODE_KEY, IRC_VALUE_TO_SET, false },
	{ 'l', CHAT_MODE_LIMIT, IRC_VALUE_TO_SET, false },
	{ 'm', CHAT_MODE_MODERATED, IRC_VALUE_NONE, false },
	{ 'n', CHAT_MODE_OPEN, IRC_VALUE_NONE, true },
	{ 'o', CHAT_MODE_OPERATOR, IRC_VALUE_ALWAYS, false },
	{ 'r', CHAT_MODE_KEPT, IRC_VALUE_NONE, false },
	{ 's', CHAT_MODE_SECRET, IRC_VALUE_NONE, false },
	{ 't', CHAT_MODE_FREE_TOPIC, IRC_VALUE_NONE, true },
	{ 'v', CHAT_MODE_VOICE, IRC_VALUE_ALWAYS, false },
};

static const struct irc_mode *
irc_mode_request_find(char letter)
{
	size_t count = sizeof(irc_mode_rows) / sizeof(irc_mode_rows[0]);

	for (size_t i = 0; i < count; i++) {
		if (irc_mode_rows[i].letter == letter)
			return &irc_mode_rows[i];
	}
	return NULL;
}

static bool
irc_mode_request_takes_value(const struct irc_mode *mode, bool holds)
{
	switch (mode->value) {
	case IRC_VALUE_NONE:
		return false;
	case IRC_VALUE_TO_SET:
		return holds || mode->mode == CHAT_MODE_KEY;
	case IRC_VALUE_MAYBE:
	case IRC_VALUE_ALWAYS:
		break;
	}
	return true;
}

/*
 * Read the value of a change, which may be missing; text is room for it.
 * Return false if the mode cannot have it.
 */
static bool
irc_mode_request_read_value(const struct irc_mode *mode, struct slice value,
    struct chat_mode_change *change, char text[ROOM_MASK_MAX_BYTES])
{
	bool is_valid = irc_name_is_word(value);

	change->text = value;
	switch (mode->value) {
	case IRC_VALUE_NONE:
		return true;
	case IRC_VALUE_TO_SET:
		if (!change->holds) {
			change->text.size = 0;
			return true;
		}
		if (mode->mode == CHAT_MODE_LIMIT)
			return room_limit_parse(value, &change->limit);
		/* A "," stands between the keys of JOIN. */
		return is_valid && memchr(value.bytes, ',', value.size) == NULL;
	case IRC_VALUE_MAYBE:
		return is_valid;
	case IRC_VALUE_ALWAYS:
		break;
	}
	change->text = irc_name_mean(value, text);
	return is_valid;
}

/* Return which list of masks a mode is. */
static enum room_mask_kind
irc_mode_request_list(const struct irc_mode *mode)
{
	enum room_mask_kind kind;

	(void)mode_change_is_mask(mode->mode, &kind);
	return kind;
}

/* Read what a letter asks for, or say what is wrong with it. */
static void
irc_mode_request_take(struct irc_mode_request *request, char letter, bool holds,
    struct slice value)
{
	const struct irc_mode *mode = irc_mode_request_find(letter);
	struct chat_mode_change *change = &request->changes[request->count];
	bool is_valid = false;

	if (mode != NULL && mode->value == IRC_VALUE_MAYBE && value.size == 0) {
		request->wants[irc_mode_request_list(mode)] = true;
		return;
	}
	if (request->comes_again)
		return;
	if (mode == NULL) {
		irc_reply_about(request->connection, IRC_ERR_UNKNOWNMODE,
		    (struct slice){ &letter, 1 });
		return;
	}
	*change = (struct chat_mode_change){
		.mode = mode->mode,
		.holds = holds != mode->is_reverse,
	};
	is_valid = irc_mode_request_read_value(
	    mode, value, change, request->texts[request->count]);
	mode_change_complete(change,
	    connection_limits(request->connection)->name_max,
	    request->texts[request->count]);
	if (is_valid)
		request->count++;
	else
		irc_mode_request_refuse(
		    request->connection, request->target, letter, value);
}

void
irc_mode_request_read(struct irc_mode_request *request,
    struct connection *connection, struct slice target, bool comes_again,
    struct slice letters, struct irc_parameters *values)
{
	bool holds = true;
	size_t count = 0;

	request->connection = connection;
	request->target = target;
	request->comes_again = comes_again;
	memset(request->wants, 0, sizeof(request->wants));
	request->count = 0;
	for (size_t i = 0; i < letters.size && count < IRC_MODES_MAX; i++) {
		const struct irc_mode *mode = irc_mode_request_find(
		    letters.bytes[i]);
		struct slice value = { 0 };

		if (letters.bytes[i] == '+' || letters.bytes[i] == '-') {
			holds = letters.bytes[i] == '+';
			continue;
		}
		if (mode != NULL && irc_mode_request_takes_value(mode, holds))
			irc_line_take_parameter(values, &value);
		irc_mode_request_take(request, letters.bytes[i], holds, value);
		count++;
	}
}

void
irc_mode_request_refuse(struct connection *connection, struct slice target,
    char mode, struct slice value)
{
	static const struct slice secret = SLICE("*");
	const struct slice letter = { &mode, 1 };
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_ERR_INVALIDMODEPARAM);
	irc_words_add_parameter(&reply.words, target);
	irc_words_add_parameter(&reply.words, letter);
	irc_words_add_parameter(&reply.words, mode == 'k' ? secret : value);
	irc_words_add_filled(
	    &reply.words, "The value of this mode is not valid", NULL);
	irc_reply_send(&reply, connection);
}
