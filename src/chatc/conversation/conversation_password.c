/* SPDX-License-Identifier: MIT */
/*
 * The password of a name that has an owner, up to the login.
 *
 * A server is shown one only after it has refused the name without it, so that
 * one which has no owners never sees it.  From then on it is shown at once, in
 * every login under this name, and it is forgotten with the name.
 *
 * Where others could read it on its way, it is sent only after a person has
 * typed it below a warning.
 */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

/* So often a person may mistype it before another name is asked for. */
#define CONVERSATION_WRONG_MAX 3

/* So many short stays in a row are no accident. */
#define CONVERSATION_SHORT_STAYS_MAX 3

void
conversation_ask_password(
    struct conversation *c, enum conversation_question question)
{
	c->question = question;
	if (!c->is_private)
		conversation_say(c, SENTENCE_READABLE);
}

/* Ask a person for the password that the login needs. */
static void
conversation_ask_owner(struct conversation *c)
{
	conversation_forget_password(c);
	c->is_showing = false;
	c->tried = true;
	c->stage = CONVERSATION_ASKING;
	c->host->set_timeout(c->context, 0);
	conversation_ask_password(c, CONVERSATION_OWN_PASSWORD);
}

static void
conversation_not_private(struct conversation *c)
{
	conversation_say(c, SENTENCE_NOT_PRIVATE);
	if (c->has_person)
		conversation_ask_again(c);
	else
		conversation_end(c, EX_NOPERM);
}

bool
conversation_name_is_owned(struct conversation *c)
{
	if (c->has_shown || c->is_showing || c->codec->show_password == NULL ||
	    c->codec_state.dialect.has_no_owners)
		return false;
	if (conversation_can_show_password(c)) {
		c->has_owner = true;
		c->tried = true;
		conversation_send_login(c);
		return true;
	}
	if (!c->has_person && c->password.size > 0) {
		conversation_not_private(c);
		return true;
	}
	if (!c->has_person || (c->was_in && !c->has_owner))
		return false;
	conversation_say_own_name(c, SENTENCE_NAME_TAKEN);
	conversation_ask_owner(c);
	return true;
}

void
conversation_owner_is_known(struct conversation *c)
{
	c->has_shown = true;
	c->is_showing = false;
	c->wrong = 0;
}

static void
conversation_wrong_password(struct conversation *c)
{
	conversation_say_own_name(c, SENTENCE_WRONG_PASSWORD);
	conversation_forget_password(c);
	if (!c->has_person)
		conversation_end(c, EX_NOPERM);
	else if (++c->wrong < CONVERSATION_WRONG_MAX)
		conversation_ask_owner(c);
	else
		conversation_ask_again(c);
}

static void
conversation_no_owners(struct conversation *c)
{
	c->codec_state.dialect.has_no_owners = true;
	if (!c->has_person)
		conversation_say_own_name(c, SENTENCE_NAME_TAKEN);
	conversation_say(c, SENTENCE_NO_OWNERS);
	conversation_ask_again(c);
}

/* The password was not looked at: do as the server says. */
static void
conversation_password_later(struct conversation *c)
{
	if (conversation_tries_again(c, SENTENCE_LATER))
		return;
	conversation_say(c, SENTENCE_LATER);
	if (c->has_person)
		conversation_ask_owner(c);
	else
		conversation_end(c, EX_TEMPFAIL);
}

bool
conversation_password_event(
    struct conversation *c, const struct codec_event *event)
{
	if (!c->is_showing)
		return false;
	switch (event->type) {
	case CODEC_OWNER:
		conversation_owner_is_known(c);
		conversation_send_login(c);
		return true;
	case CODEC_WRONG_PASSWORD:
	case CODEC_BAD_BODY:
		conversation_wrong_password(c);
		return true;
	case CODEC_NO_OWNERS:
	case CODEC_BAD_HEADER:
		conversation_no_owners(c);
		return true;
	case CODEC_NOT_PRIVATE:
		conversation_not_private(c);
		return true;
	case CODEC_LATER:
		conversation_password_later(c);
		return true;
	default:
		/* The login is answered, which this password was part of. */
		return false;
	}
}

void
conversation_own_password(struct conversation *c, struct slice password)
{
	c->question = CONVERSATION_NO_QUESTION;
	if (password.size == 0) {
		conversation_ask(c);
		return;
	}
	secret_set(&c->password, password);
	c->is_in_the_clear = !c->is_private;
	c->has_owner = true;
	if (c->connected)
		conversation_send_login(c);
	else
		conversation_connect(c);
}

/* ---- when the owner is somewhere else ------------------------------------ */

void
conversation_taken_over(struct conversation *c, enum sentence_kind why)
{
	conversation_say_own_name(c, why);
	conversation_forget_password(c);
	if (!c->has_person) {
		conversation_end(c, EX_NOPERM);
		return;
	}
	c->request = CONVERSATION_NO_REQUEST;
	c->errand = CONVERSATION_NO_ERRAND;
	c->connected = false;
	c->host->disconnect(c->context);
	conversation_ask(c);
}

bool
conversation_is_driven_out(struct conversation *c, bool was_short)
{
	if (!c->has_owner || !c->has_person)
		return false;
	c->short_stays = was_short ? c->short_stays + 1 : 0;
	if (c->short_stays < CONVERSATION_SHORT_STAYS_MAX)
		return false;
	conversation_taken_over(c, SENTENCE_DRIVEN_OUT);
	return true;
}
