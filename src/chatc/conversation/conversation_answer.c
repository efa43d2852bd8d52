/* SPDX-License-Identifier: MIT */
/*
 * What the server says, and what that means at this stage of the conversation.
 *
 * Servers answer in order, so every answer is taken to be that of the request
 * in flight.  What nobody has asked for is shown when it comes, up to a bound
 * (unasked.h); what people say always is.
 */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

bool
conversation_ask_otherwise(struct conversation *c)
{
	if (c->request != CONVERSATION_WHO || c->codec->who_otherwise == NULL ||
	    !c->codec->who_otherwise(&c->codec_state.dialect))
		return false;
	conversation_send_who(c, buffer_slice(&c->sent_to));
	return true;
}

/*
 * The server does not know actions after all: say the same as a text, if it was
 * one that it has refused.
 */
static bool
conversation_act_otherwise(struct conversation *c, enum codec_event_type type)
{
	if (c->request != CONVERSATION_SEND || c->deed.size == 0 ||
	    type != CODEC_BAD_HEADER)
		return false;
	c->codec_state.dialect.has_actions = false;
	conversation_send_text(
	    c, buffer_slice(&c->sent_to), buffer_slice(&c->deed));
	return true;
}

/* ---- what answers a request ---------------------------------------------- */

/* Say whether this answers the request in flight, or a message before it. */
static bool
conversation_is_asked(
    const struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_NAMES:
		/* Where it is not waited for, its codec has expected it. */
		return c->request == CONVERSATION_WHO || !c->codec->answers_who;
	case CODEC_SENT:
		return c->request == CONVERSATION_SEND || c->owed > 0;
	case CODEC_JOINED:
	case CODEC_FULL:
		return c->request == CONVERSATION_JOIN;
	case CODEC_TOPIC:
	case CODEC_MODES:
	case CODEC_TAKEN_OUT:
	case CODEC_MAY_ENTER:
	case CODEC_NOT_OPERATOR:
		return c->request == CONVERSATION_ASK_ROOM;
	case CODEC_LEFT:
		return c->request == CONVERSATION_LEAVE;
	case CODEC_BAD_HEADER:
		return c->request != CONVERSATION_NO_REQUEST;
	case CODEC_NO_SUCH_USER:
	case CODEC_BAD_BODY:
	case CODEC_REFUSED:
		return c->owed > 0 ||
		       (c->codec->answers_send &&
			   c->request != CONVERSATION_NO_REQUEST);
	default:
		return false;
	}
}

static void
conversation_say_names(struct conversation *c, const struct codec_event *event)
{
	if (c->errand == CONVERSATION_LISTING && c->request == CONVERSATION_WHO)
		c->host->learn(c->context, event->text);
	else
		c->host->say(
		    c->context, &(struct sentence){ .kind = SENTENCE_NAMES,
				    .room = event->room,
				    .text = event->text });
}

/* Nobody has the name, or we are not in the room. */
static void
conversation_no_such_user(
    struct conversation *c, const struct codec_event *event)
{
	struct slice name = event->name.size > 0 ? event->name
						 : buffer_slice(&c->sent_to);

	if (c->request == CONVERSATION_ASK_ROOM &&
	    joined_rooms_has(&c->rooms, name))
		conversation_say_room(c, SENTENCE_NOT_THERE, name);
	else if (name.size > 0 && name.bytes[0] == '#')
		conversation_say_room(c, SENTENCE_NOT_IN_ROOM, name);
	else
		conversation_say_name(c, SENTENCE_NO_SUCH_USER, name);
}

/*
 * Something was refused.  Servers disagree on whether a verb that they do not
 * know makes a bad header or a bad body, so either answers the quiet question
 * after the login.
 */
static void
conversation_refused(struct conversation *c, const struct codec_event *event)
{
	struct slice room = buffer_slice(&c->sent_to);

	if (c->errand == CONVERSATION_LISTING && c->owed == 0)
		return;
	if (c->request == CONVERSATION_JOIN || c->request == CONVERSATION_LEAVE)
		conversation_forget_room(c, room);
	if (event->type == CODEC_REFUSED)
		conversation_say_text(c, SENTENCE_SERVER_SAYS, event->text);
	else
		conversation_say(c, event->type == CODEC_BAD_HEADER
					? SENTENCE_BAD_HEADER
					: SENTENCE_BAD_BODY);
}

/*
 * We are in a room, perhaps later than the answer was waited for.  A server
 * cannot have us talk in a room that the user has not named, nor fill the list.
 */
static void
conversation_joined(struct conversation *c, const struct codec_event *event)
{
	struct slice room = event->room;

	if (!slice_equals(room, buffer_slice(&c->sent_to))) {
		conversation_say_text(c, SENTENCE_SERVER_SAYS, event->text);
		return;
	}
	joined_rooms_add(&c->rooms, room);
	if (c->errand != CONVERSATION_REJOINING)
		conversation_set_target(c, room);
	conversation_say_room(c, SENTENCE_JOINED, room);
}

static void
conversation_left(struct conversation *c, struct slice room)
{
	conversation_forget_room(c, room);
	conversation_say_room(c, SENTENCE_LEFT, room);
}

/* Say what an answer means. */
static void
conversation_say_answer(struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_SENT:
		if (!c->has_person || !c->is_talk)
			conversation_say_name(
			    c, SENTENCE_SENT, buffer_slice(&c->sent_to));
		break;
	case CODEC_NO_SUCH_USER:
		conversation_no_such_user(c, event);
		break;
	case CODEC_BAD_HEADER:
	case CODEC_BAD_BODY:
	case CODEC_REFUSED:
		conversation_refused(c, event);
		break;
	case CODEC_NAMES:
		conversation_say_names(c, event);
		break;
	case CODEC_JOINED:
		conversation_joined(c, event);
		break;
	case CODEC_LEFT:
		conversation_left(c, event->room);
		break;
	case CODEC_TOPIC:
	case CODEC_MODES:
	case CODEC_TAKEN_OUT:
	case CODEC_MAY_ENTER:
		conversation_room_answered(c, event);
		break;
	case CODEC_NOT_OPERATOR:
		conversation_say_room(
		    c, SENTENCE_NOT_OPERATOR, buffer_slice(&c->sent_to));
		break;
	case CODEC_FULL:
		joined_rooms_remove(&c->rooms, buffer_slice(&c->sent_to));
		conversation_say_room(
		    c, SENTENCE_TOO_MANY_ROOMS, buffer_slice(&c->sent_to));
		break;
	default:
		/* The others answer nothing that is asked after it. */
		break;
	}
}

/* Note what an answer that was asked for has settled, and how. */
static void
conversation_settle(struct conversation *c, const struct codec_event *event)
{
	bool is_late = c->owed > 0 && event->type != CODEC_NAMES &&
		       event->type != CODEC_BAD_HEADER;

	if (event->type == CODEC_NO_SUCH_USER)
		conversation_note_refused(c, EX_NOUSER);
	else if (event->type == CODEC_BAD_HEADER ||
		 event->type == CODEC_BAD_BODY ||
		 event->type == CODEC_REFUSED || event->type == CODEC_FULL ||
		 event->type == CODEC_NOT_OPERATOR)
		conversation_note_refused(c, EX_DATAERR);
	if (is_late)
		c->owed--;
	else
		conversation_answered(c);
}

static void
conversation_talk_event(struct conversation *c, const struct codec_event *event)
{
	bool is_error = event->type == CODEC_BAD_HEADER ||
			event->type == CODEC_BAD_BODY;

	if (conversation_register_event(c, event))
		return;
	if (!conversation_is_asked(c, event)) {
		if (conversation_may_say_unasked(c))
			conversation_say_answer(c, event);
		return;
	}
	if (is_error && c->owed == 0 &&
	    (conversation_ask_otherwise(c) ||
		conversation_act_otherwise(c, event->type)))
		return;
	conversation_say_answer(c, event);
	conversation_settle(c, event);
	conversation_continue_errands(c);
}

/* ---- what may come at any time ------------------------------------------- */

static void
conversation_say_news(struct conversation *c, enum sentence_kind kind,
    const struct codec_event *event)
{
	c->host->say(c->context, &(struct sentence){ .kind = kind,
				     .room = event->room,
				     .name = event->name,
				     .text = event->text });
}

/* Handle an event that may come at any stage.  Return whether it was one. */
static bool
conversation_is_aside(struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_NOTHING:
		return true;
	case CODEC_DELIVERY:
		conversation_say_news(c, SENTENCE_FROM, event);
		return true;
	case CODEC_CAME:
	case CODEC_WENT:
		/* A crowd is too many for people only. */
		if (!c->has_person || conversation_may_say_unasked(c))
			conversation_say_news(c,
			    event->type == CODEC_CAME ? SENTENCE_CAME
						      : SENTENCE_WENT,
			    event);
		return true;
	case CODEC_KICKED:
		conversation_kicked(c, event);
		return true;
	case CODEC_INVITED:
		conversation_invited(c, event);
		return true;
	case CODEC_RENAMED:
		if (conversation_may_say_unasked(c))
			conversation_say_news(c, SENTENCE_RENAMED, event);
		return true;
	case CODEC_OTHER:
		/* Where all are in one room, these are its comings and goings.
		 */
		if ((c->codec->say != NULL && !c->has_person) ||
		    conversation_may_say_unasked(c))
			conversation_say_text(
			    c, SENTENCE_SERVER_SAYS, event->text);
		return true;
	case CODEC_TAKEN_OVER:
		if (c->stage == CONVERSATION_TALKING)
			conversation_taken_over(c, SENTENCE_TAKEN_OVER);
		return true;
	case CODEC_BROKEN:
		conversation_say_protocol(
		    c, SENTENCE_BROKEN, (struct slice){ NULL, 0 });
		conversation_end(c, EX_PROTOCOL);
		return true;
	default:
		return false;
	}
}

/*
 * A person who has quit hears no more.  A script hears what answers its
 * messages, which may be errors or, from the echo user say, messages.
 */
static bool
conversation_is_heard(
    const struct conversation *c, const struct codec_event *event)
{
	if (!c->has_quit)
		return true;
	return !c->has_person &&
	       (event->type == CODEC_DELIVERY ||
		   (c->owed > 0 && conversation_is_asked(c, event)));
}

/* Say whether an event has a meaning after the login. */
static bool
conversation_is_for_talk(
    const struct conversation *c, const struct codec_event *event)
{
	switch (event->type) {
	case CODEC_LOGGED_IN:
		return false;
	case CODEC_FULL:
		return c->request == CONVERSATION_JOIN;
	case CODEC_NAME_TAKEN:
		return c->request == CONVERSATION_REGISTER;
	default:
		return true;
	}
}

void
conversation_answer(struct conversation *c, const struct codec_event *event)
{
	if (!conversation_is_heard(c, event))
		return;
	if (conversation_is_aside(c, event))
		return;
	c->has_heard = true;
	switch (c->stage) {
	case CONVERSATION_ASKING:
		if (event->type == CODEC_FULL)
			conversation_login_event(c, event);
		break;
	case CONVERSATION_LOGGING_IN:
		conversation_login_event(c, event);
		break;
	case CONVERSATION_TALKING:
	case CONVERSATION_LEAVING:
		if (conversation_is_for_talk(c, event))
			conversation_talk_event(c, event);
		break;
	case CONVERSATION_CONNECTING:
	case CONVERSATION_PAUSING:
	case CONVERSATION_OVER:
		/* The server answers what nobody has asked. */
		break;
	}
}
