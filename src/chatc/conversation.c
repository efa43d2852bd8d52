/* SPDX-License-Identifier: MIT */
/*
 * The conversation: a state machine between a user who types lines and a server
 * who may be chatd or somebody's homework.
 *
 * Here is what the user does and what happens to the connection; what the
 * server says is in conversation_answer.c.  Whoever is hung up on while logging
 * in connects anew with the next name; once logged in, a lost connection is the
 * end.
 */

#include "chatc/conversation.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/user_command.h"
#include "chatc/conversation_private.h"

static const struct slice conversation_nothing = { NULL, 0 };

void
conversation_show(struct conversation *c, enum display_kind kind)
{
	c->host->show(
	    c->context, kind, conversation_nothing, conversation_nothing);
}

void
conversation_show_name(struct conversation *c, enum display_kind kind)
{
	c->host->show(
	    c->context, kind, buffer_slice(&c->name), conversation_nothing);
}

void
conversation_show_text(
    struct conversation *c, enum display_kind kind, struct slice text)
{
	c->host->show(c->context, kind, conversation_nothing, text);
}

void
conversation_end(struct conversation *c, int status)
{
	c->stage = CONVERSATION_OVER;
	c->host->set_timeout(c->context, 0);
	c->host->disconnect(c->context);
	c->host->end(c->context, status);
}

void
conversation_ask(struct conversation *c)
{
	c->stage = CONVERSATION_ASKING;
	c->host->set_timeout(c->context, 0);
	conversation_show(c, DISPLAY_ASK_NAME);
}

/* Send what was put into out; timeout_ms is for the answer, 0 for none. */
static void
conversation_send(struct conversation *c, int timeout_ms)
{
	c->host->set_timeout(c->context, timeout_ms);
	c->host->send(c->context, c->out.bytes, c->out.size);
	buffer_empty(&c->out);
}

/* Send a request, if there was room for it on the wire. */
static void
conversation_request(struct conversation *c, enum conversation_request request,
    bool fits, bool answered)
{
	if (!fits) {
		conversation_show(c, DISPLAY_TOO_LONG);
		return;
	}
	c->request = answered ? request : CONVERSATION_NO_REQUEST;
	conversation_send(c, answered ? c->timeout_ms : 0);
}

static void
conversation_send_login(struct conversation *c)
{
	c->stage = CONVERSATION_LOGGING_IN;
	if (!c->wire->login(&c->wire_state, buffer_slice(&c->name), &c->out)) {
		conversation_show_name(c, DISPLAY_NAME_REFUSED);
		conversation_ask(c);
		return;
	}
	conversation_send(
	    c, c->wire->answers_login ? c->timeout_ms : CONVERSATION_LOGIN_MS);
}

void
conversation_send_who(struct conversation *c)
{
	conversation_request(c, CONVERSATION_WHO,
	    c->wire->who(&c->wire_state, &c->out), c->wire->answers_who);
}

static void
conversation_send_text(struct conversation *c, const struct command *command)
{
	bool fits;

	if (command->type == COMMAND_SEND)
		fits = c->wire->send(
		    &c->wire_state, command->name, command->text, &c->out);
	else
		fits = c->wire->say(&c->wire_state, command->text, &c->out);
	conversation_request(c, CONVERSATION_SEND, fits, c->wire->answers_send);
}

static void
conversation_connect(struct conversation *c)
{
	c->stage = CONVERSATION_CONNECTING;
	c->tried = false;
	wire_state_clear(&c->wire_state);
	buffer_empty(&c->in);
	c->host->connect(c->context);
}

/* The server decides on names; here only what cannot be sent is refused. */
static void
conversation_login(struct conversation *c, struct slice name)
{
	buffer_empty(&c->name);
	buffer_append_slice(&c->name, name);
	for (size_t i = 0; i < name.size; i++) {
		if (memchr(" \t\r\n", name.bytes[i], 4) == NULL)
			continue;
		conversation_show_name(c, DISPLAY_NAME_REFUSED);
		conversation_ask(c);
		return;
	}
	if (c->connected)
		conversation_send_login(c);
	else
		conversation_connect(c);
}

static void
conversation_help(struct conversation *c)
{
	const struct command_row *row;

	for (size_t i = 0; (row = command_row(i)) != NULL; i++)
		if (row->type != COMMAND_SAY || c->wire->say != NULL)
			c->host->show(c->context, DISPLAY_HELP,
			    (struct slice){ row->usage, strlen(row->usage) },
			    (struct slice){ row->help, strlen(row->help) });
}

static void
conversation_talk(struct conversation *c, const struct command *command)
{
	switch (command->type) {
	case COMMAND_WHO:
		conversation_send_who(c);
		break;
	case COMMAND_SAY:
		if (c->wire->say == NULL) {
			conversation_show(c, DISPLAY_WHAT);
			break;
		}
		/* FALLTHROUGH */
	case COMMAND_SEND:
		conversation_send_text(c, command);
		break;
	case COMMAND_UNKNOWN:
		conversation_show(c, DISPLAY_WHAT);
		break;
	default:
		break;
	}
}

/* Take every whole message out of in; with ended true, all that is there. */
static void
conversation_decode(struct conversation *c, bool ended)
{
	struct wire_event event;
	size_t start = 0, taken;

	while (start < c->in.size && c->stage != CONVERSATION_OVER) {
		taken = c->wire->decode(&c->wire_state, c->in.bytes + start,
		    c->in.size - start, ended, &event);
		if (taken == 0)
			break;
		start += taken;
		conversation_answer(c, &event);
	}
	buffer_drop(&c->in, start);
	if (c->in.size <= WIRE_MESSAGE_MAX_BYTES ||
	    c->stage == CONVERSATION_OVER)
		return;
	conversation_show(c, DISPLAY_BROKEN);
	conversation_end(c, EX_PROTOCOL);
}

void
conversation_start(struct conversation *c, const struct wire *wire,
    int timeout_ms, const struct conversation_host *host, void *context,
    struct slice name)
{
	*c = (struct conversation){
		.host = host,
		.context = context,
		.wire = wire,
		.timeout_ms = timeout_ms,
	};
	if (name.size > 0)
		conversation_login(c, name);
	else if (wire->needs_name)
		conversation_ask(c);
	else
		conversation_connect(c);
}

void
conversation_clear(struct conversation *c)
{
	wire_state_clear(&c->wire_state);
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
	struct command command = command_parse(line);

	if (command.type == COMMAND_NOTHING)
		return;
	if (command.type == COMMAND_HELP) {
		conversation_help(c);
	} else if (command.type == COMMAND_QUIT) {
		c->status = EX_OK;
		conversation_leave(c);
	} else if (c->stage == CONVERSATION_ASKING) {
		conversation_login(c, slice_trim(line));
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
	if (c->wire->quit != NULL && c->wire->quit(&c->wire_state, &c->out))
		conversation_send(c, 0);
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
	/* There are servers that end with an answer, but without a newline. */
	conversation_decode(c, true);
	c->connected = false;
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		/* It had hung up after the last name, unnoticed: once more. */
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
		if (!c->wire->answers_login) {
			conversation_answer(
			    c, &(struct wire_event){ .type = WIRE_LOGGED_IN });
			break;
		}
		/* The answer may lack nothing but its newline. */
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
