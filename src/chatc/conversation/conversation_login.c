/* SPDX-License-Identifier: MIT */
/* What the answer to a login means, the first and those after a lost
 * connection. */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

#include "chatc/conversation/reconnecting.h"

/*
 * After a lost connection the name may still be taken, by that connection, and
 * the server may be full of those who were quicker.
 */
static bool
conversation_tries_again(struct conversation *c, enum sentence_kind why)
{
	if (!c->was_in || !c->has_person)
		return false;

	/* However long the server was away, it may need time to notice. */
	if (why == SENTENCE_NAME_TAKEN && ++c->taken >= RECONNECTING_TAKEN_MAX)
		return false;
	conversation_connect_later(c,
	    &(struct sentence){ .kind = why, .name = buffer_slice(&c->name) });
	return true;
}

/* This name will not do, and it has been said why: ask for another one. */
static void
conversation_ask_again(struct conversation *c)
{
	c->tried = true;
	if (!c->has_person)
		c->status = EX_NOPERM;
	conversation_ask(c);
}

static void
conversation_login_failed(struct conversation *c, enum sentence_kind why)
{
	if (conversation_tries_again(c, why))
		return;
	conversation_say_own_name(c, why);
	conversation_ask_again(c);
}

static void
conversation_logged_in(struct conversation *c)
{
	bool is_first = !c->was_in;

	c->stage = CONVERSATION_TALKING;
	c->status = EX_OK;
	c->was_in = true;
	c->taken = 0;
	c->in_since_ms = c->host->now_ms(c->context);
	conversation_answered(c);
	conversation_say_own_name(c, SENTENCE_LOGGED_IN);
	if (is_first)
		conversation_say_hints(c);
	conversation_start_errands(c);
}

void
conversation_login_event(
    struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_LOGGED_IN:
		conversation_logged_in(c);
		break;
	case CODEC_NAME_TAKEN:
		conversation_login_failed(c, SENTENCE_NAME_TAKEN);
		break;
	case CODEC_BAD_BODY:
		conversation_login_failed(c, SENTENCE_NAME_REFUSED);
		break;
	case CODEC_BAD_HEADER:
		/* Some servers take no other name on the same connection. */
		if (c->tried)
			conversation_connect(c);
		else
			conversation_login_failed(c, SENTENCE_BAD_HEADER);
		break;
	case CODEC_REFUSED:
		conversation_say_text(c, SENTENCE_SERVER_SAYS, event->text);
		conversation_ask_again(c);
		break;
	case CODEC_FULL:
		if (conversation_tries_again(c, SENTENCE_FULL))
			break;
		conversation_say(c, SENTENCE_FULL);
		conversation_end(c, EX_TEMPFAIL);
		break;
	case CODEC_NOTHING:
	case CODEC_SENT:
	case CODEC_NO_SUCH_USER:
	case CODEC_NAMES:
	case CODEC_JOINED:
	case CODEC_LEFT:
	case CODEC_CAME:
	case CODEC_WENT:
	case CODEC_RENAMED:
	case CODEC_DELIVERY:
	case CODEC_OTHER:
	case CODEC_BROKEN:
		/* These answer no login. */
		break;
	}
}
