/* SPDX-License-Identifier: MIT */
/*
 * What the server says, and what that means at this stage of the conversation.
 *
 * Servers answer in order, so every answer is taken to be that of the request
 * in flight.  Anything else that the server says is shown when it comes.
 */

#include "chatc/conversation_private.h"

#include <sysexits.h>

/* Note that the request in flight has been answered. */
static void
conversation_answered(struct conversation *c)
{
	c->request = CONVERSATION_NO_REQUEST;
	if (c->stage == CONVERSATION_TALKING)
		c->host->set_timeout(c->context, 0);
}

static void
conversation_login_failed(struct conversation *c, enum display_kind why)
{
	c->tried = true;
	conversation_show_name(c, why);
	conversation_ask(c);
}

/* Handle an event that may come at any stage.  Return whether it was one. */
static bool
conversation_is_aside(struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_NOTHING:
		return true;
	case CODEC_DELIVERY:
		c->host->show(
		    c->context, DISPLAY_FROM, event->name, event->text);
		return true;
	case CODEC_OTHER:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		return true;
	case CODEC_FULL:
		conversation_show(c, DISPLAY_FULL);
		conversation_end(c, EX_TEMPFAIL);
		return true;
	case CODEC_BROKEN:
		conversation_show(c, DISPLAY_BROKEN);
		conversation_end(c, EX_PROTOCOL);
		return true;
	default:
		return false;
	}
}

static void
conversation_login_event(
    struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_LOGGED_IN:
		c->stage = CONVERSATION_TALKING;
		c->status = EX_OK;
		conversation_answered(c);
		conversation_show_name(c, DISPLAY_LOGGED_IN);
		break;
	case CODEC_NAME_TAKEN:
		conversation_login_failed(c, DISPLAY_NAME_TAKEN);
		break;
	case CODEC_BAD_BODY:
		conversation_login_failed(c, DISPLAY_NAME_REFUSED);
		break;
	case CODEC_BAD_HEADER:
		conversation_login_failed(c, DISPLAY_BAD_HEADER);
		break;
	case CODEC_REFUSED:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		c->tried = true;
		conversation_ask(c);
		break;
	default:
		break;
	}
}

/*
 * Show that the server refused a request.  Servers disagree on whether a verb
 * that they do not know makes a bad header or a bad body.  For WHO, either may
 * mean that this server has another word for it.
 */
static void
conversation_refused(struct conversation *c, enum display_kind why)
{
	if (c->request == CONVERSATION_WHO && c->codec->who_otherwise != NULL &&
	    c->codec->who_otherwise(&c->codec_state)) {
		conversation_send_who(c);
		return;
	}
	conversation_answered(c);
	conversation_show(c, why);
}

static void
conversation_talk_event(struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_SENT:
	case CODEC_NO_SUCH_USER:
		if (c->request == CONVERSATION_SEND)
			conversation_answered(c);
		conversation_show(c, event->type == CODEC_SENT
					 ? DISPLAY_SENT
					 : DISPLAY_NO_SUCH_USER);
		break;
	case CODEC_NAMES:
		if (c->request == CONVERSATION_WHO)
			conversation_answered(c);
		conversation_show_text(c, DISPLAY_NAMES, event->text);
		break;
	case CODEC_REFUSED:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		break;
	case CODEC_BAD_HEADER:
		conversation_refused(c, DISPLAY_BAD_HEADER);
		break;
	case CODEC_BAD_BODY:
		if (c->codec->answers_send)
			conversation_refused(c, DISPLAY_BAD_BODY);
		else
			conversation_show(c, DISPLAY_BAD_BODY);
		break;
	default:
		break;
	}
}

void
conversation_answer(struct conversation *c, const struct codec_event *event)
{
	if (conversation_is_aside(c, event))
		return;
	switch (c->stage) {
	case CONVERSATION_LOGGING_IN:
		conversation_login_event(c, event);
		break;
	case CONVERSATION_TALKING:
	case CONVERSATION_LEAVING:
		conversation_talk_event(c, event);
		break;
	default:
		/* The server answers what nobody has asked. */
		break;
	}
}
