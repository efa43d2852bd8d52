/* SPDX-License-Identifier: MIT */
/*
 * The conversation: a state machine between a user who types lines and a server
 * which may be chatd or somebody's homework.
 *
 * This file reacts to the user and to the connection, and conversation_answer.c
 * to what the server says.  If the server hangs up during a login, the next
 * name is tried on another connection; after the login, a lost connection is
 * the end.
 */

#include "chatc/conversation.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/conversation_private.h"
#include "chatc/user_command.h"

static void
conversation_help(struct conversation *c)
{
	const struct user_command_row *row;

	for (size_t i = 0; (row = user_command_row(i)) != NULL; i++)
		if (row->type != USER_COMMAND_SAY || c->codec->say != NULL)
			c->host->show(c->context, DISPLAY_HELP,
			    (struct slice){ row->usage, strlen(row->usage) },
			    (struct slice){ row->help, strlen(row->help) });
}

static void
conversation_talk(struct conversation *c, const struct user_command *command)
{
	switch (command->type) {
	case USER_COMMAND_WHO:
		conversation_send_who(c);
		break;
	case USER_COMMAND_SAY:
		conversation_say_text(c, command->text);
		break;
	case USER_COMMAND_SEND:
		conversation_send_text(c, command->name, command->text);
		break;
	case USER_COMMAND_UNKNOWN:
		conversation_show(c, DISPLAY_WHAT);
		break;
	default:
		break;
	}
}

/* Take every whole message out of in, or all that is there if ended is set. */
static void
conversation_decode(struct conversation *c, bool ended)
{
	struct codec_event event;
	size_t start = 0, taken;

	while (start < c->in.size && c->stage != CONVERSATION_OVER) {
		taken = c->codec->decode(&c->codec_state, c->in.bytes + start,
		    c->in.size - start, ended, &event);
		if (taken == 0)
			break;
		start += taken;
		conversation_answer(c, &event);
	}
	buffer_drop(&c->in, start);
	if (c->in.size <= CODEC_MESSAGE_MAX_BYTES ||
	    c->stage == CONVERSATION_OVER)
		return;
	conversation_show(c, DISPLAY_BROKEN);
	conversation_end(c, EX_PROTOCOL);
}

void
conversation_start(struct conversation *c, const struct codec *codec,
    int timeout_ms, const struct conversation_host *host, void *context,
    struct slice name)
{
	*c = (struct conversation){
		.host = host,
		.context = context,
		.codec = codec,
		.timeout_ms = timeout_ms,
	};
	if (name.size > 0)
		conversation_log_in(c, name);
	else if (codec->needs_name)
		conversation_ask(c);
	else
		conversation_connect(c);
}

void
conversation_clear(struct conversation *c)
{
	codec_state_clear(&c->codec_state);
	buffer_clear(&c->name);
	buffer_clear(&c->in);
	buffer_clear(&c->out);
}

bool
conversation_is_ready(const struct conversation *c)
{
	return c->stage == CONVERSATION_ASKING ||
	       (c->stage == CONVERSATION_TALKING &&
		   c->request == CONVERSATION_NO_REQUEST);
}

void
conversation_line(struct conversation *c, struct slice line)
{
	struct user_command command = user_command_parse(line);

	if (command.type == USER_COMMAND_NOTHING)
		return;
	if (command.type == USER_COMMAND_HELP) {
		conversation_help(c);
	} else if (command.type == USER_COMMAND_QUIT) {
		c->status = EX_OK;
		conversation_leave(c);
	} else if (c->stage == CONVERSATION_ASKING) {
		conversation_log_in(c, slice_trim(line));
	} else {
		conversation_talk(c, &command);
	}
}

void
conversation_leave(struct conversation *c)
{
	if (c->stage == CONVERSATION_OVER)
		return;
	if (!c->connected || c->stage == CONVERSATION_LEAVING) {
		conversation_end(c, c->status);
		return;
	}
	c->stage = CONVERSATION_LEAVING;
	c->request = CONVERSATION_NO_REQUEST;
	conversation_send_quit(c);
	c->host->set_timeout(c->context, CONVERSATION_LEAVE_MS);
	c->host->finish(c->context);
}

void
conversation_connected(struct conversation *c)
{
	c->connected = true;
	if (c->name.size > 0)
		conversation_send_login(c);
	else
		c->stage = CONVERSATION_TALKING;
}

void
conversation_not_connected(
    struct conversation *c, struct slice host_name, struct slice why)
{
	c->host->show(c->context, DISPLAY_CANNOT_CONNECT, host_name, why);
	conversation_end(c, EX_UNAVAILABLE);
}

void
conversation_received(struct conversation *c, const char *bytes, size_t size)
{
	if (c->stage == CONVERSATION_OVER)
		return;
	buffer_append(&c->in, bytes, size);
	conversation_decode(c, false);
}

void
conversation_hung_up(struct conversation *c, struct slice why)
{
	/* Some servers end with an answer that has no newline. */
	conversation_decode(c, true);
	c->connected = false;
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		/* It may have hung up after the last name: try once more. */
		if (c->tried) {
			conversation_connect(c);
			break;
		}
		c->status = EX_UNAVAILABLE;
		conversation_show(c, DISPLAY_HUNG_UP);
		conversation_ask(c);
		break;
	case CONVERSATION_TALKING:
		conversation_show_text(c, DISPLAY_LOST, why);
		conversation_end(c, EX_IOERR);
		break;
	case CONVERSATION_LEAVING:
		conversation_end(c, c->status);
		break;
	default:
		break;
	}
}

void
conversation_timed_out(struct conversation *c)
{
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		if (!c->codec->answers_login) {
			conversation_answer(c,
			    &(struct codec_event){ .type = CODEC_LOGGED_IN });
			break;
		}
		/* The answer may be there, but for its newline. */
		conversation_decode(c, true);
		if (c->stage != CONVERSATION_LOGGING_IN)
			break;
		conversation_show(c, DISPLAY_NO_ANSWER);
		conversation_end(c, EX_PROTOCOL);
		break;
	case CONVERSATION_TALKING:
		c->status = EX_PROTOCOL;
		c->request = CONVERSATION_NO_REQUEST;
		conversation_show(c, DISPLAY_NO_ANSWER);
		break;
	case CONVERSATION_LEAVING:
		conversation_end(c, c->status);
		break;
	default:
		break;
	}
}
