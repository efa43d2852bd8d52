/* SPDX-License-Identifier: MIT */
/*
 * What the server says, and what that means at this stage of the conversation.
 *
 * Every answer is taken for that of the request in flight, since servers answer
 * in order.  What else the server says is shown when it comes.
 */

#include "chatc/conversation.h"

#include <sysexits.h>

#include "chatc/conversation_private.h"

/* The request in flight has its answer. */
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

/* What both a login and a logged-in user can get.  Return whether it was. */
static bool
conversation_is_aside(struct conversation *c, const struct wire_event *event)
{
	switch (event->type) {
	case WIRE_NOTHING:
		return true;
	case WIRE_DELIVERY:
		c->host->show(
		    c->context, DISPLAY_FROM, event->name, event->text);
		return true;
	case WIRE_OTHER:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		return true;
	case WIRE_FULL:
		conversation_show(c, DISPLAY_FULL);
		conversation_end(c, EX_TEMPFAIL);
		return true;
	case WIRE_BROKEN:
		conversation_show(c, DISPLAY_BROKEN);
		conversation_end(c, EX_PROTOCOL);
		return true;
	default:
		return false;
	}
}

static void
conversation_login_event(struct conversation *c, const struct wire_event *event)
{
	switch (event->type) {
	case WIRE_LOGGED_IN:
		c->stage = CONVERSATION_TALKING;
		c->status = EX_OK;
		conversation_answered(c);
		conversation_show_name(c, DISPLAY_LOGGED_IN);
		break;
	case WIRE_NAME_TAKEN:
		conversation_login_failed(c, DISPLAY_NAME_TAKEN);
		break;
	case WIRE_BAD_BODY:
		conversation_login_failed(c, DISPLAY_NAME_REFUSED);
		break;
	case WIRE_BAD_HEADER:
		conversation_login_failed(c, DISPLAY_BAD_HEADER);
		break;
	case WIRE_REFUSED:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		c->tried = true;
		conversation_ask(c);
		break;
	default:
		break;
	}
}

/*
 * Servers disagree on what a verb is that they do not know, bad header or bad
 * body; for WHO both mean that the other word for it may be the right one.
 */
static void
conversation_refused(struct conversation *c, enum display_kind why)
{
	if (c->request == CONVERSATION_WHO && c->wire->who_otherwise != NULL &&
	    c->wire->who_otherwise(&c->wire_state)) {
		conversation_send_who(c);
		return;
	}
	conversation_answered(c);
	conversation_show(c, why);
}

static void
conversation_talk_event(struct conversation *c, const struct wire_event *event)
{
	switch (event->type) {
	case WIRE_SENT:
	case WIRE_NO_SUCH_USER:
		if (c->request == CONVERSATION_SEND)
			conversation_answered(c);
		conversation_show(c, event->type == WIRE_SENT
					 ? DISPLAY_SENT
					 : DISPLAY_NO_SUCH_USER);
		break;
	case WIRE_NAMES:
		if (c->request == CONVERSATION_WHO)
			conversation_answered(c);
		conversation_show_text(c, DISPLAY_NAMES, event->text);
		break;
	case WIRE_REFUSED:
		conversation_show_text(c, DISPLAY_SERVER_SAYS, event->text);
		break;
	case WIRE_BAD_HEADER:
		conversation_refused(c, DISPLAY_BAD_HEADER);
		break;
	case WIRE_BAD_BODY:
		if (c->wire->answers_send)
			conversation_refused(c, DISPLAY_BAD_BODY);
		else
			conversation_show(c, DISPLAY_BAD_BODY);
		break;
	default:
		break;
	}
}

void
conversation_answer(struct conversation *c, const struct wire_event *event)
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
		/* An answer that nothing was asked for. */
		break;
	}
}
