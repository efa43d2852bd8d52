/* SPDX-License-Identifier: MIT */
/*
 * Talking in a room where nothing has to be known to talk: everything that is
 * no request is said.  The words that the others then see are the protocols'.
 */

#include "chatd/protocols/lobby.h"

#include "chatd/chat/chat.h"
#include "chatd/protocols/login_state.h"

static const struct slice lobby_name = SLICE(CHAT_LOBBY);

void
lobby_listen(struct connection *connection)
{
	chat_listen(connection, lobby_name);
}

void
lobby_join(struct connection *connection)
{
	chat_join(connection, lobby_name, (struct slice){ 0 });
}

void
lobby_list(struct connection *connection)
{
	chat_list(connection, ' ');
}

enum command_status
lobby_handle_who(
    struct connection *connection, struct slice arguments, struct slice text)
{
	(void)arguments;
	(void)text;
	lobby_list(connection);
	return COMMAND_DONE;
}

/* Take "@bob" off text, which begins so, and return the name in it. */
static struct slice
lobby_take_receiver(struct slice *text)
{
	text->bytes++;
	text->size--;
	return slice_take_word(text);
}

/* "@bob text" */
static void
lobby_send(struct connection *connection, struct slice text)
{
	struct slice name = lobby_take_receiver(&text);

	chat_send(connection, name, slice_trim(text));
}

bool
lobby_find_receiver(
    struct slice line, const struct command_run *run, struct slice *name_r)
{
	(void)run;
	if (line.size == 0 || line.bytes[0] != '@')
		return false;
	*name_r = lobby_take_receiver(&line);
	return true;
}

void
lobby_handle_text(struct connection *connection,
    const struct command_table *table, struct slice text,
    struct command_run *run)
{
	if (text.size == 0)
		return;
	if (text.bytes[0] == '@')
		lobby_send(connection, text);
	else if (command_dispatch(table, login_state(connection), connection,
		     text, run) != COMMAND_DONE)
		chat_say(connection, lobby_name, text);
}
