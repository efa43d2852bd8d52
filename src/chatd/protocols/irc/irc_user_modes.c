/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_user_modes.h"

#include "chatd/chat/known.h"
#include "chatd/chat/user_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/presence/card.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_session.h"
#include "common/name.h"

struct irc_user_mode_row {
	char letter;
	enum irc_user_mode mode;
};

/* Those that whoever has them may change, in the order of the letters. */
static const struct irc_user_mode_row irc_user_mode_rows[] = {
	{ 'B', IRC_BOT },
	{ 'i', IRC_INVISIBLE },
	{ 'o', IRC_OPERATOR },
};

#define IRC_USER_MODE_ROWS                                                     \
	(sizeof(irc_user_mode_rows) / sizeof(irc_user_mode_rows[0]))

/* Room for a sign and all letters. */
#define IRC_USER_MODES_BYTES (1 + IRC_USER_MODE_ROWS)

/* Write sign and the letters of set to room. */
static struct slice
irc_user_modes_write(
    char sign, unsigned int set, char room[IRC_USER_MODES_BYTES])
{
	size_t size = 0;

	room[size++] = sign;
	for (size_t i = 0; i < IRC_USER_MODE_ROWS; i++) {
		if ((set & irc_user_mode_rows[i].mode) != 0)
			room[size++] = irc_user_mode_rows[i].letter;
	}
	return (struct slice){ room, size };
}

static unsigned int
irc_user_modes_find(char letter)
{
	for (size_t i = 0; i < IRC_USER_MODE_ROWS; i++) {
		if (irc_user_mode_rows[i].letter == letter)
			return irc_user_mode_rows[i].mode;
	}
	return 0;
}

/* "221 alice +i" */
static void
irc_user_modes_show(struct connection *connection)
{
	char room[IRC_USER_MODES_BYTES];
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_RPL_UMODEIS);
	irc_words_add_last(
	    &reply.words, irc_user_modes_write(
			      '+', irc_state_of(connection)->user_modes, room));
	irc_reply_send(&reply, connection);
}

/* ":alice!alice@chatd MODE alice +i", of what has changed */
static void
irc_user_modes_say(
    struct connection *connection, char sign, unsigned int changed)
{
	char room[IRC_USER_MODES_BYTES];
	struct irc_reply reply;

	if (changed == 0)
		return;
	irc_reply_begin_own(&reply, connection, "MODE");
	irc_words_add_parameter(&reply.words, irc_session_nick(connection));
	irc_words_add_last(
	    &reply.words, irc_user_modes_write(sign, changed, room));
	irc_reply_send(&reply, connection);
}

/* Have others see on the card what has changed since before. */
static void
irc_user_modes_show_others(struct connection *connection, unsigned int before)
{
	unsigned int now = irc_state_of(connection)->user_modes;

	if (((now ^ before) & IRC_BOT) != 0)
		user_cards_set_flag(connection, CARD_BOT, (now & IRC_BOT) != 0);
	if (((now ^ before) & IRC_INVISIBLE) != 0)
		user_cards_set_flag(
		    connection, CARD_INVISIBLE, (now & IRC_INVISIBLE) != 0);
	if (((now ^ before) & IRC_OPERATOR) != 0)
		user_cards_set_flag(
		    connection, CARD_OPERATOR, (now & IRC_OPERATOR) != 0);
}

void
irc_user_modes_set(
    struct connection *connection, enum irc_user_mode mode, bool holds)
{
	struct irc_state *state = irc_state_of(connection);
	unsigned int before = state->user_modes;

	if (holds)
		state->user_modes |= (uint8_t)mode;
	else
		state->user_modes &= (uint8_t)~mode;
	irc_user_modes_show_others(connection, before);
	irc_user_modes_say(
	    connection, holds ? '+' : '-', before ^ state->user_modes);
}

/* Unknown letters are told of once, and the others count. */
static void
irc_user_modes_change(struct connection *connection, struct slice letters)
{
	struct irc_state *state = irc_state_of(connection);
	unsigned int before = state->user_modes;
	bool holds = true, is_known = true;
	unsigned int mode;

	for (size_t i = 0; i < letters.size; i++) {
		char letter = letters.bytes[i];

		if (letter == '+' || letter == '-') {
			holds = letter == '+';
			continue;
		}
		mode = irc_user_modes_find(letter);
		is_known = is_known && mode != 0;
		/* A password makes an operator, and no wish does. */
		if (holds && mode != IRC_OPERATOR)
			state->user_modes |= (uint8_t)mode;
		else if (!holds)
			state->user_modes &= (uint8_t)~mode;
	}
	irc_user_modes_show_others(connection, before);
	irc_user_modes_say(connection, '+', state->user_modes & ~before);
	irc_user_modes_say(connection, '-', before & ~state->user_modes);
	if (!is_known)
		irc_reply_say(connection, IRC_ERR_UMODEUNKNOWNFLAG);
}

enum command_status
irc_user_modes_handle(struct connection *connection, struct slice nick,
    struct irc_parameters *parameters)
{
	struct slice letters;
	char name[IRC_SHOWN_BYTES];

	if (!known_has_user(connection, irc_name_mean(nick, name)))
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
	else if (!name_looks_like(nick, connection_name(connection)))
		irc_reply_say(connection, IRC_ERR_USERSDONTMATCH);
	else if (irc_line_take_parameter(parameters, &letters))
		irc_user_modes_change(connection, letters);
	else
		irc_user_modes_show(connection);
	return COMMAND_DONE;
}
