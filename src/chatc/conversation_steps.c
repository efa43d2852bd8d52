/* SPDX-License-Identifier: MIT */
/*
 * The steps of a conversation: everything that it does to the host and sends to
 * the server.  When each of them is due is decided elsewhere.
 */

#include "chatc/conversation_private.h"

#include <string.h>

static const struct slice conversation_nothing = { NULL, 0 };

/* Send the bytes in out; timeout_ms is for the answer, 0 for none. */
static void
conversation_send(struct conversation *c, int timeout_ms)
{
	c->host->set_timeout(c->context, timeout_ms);
	c->host->send(c->context, c->out.bytes, c->out.size);
	buffer_empty(&c->out);
}

/* Send the request in out if it fits into a message of this protocol. */
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

void
conversation_connect(struct conversation *c)
{
	c->stage = CONVERSATION_CONNECTING;
	c->tried = false;
	codec_state_clear(&c->codec_state);
	buffer_empty(&c->in);
	c->host->connect(c->context);
}

void
conversation_log_in(struct conversation *c, struct slice name)
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

void
conversation_send_login(struct conversation *c)
{
	const struct codec *codec = c->codec;

	c->stage = CONVERSATION_LOGGING_IN;
	if (!codec->login(&c->codec_state, buffer_slice(&c->name), &c->out)) {
		conversation_show_name(c, DISPLAY_NAME_REFUSED);
		conversation_ask(c);
		return;
	}
	conversation_send(
	    c, codec->answers_login ? c->timeout_ms : CONVERSATION_LOGIN_MS);
}

void
conversation_send_who(struct conversation *c)
{
	bool fits = c->codec->who(&c->codec_state, &c->out);

	conversation_request(c, CONVERSATION_WHO, fits, c->codec->answers_who);
}

void
conversation_send_text(
    struct conversation *c, struct slice name, struct slice text)
{
	bool fits = c->codec->send(&c->codec_state, name, text, &c->out);

	conversation_request(
	    c, CONVERSATION_SEND, fits, c->codec->answers_send);
}

void
conversation_say_text(struct conversation *c, struct slice text)
{
	bool fits;

	if (c->codec->say == NULL) {
		conversation_show(c, DISPLAY_WHAT);
		return;
	}
	fits = c->codec->say(&c->codec_state, text, &c->out);
	conversation_request(
	    c, CONVERSATION_SEND, fits, c->codec->answers_send);
}

void
conversation_send_quit(struct conversation *c)
{
	if (c->codec->quit != NULL && c->codec->quit(&c->codec_state, &c->out))
		conversation_send(c, 0);
}
