/* SPDX-License-Identifier: MIT */
#include "chatd/protocols/irc/irc_user_modes.h"

#include <string.h>

#include "chatd/chat/known.h"
#include "chatd/connection/connection.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_reply.h"
#include "common/name.h"

enum command_status
irc_user_modes_handle(struct connection *connection, struct slice nick,
    struct irc_parameters *parameters)
{
	static const struct slice none = SLICE("+");
	struct slice letters;
	char name[IRC_SHOWN_BYTES];

	if (!known_has_user(connection, irc_name_mean(nick, name))) {
		irc_reply_about(connection, IRC_ERR_NOSUCHNICK, nick);
		return COMMAND_DONE;
	}
	if (!name_looks_like(nick, connection_name(connection))) {
		irc_reply_say(connection, IRC_ERR_USERSDONTMATCH);
		return COMMAND_DONE;
	}
	if (!irc_line_take_parameter(parameters, &letters)) {
		struct irc_reply reply;

		irc_reply_begin(&reply, connection, IRC_RPL_UMODEIS);
		irc_words_add_last(&reply.words, none);
		irc_reply_send(&reply, connection);
		return COMMAND_DONE;
	}
	while (letters.size > 0 && strchr("+-i", letters.bytes[0]) != NULL) {
		letters.bytes++;
		letters.size--;
	}
	if (letters.size > 0)
		irc_reply_say(connection, IRC_ERR_UMODEUNKNOWNFLAG);
	return COMMAND_DONE;
}
