/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_whowas.h"

#include <stdint.h>

#include "chatd/chat/known_cards.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_people.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_server.h"
#include "chatd/protocols/irc/irc_source.h"
#include "common/name.h"

/* Say who user was, whose card is given back, and until when. */
static void
irc_whowas_say(struct connection *connection, const struct past_user *user)
{
	char room[IRC_TIME_BYTES];
	struct irc_source source;

	irc_source_begin_card(&source, user->name, user->card);
	irc_people_say_user(connection, IRC_RPL_WHOWASUSER, &source);
	irc_people_say_server(
	    connection, &source, irc_server_write_time(user->until_s, room));
	irc_source_end(&source);
}

/* Say who was called nick, as many as are asked for; 0: all.  */
static size_t
irc_whowas_say_all(
    struct connection *connection, struct slice nick, uint64_t most)
{
	struct past_user_copy found[PAST_USERS_OF_NAME_MAX];
	char name[IRC_SHOWN_BYTES];
	size_t count = 0;

	if (nick.size <= NAME_MAX_BYTES)
		count = known_cards_find_past(
		    connection, irc_name_mean(nick, name), found);
	for (size_t i = 0; i < count; i++) {
		if (most == 0 || i < most)
			irc_whowas_say(connection, &found[i].user);
		else
			card_release(found[i].user.card);
	}
	return count;
}

/* "WHOWAS bob", "WHOWAS bob 2": a count that is no number, or less, is none */
enum command_status
irc_whowas(struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice text = { 0 };
	uint64_t most = 0;

	if (nick.size == 0) {
		irc_reply_say(connection, IRC_ERR_NONICKNAMEGIVEN);
		return COMMAND_DONE;
	}
	irc_line_take_parameter(&parameters, &text);
	if (!slice_to_number(text, &most))
		most = 0;
	if (irc_whowas_say_all(connection, nick, most) == 0)
		irc_reply_about(connection, IRC_ERR_WASNOSUCHNICK, nick);
	irc_reply_about(connection, IRC_RPL_ENDOFWHOWAS, nick);
	return COMMAND_DONE;
}
