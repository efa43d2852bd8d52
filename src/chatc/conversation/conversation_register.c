/* SPDX-License-Identifier: MIT */
/*
 * Becoming the owner of the name that one has.  A person is asked for the
 * password, twice; a script has it from a file.
 */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

void
conversation_register(struct conversation *c)
{
	if (c->codec->own_name == NULL) {
		conversation_note_refused(c, EX_DATAERR);
		conversation_say_protocol(
		    c, SENTENCE_NO_REGISTER, (struct slice){ NULL, 0 });
	} else if (c->has_person) {
		conversation_ask_password(c, CONVERSATION_NEW_PASSWORD);
	} else if (c->password.size == 0 || !c->is_private) {
		conversation_note_refused(c, EX_DATAERR);
		conversation_say(c, c->password.size == 0
					? SENTENCE_NO_PASSWORD
					: SENTENCE_NOT_PRIVATE);
	} else {
		secret_set(&c->new_password, secret_slice(&c->password));
		conversation_send_own_name(c);
	}
}

/* Take the password the first time, or compare it with that. */
static void
conversation_new_password(struct conversation *c, struct slice password)
{
	bool is_again = c->question == CONVERSATION_SAME_PASSWORD;

	c->question = CONVERSATION_NO_QUESTION;
	if (!is_again && password.size > 0) {
		secret_set(&c->new_password, password);
		c->question = CONVERSATION_SAME_PASSWORD;
		return;
	}
	if (is_again &&
	    slice_equals(secret_slice(&c->new_password), password)) {
		conversation_send_own_name(c);
		return;
	}
	secret_clear(&c->new_password);
	if (is_again)
		conversation_say(c, SENTENCE_DIFFERS);
}

void
conversation_password(struct conversation *c, struct slice password)
{
	if (c->question == CONVERSATION_OWN_PASSWORD)
		conversation_own_password(c, password);
	else
		conversation_new_password(c, password);
}

bool
conversation_register_event(
    struct conversation *c, const struct codec_event *event)
{
	enum sentence_kind kind;

	if (c->request != CONVERSATION_REGISTER)
		return false;
	switch (event->type) {
	case CODEC_REGISTERED:
		secret_set(&c->password, secret_slice(&c->new_password));
		c->has_owner = true;
		c->is_in_the_clear = !c->is_private;
		kind = SENTENCE_REGISTERED;
		break;
	case CODEC_BAD_HEADER:
		kind = SENTENCE_NO_REGISTRATION;
		break;
	case CODEC_BAD_BODY:
		kind = SENTENCE_NOT_A_PASSWORD;
		break;
	case CODEC_NAME_TAKEN:
		kind = SENTENCE_OWNED;
		break;
	case CODEC_NOT_PRIVATE:
		kind = SENTENCE_NOT_PRIVATE;
		break;
	case CODEC_LATER:
	case CODEC_WRONG_PASSWORD:
		kind = SENTENCE_LATER;
		break;
	default:
		return false;
	}
	secret_clear(&c->new_password);
	if (kind != SENTENCE_REGISTERED)
		conversation_note_refused(c, EX_DATAERR);
	conversation_answered(c);
	conversation_say_own_name(c, kind);
	return true;
}
