/* SPDX-License-Identifier: MIT */
/*
 * What the operators of a room decide, and ask for: whether its members stay,
 * who may come, what it is about.
 */

#include "chatc/conversation/conversation_private.h"

#include <sysexits.h>

#include "chatc/words/user_command.h"

void
conversation_forget_room(struct conversation *c, struct slice room)
{
	joined_rooms_remove(&c->rooms, room);
	if (slice_equals(buffer_slice(&c->target), room))
		conversation_set_target(c, (struct slice){ NULL, 0 });
}

static void
conversation_say_of_room(struct conversation *c, enum sentence_kind kind,
    const struct codec_event *event)
{
	c->host->say(c->context, &(struct sentence){ .kind = kind,
				     .room = event->room,
				     .name = event->name,
				     .text = event->text });
}

void
conversation_kicked(struct conversation *c, const struct codec_event *event)
{
	bool was_there = joined_rooms_has(&c->rooms, event->room);

	joined_rooms_remove(&c->rejoining, event->room);
	conversation_forget_room(c, event->room);
	if (was_there || conversation_may_say_unasked(c))
		conversation_say_of_room(c,
		    event->text.size > 0 ? SENTENCE_KICKED_WHY
					 : SENTENCE_KICKED,
		    event);
}

void
conversation_invited(struct conversation *c, const struct codec_event *event)
{
	if (conversation_may_say_unasked(c))
		conversation_say_of_room(c, SENTENCE_INVITED, event);
}

void
conversation_room_answered(
    struct conversation *c, const struct codec_event *event)
{
	enum sentence_kind kind = SENTENCE_MODES;

	if (event->type == CODEC_TOPIC)
		kind = event->text.size > 0 ? SENTENCE_TOPIC
					    : SENTENCE_NO_TOPIC;
	else if (event->type == CODEC_TAKEN_OUT)
		kind = SENTENCE_TAKEN_OUT;
	else if (event->type == CODEC_MAY_ENTER)
		kind = SENTENCE_MAY_ENTER;
	conversation_say_of_room(c, kind, event);
}

/* Return what a command asks of the server. */
static enum codec_room_request
conversation_room_request(enum user_command_type type)
{
	switch (type) {
	case USER_COMMAND_KICK:
		return CODEC_ASK_KICK;
	case USER_COMMAND_MODE:
		return CODEC_ASK_MODE;
	case USER_COMMAND_INVITE:
		return CODEC_ASK_INVITE;
	default:
		return CODEC_ASK_TOPIC;
	}
}

void
conversation_ask_room(
    struct conversation *c, const struct user_command *command)
{
	const char *usage = user_command_usage(command->type);
	struct slice room = command->name.size > 0 ? command->name
						   : buffer_slice(&c->target);

	if (room.size == 0 || room.bytes[0] != '#') {
		conversation_note_refused(c, EX_DATAERR);
		conversation_say_text(c, SENTENCE_INCOMPLETE, slice_of(usage));
		return;
	}
	conversation_send_to_room(
	    c, conversation_room_request(command->type), room, command->text);
}
