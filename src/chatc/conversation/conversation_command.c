/* SPDX-License-Identifier: MIT */
/* What the user wants, once logged in, and what to say about slips. */

#include "chatc/conversation/conversation_private.h"

#include <string.h>
#include <sysexits.h>

#include "chatc/words/user_command.h"

static const struct slice conversation_nothing = { NULL, 0 };

/* Say what was wrong with a line, and that it was in vain. */
static void
conversation_slip(
    struct conversation *c, enum sentence_kind kind, struct slice text)
{
	conversation_note_refused(c, EX_DATAERR);
	conversation_say_text(c, kind, text);
}

static bool
conversation_has(const struct conversation *c, enum user_command_need need)
{
	return need == USER_COMMAND_NEEDS_NOTHING ||
	       (need == USER_COMMAND_NEEDS_SAY && c->codec->say != NULL) ||
	       (need == USER_COMMAND_NEEDS_ROOMS && c->codec->join != NULL) ||
	       (need == USER_COMMAND_NEEDS_OWNERS &&
		   c->codec->own_name != NULL);
}

/* Append a room's name to room, with the '#' that may be missing. */
static struct slice
conversation_room(struct buffer *room, struct slice name)
{
	if (name.size > 0 && name.bytes[0] != '#')
		buffer_append_text(room, "#");
	buffer_append_slice(room, name);
	return buffer_slice(room);
}

/* Say text to whom it concerns: the target, or everybody. */
static void
conversation_talk(struct conversation *c, struct slice text)
{
	const char *typed;

	if (c->target.size > 0) {
		conversation_send_text(c, buffer_slice(&c->target), text);
		c->is_talk = true;
	} else if (c->codec->say != NULL) {
		conversation_send_to_all(c, text);
	} else if ((typed = user_command_for_raw(text)) != NULL) {
		conversation_slip(c, SENTENCE_RAW_COMMAND, slice_of(typed));
	} else {
		conversation_slip(c, SENTENCE_NO_TARGET, conversation_nothing);
	}
}

/*
 * Say what we do: by the server's word for it, or else in words that
 * everybody's client can show.
 */
static void
conversation_act(struct conversation *c, struct slice deed)
{
	struct buffer text = { 0 };

	buffer_append_text(&text, "* ");
	buffer_append_slice(&text, buffer_slice(&c->name));
	if (c->name.size > 0)
		buffer_append_text(&text, " ");
	buffer_append_slice(&text, deed);
	if (c->target.size > 0 && c->codec->act != NULL &&
	    c->codec_state.dialect.has_actions) {
		conversation_send_act(
		    c, buffer_slice(&c->target), deed, buffer_slice(&text));
		c->is_talk = true;
	} else {
		conversation_talk(c, buffer_slice(&text));
	}
	buffer_clear(&text);
}

static void
conversation_change_target(struct conversation *c, struct slice name)
{
	if (name.size > 0 && name.bytes[0] == '@') {
		name.bytes++;
		name.size--;
	}
	if (name.size > 0 && name.bytes[0] == '#' &&
	    !joined_rooms_has(&c->rooms, name)) {
		conversation_note_refused(c, EX_DATAERR);
		conversation_say_room(c, SENTENCE_NOT_IN_ROOM, name);
		return;
	}
	conversation_set_target(c, name);
	if (name.size > 0)
		conversation_say_name(c, SENTENCE_TARGET, name);
	else
		conversation_say(c, c->codec->say != NULL ? SENTENCE_EVERYBODY
							  : SENTENCE_NOBODY);
}

/* Leave the room of this name, or that in the prompt. */
static void
conversation_leave_room(struct conversation *c, struct slice name)
{
	static const struct slice usage = SLICE("!part #ROOM");
	struct buffer room = { 0 };

	if (name.size == 0)
		name = buffer_slice(&c->target);
	if (name.size == 0 ||
	    (name.bytes[0] != '#' && name.bytes == c->target.bytes))
		conversation_slip(c, SENTENCE_INCOMPLETE, usage);
	else
		conversation_send_leave(c, conversation_room(&room, name));
	buffer_clear(&room);
}

static void
conversation_join_room(struct conversation *c, struct slice name)
{
	struct buffer room = { 0 };

	conversation_send_join(c, conversation_room(&room, name));
	buffer_clear(&room);
}

static void
conversation_ask_who(struct conversation *c, struct slice name)
{
	struct buffer room = { 0 };

	if (name.size > 0 && c->codec->join == NULL) {
		conversation_note_refused(c, EX_DATAERR);
		conversation_say_protocol(
		    c, SENTENCE_NO_ROOMS, conversation_nothing);
		return;
	}
	conversation_send_who(c, conversation_room(&room, name));
	buffer_clear(&room);
}

void
conversation_help(struct conversation *c)
{
	const struct user_command_row *row;

	for (size_t i = 0; (row = user_command_row(i)) != NULL; i++)
		if (row->help != NULL && conversation_has(c, row->need))
			c->host->say(c->context,
			    &(struct sentence){ .kind = SENTENCE_HELP,
				.name = { row->usage, strlen(row->usage) },
				.text = { row->help, strlen(row->help) } });
}

/* Say whether the protocol has what the command needs; if not, tell the user.
 */
static bool
conversation_can(struct conversation *c, enum user_command_type type)
{
	if (c->codec->join != NULL || !user_command_is_about_rooms(type))
		return true;
	conversation_note_refused(c, EX_DATAERR);
	conversation_say_protocol(c, SENTENCE_NO_ROOMS, conversation_nothing);
	return false;
}

/* Say what is wrong with a command that asks for nothing. */
static void
conversation_slipped(struct conversation *c, const struct user_command *command)
{
	if (command->type == USER_COMMAND_NO_TARGET)
		conversation_slip(c, SENTENCE_NO_TARGET, conversation_nothing);
	else if (command->type == USER_COMMAND_INCOMPLETE)
		conversation_slip(c, SENTENCE_INCOMPLETE, command->text);
	else if (command->type == USER_COMMAND_UNKNOWN)
		conversation_slip(c, SENTENCE_NO_COMMAND, command->text);
}

void
conversation_command(struct conversation *c, const struct user_command *command)
{
	if (!conversation_can(c, command->type))
		return;
	switch (command->type) {
	case USER_COMMAND_SEND:
		c->is_talk = false;
		conversation_send_text(c, command->name, command->text);
		break;
	case USER_COMMAND_SAY:
		conversation_talk(c, command->text);
		break;
	case USER_COMMAND_ACT:
		conversation_act(c, command->text);
		break;
	case USER_COMMAND_TARGET:
		conversation_change_target(c, command->name);
		break;
	case USER_COMMAND_WHO:
		conversation_ask_who(c, command->name);
		break;
	case USER_COMMAND_JOIN:
		conversation_join_room(c, command->name);
		break;
	case USER_COMMAND_LEAVE:
		conversation_leave_room(c, command->name);
		break;
	case USER_COMMAND_ROOMS:
		conversation_say_text(
		    c, SENTENCE_ROOMS, joined_rooms_list(&c->rooms));
		break;
	case USER_COMMAND_TOPIC:
	case USER_COMMAND_KICK:
	case USER_COMMAND_MODE:
	case USER_COMMAND_INVITE:
		conversation_ask_room(c, command);
		break;
	case USER_COMMAND_REGISTER:
		conversation_register(c);
		break;
	default:
		conversation_slipped(c, command);
		break;
	}
}
