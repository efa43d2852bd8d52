/* SPDX-License-Identifier: MIT */
/*
 * The steps of a conversation: everything that it does to the host and sends to
 * the server.  When each of them is due is decided elsewhere.
 */

#include "chatc/conversation/conversation_private.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/conversation/reconnecting.h"

static const struct slice conversation_nothing = { NULL, 0 };

static void
conversation_set(struct buffer *buffer, struct slice value)
{
	/* value may lie in the buffer. */
	struct buffer copy = { 0 };

	buffer_append_slice(&copy, value);
	buffer_clear(buffer);
	*buffer = copy;
}

/* Send the bytes in out; timeout_ms is for the answer, 0 for none. */
static void
conversation_send(struct conversation *c, int timeout_ms)
{
	c->host->set_timeout(c->context, timeout_ms);
	c->host->send(c->context, c->out.bytes, c->out.size);
	if (c->out.size > 0)
		secret_erase(c->out.bytes, c->out.size);
	buffer_empty(&c->out);
}

/* Send the request in out if it fits into a message of this protocol. */
static void
conversation_request(struct conversation *c, enum conversation_request request,
    bool fits, bool answered)
{
	int timeout_ms = c->timeout_ms;

	if (!fits) {
		conversation_say(c, SENTENCE_TOO_LONG);
		conversation_note_refused(c, EX_DATAERR);
		return;
	}
	if (c->errand == CONVERSATION_LISTING &&
	    timeout_ms > CONVERSATION_QUIET_MS)
		timeout_ms = CONVERSATION_QUIET_MS;
	c->request = answered ? request : CONVERSATION_NO_REQUEST;
	conversation_send(c, answered ? timeout_ms : 0);
}

void
conversation_end(struct conversation *c, int status)
{
	c->stage = CONVERSATION_OVER;
	if (!c->has_quit)
		conversation_say_hidden(c);
	c->host->set_timeout(c->context, 0);
	c->host->disconnect(c->context);
	c->host->end(c->context, status);
}

void
conversation_note_refused(struct conversation *c, int status)
{
	if (!c->has_person && c->status == EX_OK)
		c->status = status;
}

void
conversation_answered(struct conversation *c)
{
	c->request = CONVERSATION_NO_REQUEST;
	if (c->stage == CONVERSATION_TALKING)
		c->host->set_timeout(c->context, 0);
}

void
conversation_ask(struct conversation *c)
{
	c->stage = CONVERSATION_ASKING;
	c->question = CONVERSATION_NO_QUESTION;
	c->is_showing = false;
	c->host->set_timeout(c->context, 0);
	conversation_say(c, SENTENCE_ASK_NAME);
}

void
conversation_ask_again(struct conversation *c)
{
	c->tried = true;
	if (!c->has_person)
		c->status = EX_NOPERM;
	conversation_ask(c);
}

void
conversation_connect(struct conversation *c)
{
	c->stage = CONVERSATION_CONNECTING;
	c->connected = false;
	c->tried = false;
	c->has_heard = false;
	c->is_private = false;
	c->is_showing = false;
	c->has_shown = false;
	c->owed = 0;
	codec_state_renew(&c->codec_state);
	buffer_empty(&c->first);
	buffer_empty(&c->in);
	c->host->set_timeout(c->context, 0);
	c->host->connect(c->context);
}

void
conversation_connect_later(struct conversation *c, const struct sentence *why)
{
	int pause_ms;

	c->attempts++;
	pause_ms = reconnecting_pause_ms(c->attempts, buffer_slice(&c->name));
	c->stage = CONVERSATION_PAUSING;
	c->request = CONVERSATION_NO_REQUEST;
	c->errand = CONVERSATION_NO_ERRAND;
	c->question = CONVERSATION_NO_QUESTION;
	c->connected = false;
	if (reconnecting_is_worth_telling(c->attempts)) {
		conversation_say_hidden(c);
		c->host->say(c->context, why);
		conversation_say_number(c, SENTENCE_TRYING_AGAIN,
		    (unsigned long)(pause_ms + 999) / 1000);
	}
	c->host->disconnect(c->context);
	c->host->set_timeout(c->context, pause_ms);
}

/*
 * The name may still be taken, by the connection that was lost, and the server
 * may be full of those who were quicker.
 */
bool
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

void
conversation_forget_password(struct conversation *c)
{
	secret_clear(&c->password);
	c->has_owner = false;
	c->is_in_the_clear = false;
	c->short_stays = 0;
}

bool
conversation_can_show_password(const struct conversation *c)
{
	return c->password.size > 0 && c->codec->show_password != NULL &&
	       !c->has_shown && (c->is_private || c->is_in_the_clear);
}

/* The name cannot be sent: a server that saw it would refuse it. */
static void
conversation_refuse_name(struct conversation *c)
{
	if (!c->has_person)
		c->status = EX_NOPERM;
	conversation_say_own_name(c, SENTENCE_NAME_REFUSED);
	conversation_ask(c);
}

void
conversation_log_in(struct conversation *c, struct slice name)
{
	c->was_in = false;
	c->wrong = 0;
	if (!slice_equals(buffer_slice(&c->name), name))
		conversation_forget_password(c);
	conversation_set(&c->name, name);
	for (size_t i = 0; i < name.size; i++) {
		if (memchr(" \t\r\n", name.bytes[i], 4) == NULL)
			continue;
		conversation_refuse_name(c);
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
	struct slice name = buffer_slice(&c->name);
	bool shows = c->has_owner && conversation_can_show_password(c);
	bool fits = shows ? codec->show_password(&c->codec_state, name,
				secret_slice(&c->password), &c->out)
			  : codec->login(&c->codec_state, name, &c->out);

	c->stage = CONVERSATION_LOGGING_IN;
	c->is_showing = shows;
	if (!fits) {
		conversation_refuse_name(c);
		return;
	}
	conversation_send(c, codec->answers_login || shows
				 ? c->timeout_ms
				 : CONVERSATION_LOGIN_MS);
}

void
conversation_send_own_name(struct conversation *c)
{
	bool fits = c->codec->own_name(
	    &c->codec_state, secret_slice(&c->new_password), &c->out);

	conversation_request(c, CONVERSATION_REGISTER, fits, true);
}

void
conversation_send_who(struct conversation *c, struct slice room)
{
	bool fits;

	conversation_set(&c->sent_to, room);
	fits = c->codec->who(
	    &c->codec_state, buffer_slice(&c->sent_to), &c->out);
	conversation_request(c, CONVERSATION_WHO, fits, c->codec->answers_who);
}

void
conversation_send_join(struct conversation *c, struct slice room)
{
	bool fits;

	conversation_set(&c->sent_to, room);
	fits = c->codec->join(&c->codec_state, room, &c->out);
	conversation_request(c, CONVERSATION_JOIN, fits, true);
}

void
conversation_send_leave(struct conversation *c, struct slice room)
{
	bool fits;

	conversation_set(&c->sent_to, room);
	fits = c->codec->leave(
	    &c->codec_state, buffer_slice(&c->sent_to), &c->out);
	conversation_request(c, CONVERSATION_LEAVE, fits, true);
}

void
conversation_send_to_room(struct conversation *c,
    enum codec_room_request request, struct slice room, struct slice text)
{
	bool fits;

	conversation_set(&c->sent_to, room);
	fits = c->codec->ask_room(
	    &c->codec_state, request, buffer_slice(&c->sent_to), text, &c->out);
	conversation_request(c, CONVERSATION_ASK_ROOM, fits, true);
}

void
conversation_send_text(
    struct conversation *c, struct slice name, struct slice text)
{
	bool fits = c->codec->send(&c->codec_state, name, text, &c->out);

	conversation_set(&c->sent_to, name);
	/* text may lie in it. */
	buffer_empty(&c->deed);
	if (fits && !c->codec->answers_send)
		c->owed++;
	conversation_request(
	    c, CONVERSATION_SEND, fits, c->codec->answers_send);
}

void
conversation_send_act(struct conversation *c, struct slice name,
    struct slice deed, struct slice text)
{
	bool fits = c->codec->act(&c->codec_state, name, deed, &c->out);

	conversation_set(&c->sent_to, name);
	conversation_set(&c->deed, text);
	conversation_request(c, CONVERSATION_SEND, fits, true);
}

void
conversation_send_to_all(struct conversation *c, struct slice text)
{
	bool fits = c->codec->say(&c->codec_state, text, &c->out);

	conversation_set(&c->sent_to, conversation_nothing);
	buffer_empty(&c->deed);
	if (fits && !c->codec->answers_send)
		c->owed++;
	conversation_request(
	    c, CONVERSATION_SEND, fits, c->codec->answers_send);
}

void
conversation_send_quit(struct conversation *c)
{
	if (c->codec->quit != NULL && c->codec->quit(&c->codec_state, &c->out))
		conversation_send(c, 0);
}

void
conversation_set_target(struct conversation *c, struct slice name)
{
	conversation_set(&c->target, name);
}
