/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_invite.h"

#include "chatd/chat/chat.h"
#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "chatd/protocols/irc/irc_source.h"

/* "443 alice bob #tea :is already on channel" */
static void
irc_invite_say_member(
    struct connection *connection, struct slice name, struct slice target)
{
	char shown[IRC_SHOWN_BYTES], room[IRC_SHOWN_BYTES];
	struct irc_reply reply;

	irc_reply_begin(&reply, connection, IRC_ERR_USERONCHANNEL);
	irc_words_add_parameter(
	    &reply.words, irc_source_spell(connection, name, shown));
	irc_words_add_parameter(
	    &reply.words, irc_source_spell_room(connection, target, room));
	irc_reply_send_text(&reply, connection, IRC_ERR_USERONCHANNEL);
}

/* Whoever is not in the room is not told who is. */
static void
irc_invite_ask(
    struct connection *connection, struct slice nick, struct slice target)
{
	char meant[IRC_SHOWN_BYTES];
	struct slice name = irc_name_mean(nick, meant);
	struct slice room = irc_name_of_room(target);

	if (known_is_in_room(connection, room) &&
	    known_has_member(connection, room, name))
		irc_invite_say_member(connection, name, target);
	else
		chat_invite(connection, room, name);
}

enum command_status
irc_invite(struct connection *connection, struct slice nick, struct slice rest)
{
	struct irc_parameters parameters = { rest, 1 };
	struct slice target = { 0 };

	if (!irc_line_take_parameter(&parameters, &target) || target.size == 0)
		return COMMAND_BAD_ARGUMENTS;
	if (!irc_name_is_room(target))
		irc_reply_about(connection, IRC_ERR_NOSUCHCHANNEL, target);
	else if (!irc_name_is_word(nick))
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
	else
		irc_invite_ask(connection, nick, target);
	return COMMAND_DONE;
}
