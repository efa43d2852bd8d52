/* SPDX-License-Identifier: MIT */
/*
 * A text that the chat takes for a plain one has neither codes of formatting
 * nor CTCP in it, nor a byte that no line may have: these are control
 * characters.
 */

#include "chatd/protocols/irc/irc_run.h"

#include "chatd/chat/sending.h"
#include "chatd/protocols/irc/irc_line.h"
#include "chatd/protocols/irc/irc_names.h"
#include "chatd/protocols/irc/irc_session.h"
#include "chatd/protocols/irc/irc_talk.h"

/* Say whether target is one user, who is called that in the chat, too. */
static bool
irc_run_is_for(struct slice target)
{
	char room[IRC_SHOWN_BYTES];

	return irc_name_is_word(target) && !irc_name_is_room(target) &&
	       memchr(target.bytes, ',', target.size) == NULL &&
	       irc_name_mean(target, room).bytes == target.bytes;
}

void
irc_run_begin(struct command_run *run, const struct command *command,
    struct slice text, const struct irc_line *line)
{
	struct irc_parameters parameters = line->parameters;
	struct slice target, said;

	run->command = NULL;
	if (command->handle != irc_talk_privmsg || line->tags.size > 0 ||
	    !irc_line_take_parameter(&parameters, &target) ||
	    !irc_line_take_parameter(&parameters, &said) ||
	    said.bytes[-1] != ':' || !irc_run_is_for(target))
		return;
	run->command = command;
	run->begin.bytes = text.bytes;
	run->begin.size = (size_t)(said.bytes - text.bytes);
	run->argument = target;
}

bool
irc_run_handle(struct connection *connection, const struct command_run *run,
    struct slice line)
{
	struct slice said = line;

	if (!command_run_goes_on(run, line) || line.size > IRC_LINE_MAX_BYTES)
		return false;
	said.bytes += run->begin.size;
	said.size -= run->begin.size;
	said = slice_trim_right(said);
	if (!chat_try_send(connection, run->argument, said))
		return false;
	irc_talk_end_plain(connection, run->argument, said);
	return true;
}
