/* SPDX-License-Identifier: MIT */
/* What the answer to a login means, the first and those after a lost
 * connection. */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

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
	conversation_owner_is_known(c);
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
	if (conversation_password_event(c, event))
		return;
	switch (event->type) {
	case CODEC_LOGGED_IN:
		conversation_logged_in(c);
		break;
	case CODEC_NAME_TAKEN:
		if (!conversation_name_is_owned(c))
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
	default:
		/* The others answer no login. */
		break;
	}
}
