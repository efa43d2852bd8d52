/* SPDX-License-Identifier: MIT */
/*
 * Talking in a room.  What is said goes out at once: to the members here, and
 * once to each other worker that has members.  Where operators want it, those
 * who are not in the room speak there, too, and pay for it as members do.
 */

#include "chatd/chat/answer.h"
#include "chatd/chat/chat_private.h"
#include "chatd/chat/moderating.h"
#include "chatd/chat/put_off.h"
#include "chatd/chat/room_telling.h"
#include "chatd/chat/rooms.h"
#include "chatd/chat/shown_text.h"
#include "chatd/chat/user_person.h"
#include "chatd/connection/charging.h"
#include "chatd/core/message.h"
#include "chatd/presence/memberships.h"
#include "chatd/presence/room.h"
#include "chatd/presence/room_hearing.h"
#include "common/out_of_line.h"

static void
saying_tell(struct connection *connection, struct room *room,
    const struct chat_text *text)
{
	const struct stamp stamp = stamping_take(connection_set(connection));
	const struct message message = {
		.kind = MESSAGE_SAID,
		.style = (uint8_t)text->style,
		.to = connection_address(connection),
		.size = text->ranks,
		.room = room_name(room),
		.from = connection_name(connection),
		.text = text->plain,
		.raw = text->raw,
		.stamp = &stamp,
	};

	connection_count_stat(connection, STAT_MESSAGES_SAID);
	connection_count_message(connection);
	tell_room(chat_of(connection), room, &message);
}

/* Say whether room has banned the connection, which is charged for looking. */
static OUT_OF_LINE bool
saying_is_silenced(struct connection *connection, struct room *room)
{
	struct user_person shown;
	bool is_silenced;
	size_t looked;

	user_person_begin(&shown, connection);
	is_silenced = room_silences(room, &shown.person, &looked);
	user_person_end(&shown);
	connection_charge(connection, looked * USER_PERSON_MASK_CHARGE);
	return is_silenced;
}

static enum chat_outcome
saying_settle(
    struct connection *connection, struct room *room, enum room_hearing hearing)
{
	switch (hearing) {
	case ROOM_HEARS:
		return CHAT_DONE;
	case ROOM_HEARS_RANKS:
		return CHAT_MODERATED;
	case ROOM_HEARS_UNBANNED:
		return saying_is_silenced(connection, room) ? CHAT_BANNED
							    : CHAT_DONE;
	case ROOM_HEARS_MEMBERS:
		break;
	}
	return CHAT_NO_SUCH_ROOM;
}

/* Say text in target, called room, if outcome is DONE; and answer that. */
static void
saying_finish(struct connection *connection, enum chat_outcome outcome,
    struct room *target, struct slice room, const struct chat_text *text)
{
	if (outcome == CHAT_DONE)
		saying_tell(connection, target, text);
	answer_give_room(connection, CHAT_SAY, outcome, room);
	if (outcome == CHAT_DONE)
		answer_hold_if_congested(connection);
}

/*
 * Say text without a membership.  Who speaks has a set of memberships all the
 * same, in which it is noted that there are some who have still to be told.
 */
static OUT_OF_LINE void
saying_from_outside(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	struct memberships **memberships = connection_memberships(connection);
	struct rooms *rooms = chat_of(connection)->rooms;
	struct room *target = room_find(rooms, room);
	enum chat_outcome outcome = CHAT_NO_SUCH_ROOM;

	if (target != NULL)
		outcome = saying_settle(
		    connection, target, room_hears_outside(target));
	if (outcome == CHAT_DONE && *memberships == NULL) {
		*memberships = memberships_new();
		if (*memberships == NULL)
			outcome = CHAT_OUT_OF_MEMORY;
	}
	saying_finish(connection, outcome, target, room, text);
	if (target != NULL)
		room_release(rooms, target);
}

/* Say text by a membership, or without one if it is NULL. */
static void
saying_answer(struct connection *connection,
    const struct membership *membership, struct slice room,
    const struct chat_text *text)
{
	if (moderating_refuses(connection, CHAT_SAY, (struct slice){ 0 }, room))
		return;
	if (membership == NULL)
		saying_from_outside(connection, room, text);
	else
		saying_finish(connection,
		    saying_settle(
			connection, membership->room, room_hears(membership)),
		    membership->room, room, text);
}

static void
saying_again_cb(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	saying_answer(
	    connection, rooms_membership(connection, room), room, text);
	answer_arrived(connection);
}

/* Let it wait until all have heard what was said in another room before it. */
static void
saying_put_off(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	if (put_off_request(connection, room, text, saying_again_cb) != 0)
		answer_give_room(
		    connection, CHAT_SAY, CHAT_OUT_OF_MEMORY, room);
}

/* Say text, which may be said, or have it wait for its turn. */
static void
saying_begin(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	struct membership *membership;

	/*
	 * What was announced goes out before what is said.  That may cut the
	 * speaker, whose name and rooms are therefore looked up after it.
	 */
	chat_flush_announcements(chat_of(connection));
	membership = rooms_membership(connection, room);
	if (connection_owes(connection) &&
	    (membership == NULL ||
		memberships_tell_elsewhere(
		    *connection_memberships(connection), membership)))
		saying_put_off(connection, room, text);
	else
		saying_answer(connection, membership, room, text);
}

void
chat_say(struct connection *connection, struct slice room, struct slice text)
{
	if (answer_accepts_text(connection, text))
		saying_begin(
		    connection, room, &(struct chat_text){ .plain = text });
	else
		answer_give_room(connection, CHAT_SAY, CHAT_BAD_TEXT, room);
}

void
chat_say_styled(struct connection *connection, struct slice room,
    const struct chat_text *text)
{
	struct slice from = connection_name(connection);
	struct shown_text shown;

	if (!shown_text_is_accepted(connection, from, text)) {
		answer_give_room(connection, CHAT_SAY, CHAT_BAD_TEXT, room);
		return;
	}
	if (shown_text_begin(&shown, from, text) != 0) {
		answer_give_room(
		    connection, CHAT_SAY, CHAT_OUT_OF_MEMORY, room);
		return;
	}
	saying_begin(connection, room, &shown.text);
	shown_text_end(&shown);
}
